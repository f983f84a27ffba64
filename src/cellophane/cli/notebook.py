"""`%load_ext cellophane` in IPython and Jupyter: the magic `%look`, and functions shown as what they captured.

%look fn            what fn captured, as a picture (in a terminal: as a tree)
%look --always on   from now on functions that captured something are shown so, without being asked
%look --always off
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from cellophane.live import Closure, look
from cellophane.report import showing  # noqa: F401 - teaches closures to show themselves

_ALWAYS = "--always"
_USAGE = "usage: %look EXPRESSION, %look --always on, or %look --always off"


def load(shell: Any) -> None:
    """Add the magic to an IPython shell."""
    shell.register_magic_function(lambda line: _look(shell, line), "line", "look")


def unload(shell: Any) -> None:
    """Take the magic away again, and with it the display of functions."""
    shell.magics_manager.magics["line"].pop("look", None)
    _show_always(shell, False)


def _look(shell: Any, line: str) -> Shown | None:
    """Look into what the expression is: the shell displays what is returned."""
    from IPython.core.error import UsageError

    words = line.split()
    if words[:1] == [_ALWAYS] and words[1:] in (["on"], ["off"]):
        _show_always(shell, words[1] == "on")
        return None
    if not words or words[0].startswith("--"):
        raise UsageError(_USAGE)
    try:
        return Shown(look(shell.ev(line)))
    except Exception as error:  # whatever the expression raises is the answer to it, and needs no traceback
        raise UsageError(f"%look {line}: {type(error).__name__}: {error}") from None


class Shown:
    """A closure as a notebook displays it: as a picture where there is one, as a tree in a terminal."""

    def __init__(self, closure: Closure) -> None:
        self.closure = closure

    def __repr__(self) -> str:
        return str(self.closure)

    def _repr_html_(self) -> str | None:
        return self.closure._repr_html_()


def _show_always(shell: Any, on: bool) -> None:
    """Show functions that captured something as `%look` does, or as they are shown without cellophane."""
    html = shell.display_formatter.formatters["text/html"]
    if on:
        html.for_type(FunctionType, _html)
    else:
        html.pop(FunctionType, None)


def _html(function: FunctionType) -> str | None:
    return look(function)._repr_html_() if function.__closure__ else None
