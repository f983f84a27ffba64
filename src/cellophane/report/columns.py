"""Characters to columns: how wide a line of source is on a screen, and what of it fits.

It decides where tabs end, that some characters are two columns wide and some none, and which part of a long
line is shown. Widths come from the running Python's Unicode database.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cached_property

from cellophane.report.visible import visible

_TAB = 4
_MARGIN = 8
"""Columns shown before the first mark of a line that is cut."""

_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


def width(character: str) -> int:
    """The columns that one visible character takes.

    >>> width("a"), width("囲"), width("\\u0301")
    (1, 2, 0)
    """
    if character.isascii():
        return 1
    if character in _JOINERS or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Line:
    """One line of source as it is displayed.

    >>> line = Line("\\tx = 囲 + i")
    >>> line.column(9), line.shown((0, 80), "…")
    (12, '    x = 囲 + i')
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _columns(self) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """What stands in each column, nothing behind a wide character; the column in which each character begins."""
        columns: list[str] = []
        starts: list[int] = []
        for character in self.text:
            starts.append(len(columns))
            shown = " " * (_TAB - len(columns) % _TAB) if character == "\t" else visible(character)
            for piece in shown:
                wide = width(piece)
                if wide == 0 and columns:
                    columns[-1] += piece
                else:
                    columns.extend([piece, ""][: max(wide, 1)])
        return tuple(columns), (*starts, len(columns))

    def column(self, character: int) -> int:
        """The display column, from 0, of a character's column, from 1."""
        return self._columns[1][min(max(character - 1, 0), len(self.text))]

    def window(self, stretches: Sequence[tuple[int, int]], columns: int) -> tuple[int, int]:
        """The display columns to show, so that the stretches are in sight; of long ones, their beginning."""
        end = len(self._columns[0])
        if end <= columns:
            return 0, columns
        first = min((start for start, _ in stretches), default=0)
        last = max((stop for _, stop in stretches), default=0)
        if last <= columns - 1:
            return 0, columns
        # The innermost stretch, which is the first, matters most: the others surround it.
        read = stretches[0][0]
        start = first - _MARGIN if last - first + _MARGIN < columns else read - columns // 2
        start = max(0, min(start, end - columns))
        return start, start + columns

    def shown(self, window: tuple[int, int], cut: str) -> str:
        """The part of the line that is in the window, with marks where it was cut."""
        start, stop = window
        columns = self._columns[0]
        inside = list(columns[start:stop])
        if start > 0 and inside:
            _cut(inside, 0, cut)
        if len(columns) > stop and inside:
            if columns[stop] == "":  # half of a wide character
                inside[-1] = " "
            _cut(inside, len(inside) - 1, cut)
        return "".join(inside)


def _cut(columns: list[str], at: int, mark: str) -> None:
    """Put a mark into a column, with spaces for the other half of a wide character that stood there."""
    if columns[at] == "" and at > 0:
        columns[at - 1] = " "
    if at + 1 < len(columns) and columns[at + 1] == "":
        columns[at + 1] = " "
    columns[at] = mark
