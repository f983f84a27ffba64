"""A time line as one HTML page: the source beside the lanes, and a slider that goes from step to step.

At each step the page lights up the place in the source, says what happened and what the variables hold, and dims what
is still to come. The page needs no network and lets nothing into it, as that of `html`. Without a script it shows the
whole of it: the lanes, and the steps in words. What the lanes show is decided in `lanes`, what is said in `moments`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from cellophane.model.picture import Excerpt, Mark
from cellophane.model.place import Span
from cellophane.model.timeline import Timeline
from cellophane.report import timeline_svg
from cellophane.report.highlight import Stretch, highlighted
from cellophane.report.moments import Names
from cellophane.report.policy import policy
from cellophane.report.template import fill
from cellophane.report.timeline_layout import Drawing, drawings

_WHOLE = 500
"""A source of so many lines is shown whole; of a longer one, what stands around the places where something happened."""
_AROUND = 6
"""So many lines are shown around these."""


def render(timeline: Timeline) -> str:
    """The page, the same for the same time line."""
    drawn = tuple(drawings(timeline))
    style = timeline_svg.style() + fill("timeline.css")
    page = fill(
        "timeline.html",
        timeline=timeline,
        policy=policy((style,), script()),
        style=style,
        script=script(),
        parts=tuple(_parts(timeline)),
        drawings=drawn,
        names=Names(timeline),
        late=tuple(moment.number for each in drawn for moment in each.moments if moment.late),
        key=_key,
        looks={mark.look for each in drawn for mark in each.marks},
        chips=_chips(drawn),
    )
    return str(page)


def script() -> Markup:
    """The only script that a page has, the same in each."""
    return fill("timeline.js").strip()


def _chips(drawn: Iterable[Drawing]) -> tuple[int, ...]:
    """The variables that are drawn anywhere, each once."""
    return tuple(dict.fromkeys(bar.variable for each in drawn for bar in each.bars))


def _parts(timeline: Timeline) -> Iterator[tuple[int, Iterator[tuple[int, tuple[Stretch, ...]]]]]:
    """For each excerpt of the source, how many lines are left out before it, and its lines, cut into stretches."""
    lines = timeline.text.split("\n")  # not `splitlines`, which ends lines at form feeds as well
    lines = lines[:-1] if lines[-1] == "" else lines
    spans = dict.fromkeys(event.span for event in timeline.events)
    marks = tuple(Mark(_key(span), _first_line(span, lines), "place") for span in spans if span.row <= len(lines))
    shown = 0
    for first, last in _shown(len(lines), sorted({span.row for span in spans})):
        excerpt = Excerpt(timeline.filename, first, tuple(lines[first - 1 : last]), marks)
        yield first - 1 - shown, highlighted(excerpt)
        shown = last
    if shown < len(lines):
        yield len(lines) - shown, iter(())


def _shown(rows: int, touched: list[int]) -> Iterator[tuple[int, int]]:
    """The first and last rows of the excerpts."""
    if rows <= _WHOLE:
        if rows:
            yield 1, rows
        return
    start = end = 0
    for row in touched:
        if end and row - _AROUND > end + 1:
            yield start, end
            start = 0
        start, end = start or max(row - _AROUND, 1), min(row + _AROUND, rows)
    if end:
        yield start, end


def _first_line(span: Span, lines: list[str]) -> Span:
    """As much of a place as is lit up: of a `def`, not the whole of its body."""
    if span.end_row == span.row:
        return span
    return Span(span.row, span.column, span.row, len(lines[span.row - 1].rstrip()) + 1)


def _key(span: Span) -> str:
    """A word for a place, by which a step finds it in the source."""
    return f"{span.row}-{span.column}-{span.end_row}-{span.end_column}"
