"""Which values are one and the same, told without keeping any of them.

Numbers and strings are the same when they are equal. Everything else goes by identity, and an address is used again
when what was there is gone: objects that can be referred to weakly are, and of the others it is noticed when the
variable that is bound anew was the last to hold them. Where that is missed, two objects that look alike pass for one.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Hashable
from types import CellType
from typing import Any

from cellophane.live.preview import preview

_PLAIN = frozenset({bool, float, complex, type(None), type(...)})
_SHORT = 64
"""Longer texts and tuples, and numbers of more bits, are not kept: their hash stands for them."""


class Value:
    """One value, in a few words."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Known:
    """An object as it was met: what it is in words, and how to tell whether it is still the one at its address."""

    __slots__ = ("_reference", "address", "value")

    def __init__(self, found: Any, text: str) -> None:
        self.address = id(found)
        self.value = Value(text)
        try:
            self._reference: weakref.ref[Any] | None = weakref.ref(found)
        except TypeError:
            self._reference = None

    def is_for(self, found: Any, text: str) -> bool:
        """Whether the object at that address is the one that was met."""
        return self.value.text == text if self._reference is None else self._reference() is found


class Values:
    """All values that were met."""

    def __init__(self) -> None:
        self._atoms: dict[Hashable, Value] = {}
        self._objects: dict[int, Known] = {}

    def of_atom(self, found: Any) -> Value | None:
        """The value of a number, a text, or a tuple of such; none for other objects."""
        key = _key(found)
        if key is None:
            return None
        known = self._atoms.get(key)
        return known if known is not None else self._atoms.setdefault(key, Value(preview(found)))

    def met(self, found: Any) -> Known:
        """Any other object: the one that was met at its address, if it is still there."""
        text = preview(found)
        known = self._objects.get(id(found))
        if known is None or not known.is_for(found, text):
            known = self._objects[id(found)] = Known(found, text)
        return known

    def forget(self, address: int) -> None:
        """What was at this address goes now."""
        self._objects.pop(address, None)


def _key(found: Any) -> Hashable:
    """What two equal numbers, texts, or tuples of such have in common; none for other objects."""
    kind = type(found)
    if kind is int:
        return kind, found if found.bit_length() <= _SHORT else (hash(found), found.bit_length(), found & 2**_SHORT - 1)
    if kind is str or kind is bytes:
        return kind, found if len(found) <= _SHORT else (hash(found), len(found))
    if kind in _PLAIN:
        return kind, repr(found)  # which tells 0.0 from -0.0, and takes every NaN for one
    if kind is tuple and len(found) <= _SHORT:
        return _keys(found)
    return None


def _keys(found: tuple[Any, ...]) -> Hashable:
    if any(type(one) is tuple for one in found):
        return None  # it may be nested as deep as it likes
    keys = tuple(map(_key, found))
    return None if None in keys else (tuple, keys)


def _held_by_one() -> int:
    """How often an object is referred to that one cell holds, as `is_held_by_one` counts."""
    return _count(CellType(object()))


def _count(cell: CellType) -> int:
    found = cell.cell_contents
    return sys.getrefcount(found)


HELD_BY_ONE = _held_by_one()
"""What `sys.getrefcount` says of an object in a local variable that nobody else holds but one cell or namespace."""
