"""What is told of a place in a document, and shown in its text: hovers, hints, and where a capture comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from lsprotocol import types

from cellophane.check.cursor import definitions, hints, hovers, pointing
from cellophane.check.placing import in_source
from cellophane.model.finding import Finding
from cellophane.model.hover import NameHover
from cellophane.model.scope import ScopeKind
from cellophane.report import hover as words
from cellophane.server.buffers import Document, uri_of
from cellophane.server.positions import Units
from cellophane.source.facts import Facts


class Telling:
    """Answers about one text: a document, or a cell of it, whose facts are known."""

    def __init__(self, document: Document, uri: str, facts: Facts, units: Units) -> None:
        self._document = document
        self._uri = uri
        self._cell = document.cell_of(uri)
        self._lines = document.lines_in(self._cell)
        self._facts = facts
        self._units = units

    def hover(
        self,
        where: types.Position,
        shown: Iterable[Finding],
        every: Callable[[], Sequence[Finding]],
        markdown: bool,
    ) -> types.Hover | None:
        """What is told of a place; none if nothing is.

        `shown` are the findings of the document as they are shown, and `every` finds all of them, as `hovers.at` takes
        them: only for a closure, as it runs the rules.
        """
        place = self._place(where)
        in_rows = (in_source(self._facts.source, one) for one in shown)
        found = hovers.at(self._facts, *place, in_rows, every) if place else ()
        told = [one for one in found if not isinstance(one, NameHover) or _is_ours(one)]
        if not told:
            return None
        form = words.markdown if markdown else words.plain
        rule, kind = ("\n\n---\n\n", types.MarkupKind.Markdown) if markdown else ("\n\n", types.MarkupKind.PlainText)
        text = rule.join(form(one, self._link) for one in told)
        _, span = self._facts.source.in_cell(told[0].span)
        return types.Hover(types.MarkupContent(kind, text), self._units.range(self._lines, span))

    def hints(self, where: types.Range) -> Iterator[types.InlayHint]:
        """What closures in a range captured, behind their parameters."""
        first, last = (min(line, len(self._lines)) + 1 for line in (where.start.line, where.end.line))
        rows = range(self._row(first), self._row(last) + 1)
        for hint in hints.hints(self._facts, rows):
            cell, row = self._facts.source.place(hint.row)
            if cell == self._cell:
                yield types.InlayHint(self._units.position(self._lines, row, hint.column), words.inlay(hint))

    def sources(self, where: types.Position) -> Iterator[types.Location]:
        """The bindings that a captured name may have its value from."""
        place = self._place(where)
        pointed = pointing.name_at(self._facts, *place) if place else None
        for span in definitions.of_capture(self._facts, pointed) if pointed else ():
            cell, placed = self._facts.source.in_cell(span)
            range_ = self._units.range(self._document.lines_in(cell), placed)
            yield types.Location(self._document.uri_of(cell), range_)

    def _place(self, where: types.Position) -> tuple[int, int] | None:
        """The row and column of the source; none if it is not in the text."""
        if where.line >= len(self._lines):
            return None
        row, column = self._units.place(self._lines, where)
        return self._row(row), column

    def _row(self, row: int) -> int:
        return self._facts.source.row_of(self._cell, row)

    def _link(self, filename: str | None, row: int) -> tuple[str, str]:
        """What a place is called, and where a click on it leads: editors go to a line of a file, and of no cell."""
        if filename is not None:
            return words.by_row(filename, row)[0], f"{uri_of(filename)}#L{row}"
        cell, placed = self._facts.source.place(row)
        if cell is not None:
            return f"line {placed}" if cell == self._cell else f"line {placed} of cell {cell}", ""
        return f"line {placed}", f"{self._uri}#L{placed}" if self._document.file else ""


def _is_ours(hover: NameHover) -> bool:
    """Whether there is more to say of a name than every editor says: of most imports and functions there is not."""
    is_rebound = len(hover.bindings) > 1 or any(holder.writes for holder in hover.holders)
    return hover.owner.kind is not ScopeKind.MODULE or is_rebound or hover.is_rebound_in_loop or bool(hover.findings)
