"""What the playground's workers ask of Python: each function takes a JSON list of arguments and gives JSON.

A worker checks, or it runs a program, once. Which of both it does is said by what it is asked first; what only the
other needs is not imported.
"""

from __future__ import annotations

import json
import platform
from typing import TYPE_CHECKING

import cellophane

if TYPE_CHECKING:
    from seen.checking import Checker
    from seen.running import Ran

_checker: Checker | None = None
_ran: Ran | None = None


def versions(_: str = "[]") -> str:
    """Of Python and of cellophane."""
    return json.dumps({"python": platform.python_version(), "cellophane": cellophane.__version__})


def check(arguments: str) -> str:
    """The findings, problems and closures of a text."""
    (text,) = json.loads(arguments)
    return json.dumps(_checking().check(text))


def fix(arguments: str) -> str:
    """The text with its fixes made; with `unsafe`, also those that may alter a program that is right."""
    text, unsafe = json.loads(arguments)
    return json.dumps(_checking().fix(text, unsafe))


def why(arguments: str) -> str:
    """What became of the closure at a place of a text."""
    text, row, column = json.loads(arguments)
    return json.dumps({"text": _checking().why(text, row, column)})


def draw(arguments: str) -> str:
    """The page of a part of what `show` told of a program."""
    from seen.drawing import drawn

    part, data = json.loads(arguments)
    return json.dumps(drawn(part, data))


def run(arguments: str) -> str:
    """Run a text as a program, which has these lines as its input: how it ended, `Ending` in messages.ts."""
    global _ran
    from seen.running import run

    text, wanted, given = json.loads(arguments)
    _ran = run(text, given, timeline="timeline" in wanted)
    return json.dumps({"raised": _ran.raised, "message": _ran.message, "seconds": _ran.seconds})


def show(arguments: str) -> str:
    """What there is to be shown of the program that was run."""
    from seen.showing import shown

    _, wanted, _ = json.loads(arguments)
    assert _ran is not None
    return json.dumps(shown(_ran, frozenset(wanted)))


def _checking() -> Checker:
    global _checker
    if _checker is None:
        from seen.checking import Checker

        _checker = Checker()
    return _checker
