"""Pages of what a program's worker says of it, made where no program ever ran.

Whatever ran there may have said anything: it is data, taken only if it is a record as ours are, and no text in it
becomes markup.
"""

from __future__ import annotations

import json

from cellophane.model.cost import Cost
from cellophane.model.picture import Picture
from cellophane.model.plain import restored
from cellophane.model.timeline import Timeline
from cellophane.report import costs, html, timeline

_LONGEST = 30_000_000
"""Characters of a page."""


def drawn(part: str, data: str) -> dict[str, str]:
    """What is shown in a panel: `Made` in interpreter.ts.

    >>> drawn("look", "{}")
    {'reason': 'This could not be drawn: Picture has the format 1, and this has not.'}
    """
    try:
        page = _page(part, json.loads(data))
    except Exception as error:  # of records that no program makes, such as one that names what it has not
        return {"reason": f"This could not be drawn: {error}."}
    return {"page": page} if len(page) <= _LONGEST else {"reason": "This is too large to be drawn."}


def _page(part: str, data: object) -> str:
    match part:
        case "look":
            return html.render(restored(Picture, data))
        case "timeline":
            return timeline.render(restored(Timeline, data))
        case _:
            return costs.html(restored(Cost, data))
