"""Which numbers each number leads to, as often as it does: four bytes for each of them, in one row.

What a number leads to is told all at once, or not known so far.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

_UNKNOWN = -1


class Targets:
    """Where each of the numbers from zero on leads to.

    >>> targets = Targets()
    >>> for known in (False, True):
    ...     targets.append(known=known)
    >>> targets.begin(0)
    >>> targets.extend(0, [1, 1, 0])
    >>> list(targets[0]), list(targets[1]), targets.known(1), len(targets)
    ([1, 1, 0], [], True, 2)
    """

    def __init__(self) -> None:
        self._starts, self._lengths, self._row = array("q"), array("I"), array("I")

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def many(self) -> int:
        """How many all of them lead to in all."""
        return len(self._row)

    def __getitem__(self, number: int) -> Sequence[int]:
        """Where it leads to; to nothing if that is not known."""
        length = self._lengths[number]
        start = self._starts[number]
        return self._row[start : start + length] if length else ()

    def known(self, number: int) -> bool:
        """Whether it is known where it leads to."""
        return self._starts[number] != _UNKNOWN

    def append(self, *, known: bool) -> None:
        """One more number: it leads to nothing, or it is not known where it leads to."""
        self._starts.append(0 if known else _UNKNOWN)
        self._lengths.append(0)

    def forget(self, number: int) -> None:
        """Not to know any more where it leads to."""
        self._starts[number], self._lengths[number] = _UNKNOWN, 0

    def begin(self, number: int) -> None:
        """From now on it is known where this number leads to: to what it is extended by before the next one begins."""
        self._starts[number] = len(self._row)

    def extend(self, number: int, targets: Iterable[int]) -> None:
        """It leads to these as well."""
        before = len(self._row)
        self._row.extend(targets)
        self._lengths[number] += len(self._row) - before
