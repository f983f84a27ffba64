"""Characters to columns: where a character of a line of source stands on a screen, and what of a long line fits.

It decides where tabs end and which part of a long line is shown. How wide characters are is for `rich` to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from cellophane.report.visible import visible

_TAB = 4
_MARGIN = 8
"""Columns shown before the first mark of a line that is cut."""


class Line:
    """One line of source as it is displayed.

    >>> line = Line("\\tx = 囲 + i")
    >>> line.column(9), line.shown((0, 80), "…")
    (12, '    x = 囲 + i')
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _displayed(self) -> str:
        return _displayed(self.text)

    def column(self, character: int) -> int:
        """The display column, from 0, of a character's column, from 1."""
        return cell_len(_displayed(self.text[: max(character - 1, 0)]))

    def window(self, stretches: Sequence[tuple[int, int]], columns: int) -> tuple[int, int]:
        """The display columns to show, so that the stretches are in sight; of long ones, their beginning."""
        end = cell_len(self._displayed)
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
        text = self._displayed
        if cell_len(text) > stop:
            text = _split(text, stop - 1)[0] + cut
        return cut + _split(text, start + 1)[1] if start > 0 else text


def _displayed(text: str) -> str:
    # Not `str.expandtabs`, to which a wide character is one column.
    pieces = text.split("\t")
    shown = visible(pieces[0])
    for piece in pieces[1:]:
        shown += " " * (_TAB - cell_len(shown) % _TAB) + visible(piece)
    return shown


def _split(text: str, column: int) -> tuple[str, str]:
    """The text before and after a column; a wide character that stands there becomes two spaces."""
    before, after = Segment(text).split_cells(column)
    return before.text, after.text


def shortened(text: str, columns: int) -> str:
    """A text on one line as far as there is room for it.

    >>> shortened("'Hello'", 5), shortened("'Hello'", 7)
    ("'Hel…", "'Hello'")
    """
    shown = visible(text)
    if cell_len(shown) <= columns:
        return shown
    return f"{set_cell_size(shown, columns - 1).rstrip()}…" if columns > 1 else ""
