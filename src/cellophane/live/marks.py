"""A set of objects that takes little memory however many there are: which addresses are in it, one bit for each.

A set of `id` takes 60 to 120 bytes an object, more than most objects take themselves: to look at a process of some size
with one would double it. Here it is 16 kilobytes for each megabyte of memory in which there are such objects. What is
marked has to be alive still when it is asked for: another object may stand there later.
"""

from __future__ import annotations

from typing import Any

_WORD = 3  # no two objects stand in the same 8 bytes
_AREA = 20  # bits of an address: a megabyte, which is what CPython asks the system for at a time
_BYTES = 1 << _AREA - _WORD - 3
_LAST = _BYTES - 1


class Marks:
    """The `id` of some objects.

    >>> one, other = object(), object()
    >>> marks = Marks()
    >>> marks.add(id(one)), marks.add(id(one))
    (True, False)
    >>> id(one) in marks, id(other) in marks
    (True, False)
    """

    def __init__(self) -> None:
        self._areas: dict[int, bytearray] = {}

    def __contains__(self, identity: Any) -> bool:
        area = self._areas.get(identity >> _AREA)
        return area is not None and bool(area[identity >> _WORD + 3 & _LAST] & 1 << (identity >> _WORD & 7))

    def add(self, identity: int) -> bool:
        """Mark it; whether it was not marked before."""
        area = self._areas.get(identity >> _AREA)
        if area is None:
            area = self._areas[identity >> _AREA] = bytearray(_BYTES)
        place, bit = identity >> _WORD + 3 & _LAST, 1 << (identity >> _WORD & 7)
        fresh = not area[place] & bit
        area[place] |= bit
        return fresh

    @property
    def bytes(self) -> int:
        """How much memory the marks take, but for what finds them."""
        return len(self._areas) * _BYTES
