"""Edits applied to a text, and where each place of the text is afterwards."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from cellophane.model.fix import Edit
from cellophane.model.place import Span

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True)
class Text:
    r"""A text as it is on disk, with whatever line ends it has, in the rows and columns of `Source`.

    >>> Text("a\r\nb\r\n").edited([Edit.insertion(2, 1, "new\n")])
    'a\r\nnew\r\nb\r\n'
    """

    text: str

    def edited(self, edits: Iterable[Edit]) -> str:
        """The text with all edits made. New lines end as the lines do before which they come.

        Raises `ValueError` where two edits are in each other's way.
        """
        ordered = sorted(set(edits))
        for one, other in pairwise(ordered):
            if self.offset(one.span.end_row, one.span.end_column) > self.offset(other.span.row, other.span.column):
                raise ValueError(f"two edits overlap in row {other.span.row}")
        pieces, done = [], 0
        for edit in ordered:
            start, end = self.reach(edit.span)
            pieces += [self.text[done:start], edit.text.replace("\n", self.end(edit.span.row))]
            done = end
        return "".join([*pieces, self.text[done:]])

    def offset(self, row: int, column: int) -> int:
        """The characters before a place."""
        return self._starts[min(row, len(self._starts)) - 1] + column - 1

    def place(self, offset: int) -> tuple[int, int]:
        """The row and column of a character."""
        row = bisect_right(self._starts, offset)
        return row, offset - self._starts[row - 1] + 1

    def reach(self, span: Span) -> tuple[int, int]:
        """The offsets of a span: where it begins and where it ends."""
        return self.offset(span.row, span.column), self.offset(span.end_row, span.end_column)

    @cached_property
    def _lines(self) -> Sequence[str]:
        return _LINES.findall(self.text)

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [0, *accumulate(map(len, self._lines))]

    def end(self, row: int) -> str:
        """How a line ends, and so what is put before it; the last one, if it does not end, as the first does."""
        for line in (*self._lines[row - 1 : row], *self._lines[:1]):
            end = line[len(line.rstrip("\r\n")) :]
            if end:
                return end
        return "\n"


class Moved:
    """Where the places of a text are once edits are made.

    >>> Moved(Text("f(i)"), [Edit.insertion(1, 3, "*, ")]).offset(2)
    5
    """

    def __init__(self, before: Text, edits: Iterable[Edit]) -> None:
        self._edits = sorted(set(edits))
        changes = [(*before.reach(edit.span), len(edit.text)) for edit in self._edits]
        self._starts = [start for start, _, _ in changes]
        self._ends = [end for _, end, _ in changes]
        self._grown = [0, *accumulate(length - (end - start) for start, end, length in changes)]

    def offset(self, offset: int) -> int | None:
        """The new offset of a character; none if an edit has taken it away."""
        done = bisect_right(self._ends, offset)
        if done < len(self._starts) and self._starts[done] <= offset:
            return None
        return offset + self._grown[done]

    def inserted(self, edit: Edit) -> int:
        """Where the text of an edit begins."""
        index = self._edits.index(edit)
        return self._starts[index] + self._grown[index]

    def region(self, start: int, end: int) -> tuple[int, int]:
        """What has become of a stretch, with what was put right before and behind it."""
        return start + self._grown[bisect_left(self._ends, start)], end + self._grown[bisect_right(self._ends, end)]
