"""Which lines of a text became which of another: what stayed as it was, and what was edited.

Lines that stand once in either text, in the same order, hold the two together; what is around them is compared from
there. That takes a time that grows with the texts, where `difflib` takes its square and more: 12,000 lines of which
many are alike took it 8 s.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring lines, by the numbers of the first and of the one behind the last, from 0, on either side."""

    same: bool
    """Whether they stayed as they were."""
    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def is_as_long(self) -> bool:
        """Whether there are as many as before."""
        return self.before[1] - self.before[0] == self.after[1] - self.after[0]


def stretches(before: Sequence[str], after: Sequence[str]) -> list[Stretch]:
    """The stretches, in order; each line of either side is in one.

    >>> [(each.same, each.before, each.after) for each in stretches("abc", "xbc")]
    [(False, (0, 1), (0, 1)), (True, (1, 3), (1, 3))]
    """
    found: list[Stretch] = []
    old = new = 0
    for one, other in [*_anchors(before, after), (len(before), len(after))]:
        first, last = _alike(before, after, (old, one), (new, other))
        edges = [(old, new), (old + first, new + first), (one - last, other - last), (one, other)]
        for number, ((a, b), (c, d)) in enumerate(pairwise(edges)):
            if (a, b) != (c, d):
                found.append(Stretch(number != 1, (a, c), (b, d)))
        old, new = one, other
    return list(_joined(found))


def containing(bounds: Sequence[tuple[int, int]], line: int) -> int | None:
    """Which of the stretches with these bounds, which are in order, a line is in.

    >>> containing([(0, 1), (1, 1), (1, 4)], 2), containing([], 2)
    (2, None)
    """
    number = bisect_right(bounds, (line, float("inf"))) - 1
    return number if number >= 0 and bounds[number][0] <= line < bounds[number][1] else None


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The places of the lines that stand once on either side, as many of them as are in the same order."""
    counts = Counter(before), Counter(after)
    places = {line: number for number, line in enumerate(after) if all(count[line] == 1 for count in counts)}
    pairs = [(number, places[line]) for number, line in enumerate(before) if line in places]
    ends: list[int] = []  # of the shortest ordered row of each length, as in patience sorting
    last: list[int] = []
    came_from: list[int | None] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        came_from.append(last[length - 1] if length else None)
        ends[length : length + 1], last[length : length + 1] = [place], [number]
    row = []
    step = last[-1] if last else None
    while step is not None:
        row.append(pairs[step])
        step = came_from[step]
    return row[::-1]


def _alike(before: Sequence[str], after: Sequence[str], old: tuple[int, int], new: tuple[int, int]) -> tuple[int, int]:
    """How many lines are the same at the beginning of both, and at their end."""
    most = min(old[1] - old[0], new[1] - new[0])
    first = 0
    while first < most and before[old[0] + first] == after[new[0] + first]:
        first += 1
    last = 0
    while last < most - first and before[old[1] - 1 - last] == after[new[1] - 1 - last]:
        last += 1
    return first, last


def _joined(parts: Sequence[Stretch]) -> Iterator[Stretch]:
    """The same, with neighbours of one kind as one."""
    for number, part in enumerate(parts):
        if number and parts[number - 1].same == part.same:
            continue
        end = number
        while end + 1 < len(parts) and parts[end + 1].same == part.same:
            end += 1
        yield Stretch(part.same, (part.before[0], parts[end].before[1]), (part.after[0], parts[end].after[1]))
