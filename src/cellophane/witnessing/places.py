"""From the places that code tells to places in the text."""

from __future__ import annotations

from collections.abc import Iterable

from cellophane.model.place import Span
from cellophane.source.text.source import Source
from cellophane.witnessing.location_table import Position


class Places:
    """The places of one text."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def span(self, position: Position) -> Span:
        """Where an operation comes from; the whole line, or the whole first one, where it tells no more.

        >>> Places(Source("a.py", "x = 'ä'; y = 1")).span((1, 1, 10, 11))
        Span(row=1, column=10, end_row=1, end_column=11)
        """
        row, end_row, column, end = position
        row = row or 1
        if column is None or end is None or end_row is None:
            return Span(row, 1, row, len(self._source.line(row)) + 1)
        return Span(row, self._source.column(row, column), end_row, self._source.column(end_row, end))

    def handler(self, bindings: Iterable[Position], end: Position) -> Span | None:
        """The `except … as e` that a deletion ends, of all places that bind this `e`; none if no handler does.

        The deletion comes from the last statement of the handler, or, behind an exception, from nowhere.
        """
        spans = (self.span(position) for position in bindings)
        handlers = [span for span in spans if self._source.line(span.row).startswith("except", span.column - 1)]
        if end[0] is None:
            return handlers[-1] if handlers else None
        last = self.span(end)
        around = [
            span
            for span in handlers
            if (span.row, span.column) <= (last.row, last.column)
            and (last.end_row, last.end_column) <= (span.end_row, span.end_column)
        ]
        return min(around, key=lambda span: (-span.row, -span.column), default=None)
