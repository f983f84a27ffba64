"""Which stretches of a file stand beside a picture: the scopes that matter, without what lies far between them.

It decides where a stretch begins and ends. Which scopes matter, and which names are marked, is told by who draws.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from cellophane.model.picture import Excerpt, Mark
from cellophane.model.scope import Scope
from cellophane.source.pictures.provenance import first_row, last_row
from cellophane.source.text.source import Source

_NEAR = 4
"""So many lines between two scopes are shown with them: a line that says what is left out makes nothing shorter."""


def excerpts(source: Source, scopes: Iterable[Scope], marks: Iterable[Mark]) -> tuple[Excerpt, ...]:
    """The lines of these scopes, in the order of the file, each with the marks in it."""
    ordered = sorted(set(marks), key=_order)
    rows = [mark.span.row for mark in ordered]
    return tuple(
        Excerpt(
            filename=source.filename,
            first_row=first,
            lines=source.lines[first - 1 : last],
            marks=tuple(ordered[bisect_left(rows, first) : bisect_right(rows, last)]),
        )
        for first, last in _stretches(scopes)
    )


def whole(source: Source) -> Excerpt:
    """All lines of a file, but for the empty one behind its last line end."""
    return Excerpt(source.filename, 1, source.lines[: len(source.lines) - (source.lines[-1] == "")])


def _stretches(scopes: Iterable[Scope]) -> Iterator[tuple[int, int]]:
    """First and last rows: scopes in each other, and near each other, as one."""
    first, last = 0, 0
    for start, end in sorted((first_row(scope), last_row(scope)) for scope in scopes):
        if first and start <= last + 1 + _NEAR:
            last = max(last, end)
            continue
        if first:
            yield first, last
        first, last = start, end
    if first:
        yield first, last


def _order(mark: Mark) -> tuple[object, ...]:
    return mark.span, mark.role, len(mark.variable), mark.variable, mark.function or ""
