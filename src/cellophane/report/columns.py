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
    def _pieces(self) -> tuple[str, ...]:
        """What each character is displayed as."""
        pieces: list[str] = []
        at = 0
        for character in self.text:
            piece = " " * (_TAB - at % _TAB) if character == "\t" else visible(character)
            pieces.append(piece)
            at += sum(map(width, piece))
        return tuple(pieces)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        starts = [0]
        for piece in self._pieces:
            starts.append(starts[-1] + sum(map(width, piece)))
        return tuple(starts)

    def column(self, character: int) -> int:
        """The display column, from 0, of a character's column, from 1."""
        return self._starts[min(max(character - 1, 0), len(self._pieces))]

    def window(self, stretches: Sequence[tuple[int, int]], columns: int) -> tuple[int, int]:
        """The display columns to show, so that the stretches are in sight; of long ones, their beginning."""
        end = self._starts[-1]
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
        inside = [
            piece if start <= at and following <= stop else " " * (min(following, stop) - max(at, start))
            for piece, at, following in zip(self._pieces, self._starts, self._starts[1:], strict=False)
            if (following > start and at < stop) or (at == following and start <= at < stop)
        ]
        text = "".join(inside)
        if start > 0 and text:
            text = cut + " " * (width(text[0]) - 1) + text[1:]
        if self._starts[-1] > stop and text:
            text = text[:-1] + " " * (width(text[-1]) - 1) + cut
        return text
