"""A time line as one JSON object, whose fields are those of `model.timeline`, with what follows from them."""

from __future__ import annotations

from typing import Any

from cellophane.model.lateness import lateness
from cellophane.model.plain import plain
from cellophane.model.timeline import Timeline
from cellophane.report.json import dumped


def render(timeline: Timeline) -> str:
    """The object, with a line end after it. It is pure ASCII, so any encoding carries it."""
    return dumped(document(timeline), indent=2) + "\n"


def document(timeline: Timeline) -> dict[str, Any]:
    """The fields of the time line; `late` and `outdated` have reads by their places in `events`, `made_with` what each
    closure was made with."""
    found = lateness(timeline)
    made_with = [
        {"closure": closure, "variable": variable, "value": begun.value}
        for (closure, variable), begun in found.beginnings.items()
    ]
    reads = {"late": sorted(found.late), "outdated": sorted(found.outdated)}
    return {**plain(timeline), **reads, "made_with": made_with}
