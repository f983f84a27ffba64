"""From the places that code tells to places in the text."""

from __future__ import annotations

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

    def is_handler(self, span: Span) -> bool:
        """Whether an `except` clause begins there."""
        return self._source.line(span.row).startswith("except", span.column - 1)
