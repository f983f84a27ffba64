"""What there is to be shown of a program that has been run: records of it, as data, or why there are none.

They are drawn elsewhere (see `seen.drawing`): the program may have changed all that draws.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Collection, Mapping
from contextlib import redirect_stderr
from typing import TYPE_CHECKING

from cellophane.model.plain import plain
from seen.running import FILENAME, Ran, run

if TYPE_CHECKING:
    from cellophane.model.cost import Cost
    from cellophane.model.picture import Picture
    from cellophane.model.timeline import Timeline

_NOTHING_CAPTURED = (
    "No function that is still alive captured anything. Functions at the top of a program use its globals and "
    "capture nothing: the time line shows when they read which value."
)
_NOT_BEGUN = "There is no time line, as the program did not begin to run."


class _Nothing(Exception):
    """There is nothing to be shown; the message says why."""


def shown(ran: Ran, wanted: Collection[str]) -> dict[str, dict[str, str] | None]:
    """The fields of `Parts` in untrusted.ts."""
    return {part: _part(part, ran) if part in wanted else None for part in _MAKERS}


def _part(name: str, ran: Ran) -> dict[str, str]:
    from cellophane.rework.subjects import Refused

    try:
        return {"data": json.dumps(plain(_MAKERS[name](ran)))}
    except (_Nothing, Refused) as error:
        return {"reason": str(error)}
    except Exception as error:
        return {"reason": f"This could not be made: {type(error).__name__} {error}".strip()}


def _look(_: Ran) -> Picture:
    from seen.looking import picture_of_living

    picture = picture_of_living(FILENAME)
    if picture is None:
        raise _Nothing(_NOTHING_CAPTURED)
    return picture


def _timeline(ran: Ran) -> Timeline:
    if ran.timeline is None:
        raise _Nothing(_NOT_BEGUN)
    return ran.timeline


def _cost(ran: Ran) -> Cost:
    from cellophane.cli.streams import printed_to_nowhere
    from seen.looking import cost_of_measured

    with printed_to_nowhere(), redirect_stderr(io.StringIO()):  # thousands of times the same
        plainly = ran if ran.timeline is None else run(ran.text, ran.given)  # to be watched takes time
        return cost_of_measured(plainly.namespace)


_MAKERS: Mapping[str, Callable[[Ran], Picture | Timeline | Cost]] = {
    "look": _look,
    "timeline": _timeline,
    "cost": _cost,
}
