"""A time line as SVG: a bar for what each variable held, a line for each closure, with marks for what it did.

A ring is where a closure was made, a dot where it reads, a square where it binds, a diamond where it reads late. The
names of the lanes are a drawing of their own, so that a page can leave them in sight while the steps are scrolled.
"""

from __future__ import annotations

from markupsafe import Markup

from cellophane.model.timeline import Timeline
from cellophane.report.template import fill
from cellophane.report.timeline_layout import drawings


def still(timeline: Timeline) -> str:
    """The first window as a document of its own, with the names of the lanes; nothing moves in it."""
    first = next(drawings(timeline), None)
    return "" if first is None else str(fill("timeline.svg", each=first, style=style()).strip()) + "\n"


def style() -> Markup:
    """The style sheet of the drawing, as it stands in it."""
    return Markup(fill("palette.css") + fill("lanes.css")).strip()
