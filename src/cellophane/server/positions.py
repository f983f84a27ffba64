"""Places as editors count them: lines from 0, and characters in units of UTF-16, UTF-8 or UTF-32, from 0.

A place that is not in the text means the nearest one that is, as the protocol says of columns. A byte order mark that
the editor keeps at the beginning of a text counts there, as any character, and is in no row and column of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol.types import Position, PositionEncodingKind, Range

from cellophane.model.place import Span

MARK = "\ufeff"
"""A byte order mark, as a character."""

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
            return self.end(lines)
        line = lines[row - 1].rstrip("\r\n")
        return Position(row - 1, self.units(line[: column - 1 + _hidden(lines, row)]))

    def end(self, lines: Sequence[str]) -> Position:
        """Where the text ends: in a line without anything in it, if the one before that has an end."""
        last = lines[-1] if lines else ""
        if not lines or last.endswith(("\r", "\n")):
            return Position(len(lines), 0)
        return Position(len(lines) - 1, self.units(last))

    def place(self, lines: Sequence[str], where: Position) -> tuple[int, int]:
        """The row and column of a position, both from 1. It is in one of these lines."""
        row = where.line + 1
        column = self.column(lines[where.line], where.character) + 1
        return row, max(column - _hidden(lines, row), 1)

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
        return _CODECS[PositionEncodingKind(self.kind)]


def _hidden(lines: Sequence[str], row: int) -> int:
    """How many characters are before the first column of a row."""
    return 1 if row == 1 and lines[0].startswith(MARK) else 0
