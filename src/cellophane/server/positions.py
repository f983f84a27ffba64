"""Places as editors count them: lines from 0, and characters in units of UTF-16, UTF-8 or UTF-32, from 0.

A place that is not in the text means the nearest one that is, as the protocol says of columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol.types import Position, PositionEncodingKind, Range

from cellophane.model.place import Span

_CODECS = {
    PositionEncodingKind.Utf8: ("utf-8", 1),
    PositionEncodingKind.Utf16: ("utf-16-le", 2),
    PositionEncodingKind.Utf32: ("utf-32-le", 4),
}
"""How a text is encoded, and how many bytes of that a unit has."""


@dataclass(frozen=True, slots=True)
class Units:
    """What an editor counts columns in.

    >>> units = Units(PositionEncodingKind.Utf16)
    >>> units.range(["x = '\N{OWL}' + y\\n"], Span(1, 11, 1, 12)).start
    0:11
    >>> units.column("x = '\N{OWL}' + y", 11)
    10
    """

    kind: PositionEncodingKind | str = PositionEncodingKind.Utf16

    def range(self, lines: Sequence[str], span: Span) -> Range:
        """Where a span is, in a text of these lines."""
        return Range(self.position(lines, span.row, span.column), self.position(lines, span.end_row, span.end_column))

    def position(self, lines: Sequence[str], row: int, column: int) -> Position:
        """Where a row and column are, both from 1."""
        if row > len(lines):
            row, column = len(lines), len(lines[-1]) + 1 if lines else 1
        line = lines[row - 1] if lines else ""
        return Position(max(row - 1, 0), self.units(line[: column - 1]))

    def units(self, text: str) -> int:
        """How long a text is."""
        if text.isascii():
            return len(text)
        codec, size = self._codec()
        return len(text.encode(codec, "surrogatepass")) // size

    def column(self, line: str, character: int) -> int:
        """How many characters of a line are before a place; all but its end, if that is beyond it."""
        line = line.rstrip("\r\n")
        if line.isascii() or character <= 0:
            return min(max(character, 0), len(line))
        codec, size = self._codec()
        before = line.encode(codec, "surrogatepass")[: character * size]
        return len(before.decode(codec, "ignore"))

    def _codec(self) -> tuple[str, int]:
        return _CODECS.get(PositionEncodingKind(self.kind), _CODECS[PositionEncodingKind.Utf16])
