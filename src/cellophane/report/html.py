"""A picture as one HTML page: the source beside the drawing, and a list of the variables.

Hovering, focusing or clicking a variable lights it up in all three. The page needs no network and lets nothing into
it: its policy names its own script and style sheets by their hashes, and forbids all else. What the drawing shows is
decided in `svg`, and what is said of variables and functions in `entries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

from markupsafe import Markup

from cellophane.model.picture import Excerpt, Picture
from cellophane.report import svg
from cellophane.report.entries import function_entries, variable_entries
from cellophane.report.highlight import Stretch, highlighted
from cellophane.report.naming import called
from cellophane.report.policy import policy
from cellophane.report.template import breakable, fill

AROUND = 2
"""So many pixels are left around the drawing: as much as the line around a box can grow."""
SMALLEST = 0.85
"""So far the drawing is scaled down, for the sake of those who are to read it; then it is scrolled."""


@dataclass(frozen=True)
class _FileExcerpts:
    """The excerpts of one file."""

    name: str
    anchor: str
    """What stands before the number of a line in its address: `L` in `#L7`."""
    excerpts: tuple[Excerpt, ...]

    @property
    def parts(self) -> Iterator[tuple[int, Iterator[tuple[int, tuple[Stretch, ...]]]]]:
        """For each excerpt, how many lines are left out before it, and its lines, cut into stretches."""
        end = None
        for excerpt in self.excerpts:
            yield 0 if end is None else excerpt.first_row - end, highlighted(excerpt)
            end = excerpt.first_row + len(excerpt.lines)


def render(picture: Picture) -> str:
    """The page, the same for the same picture."""
    files = tuple(_files(picture))
    drawing = svg.drawing(picture, AROUND)
    styles = fill("page.css") + _narrowest(drawing.size.width), svg.style()
    page = fill(
        "page.html",
        title=picture.title,
        policy=policy(styles, script()),
        style=styles[0],
        script=script(),
        drawing=drawing.element,
        files=files,
        lines=sum(len(excerpt.lines) for excerpt in picture.excerpts),
        bound_here=_bound_here(files),
        variables=tuple(variable_entries(picture)),
        functions=tuple(function_entries(picture)),
        notes=picture.notes,
        called=called,
        breakable=breakable,
    )
    # No `Markup`, which would escape all that a caller puts into it.
    return str(page)


def script() -> Markup:
    """The only script that a page has, the same in each."""
    return fill("page.js").strip()


def _narrowest(width: float) -> Markup:
    return Markup(".picture svg {{ min-width: {}px; }}").format(ceil(width * SMALLEST))


def _files(picture: Picture) -> Iterator[_FileExcerpts]:
    """The source, with no marks but those of the picture's variables."""
    known = {variable.key for variable in picture.variables}
    for number, (name, group) in enumerate(groupby(picture.excerpts, key=lambda excerpt: excerpt.filename), start=1):
        excerpts = [replace(each, marks=tuple(mark for mark in each.marks if mark.variable in known)) for each in group]
        yield _FileExcerpts(name, "L" if number == 1 else f"F{number}-L", tuple(excerpts))


def _bound_here(files: Iterable[_FileExcerpts]) -> dict[tuple[str, int], str]:
    """The lines to which a binding can lead. Not by its row alone: a variable may be bound in another file."""
    return {
        (mark.variable, mark.span.row): f"{file.anchor}{mark.span.row}"
        for file in files
        for excerpt in file.excerpts
        for mark in excerpt.marks
        if mark.role == "bound"
    }
