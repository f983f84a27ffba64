"""What is shown of a program that has been run: the drawing of its functions, its time line, what a call costs."""

from __future__ import annotations

from collections.abc import Collection
from html import escape
from typing import Any

from seen.running import FILENAME, Ran, run

_NO_MEASURED = (
    "The program names no function <code>measured</code>: give the name to the function that is to be measured, and "
    "<code>measured_with</code> to the tuple of arguments that it is called with."
)


def shown(ran: Ran, wanted: Collection[str]) -> dict[str, Any]:
    """The fields of `Shown` in untrusted.ts. What cannot be made, as there is no memory left, is told."""
    made: dict[str, str | None] = dict.fromkeys(_MAKERS)
    message = ran.message
    for part in (part for part in _MAKERS if part in wanted):
        try:
            made[part] = _MAKERS[part](ran)
        except Exception as error:
            message = f"the {part} could not be made: {type(error).__name__} {error}".strip()
    return {"raised": ran.raised, "message": message, "seconds": ran.seconds, **made}


def _look(_: Ran) -> str | None:
    """The page of the program's functions that captured something and are alive; nothing if there are none."""
    from cellophane.live.function_picture import picture_of
    from cellophane.live.living import closures
    from cellophane.report import html

    functions = [one for one in closures() if one.__code__.co_filename == FILENAME]
    functions.sort(key=lambda one: one.__code__.co_firstlineno)
    return html.render(picture_of(functions, FILENAME)) if functions else None


def _timeline(ran: Ran) -> str | None:
    if ran.timeline is None:
        return None
    from cellophane.report import timeline

    return timeline.render(ran.timeline)


def _cost(ran: Ran) -> str:
    from cellophane.cli.streams import printed_to_nowhere
    from cellophane.report import costs
    from cellophane.rework.cost import cost
    from cellophane.rework.subjects import Refused

    with printed_to_nowhere():  # thousands of times the same
        plain = ran if ran.timeline is None else run(ran.text, ran.given)  # to be watched takes time
        if "measured" not in plain.namespace:
            return f"<p>{_NO_MEASURED}</p>"
        given = plain.namespace.get("measured_with", ())
        try:
            found = cost(plain.namespace["measured"], *(given if isinstance(given, tuple) else (given,)))
        except Refused as error:
            return f"<p>{escape(str(error))}</p>"
    return costs.html(found)


_MAKERS = {"look": _look, "timeline": _timeline, "cost": _cost}
