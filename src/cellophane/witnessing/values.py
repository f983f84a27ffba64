"""Which values are one and the same, told without keeping any of them.

Numbers and strings are the same when they are equal. Everything else goes by identity, and an address is used again
when what was there is gone. Objects that can be referred to weakly are. Of lists, dictionaries and others it is noticed
when the variable that is bound anew was the last to hold them; where that is missed, another one of the same type that
has come to the address passes for the one before. What they look like says nothing: they may have changed.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Hashable
from types import CellType
from typing import Any

from cellophane.live.preview import preview

_PLAIN = frozenset({bool, float, complex, type(None), type(...)})
_WITHOUT_REFERENCES = frozenset({list, dict, tuple, str, bytes, int, bytearray, slice, range})
"""Those of the builtin types that have no weak references: no object of them can come to have another type."""
_SHORT = 64
"""Longer texts and tuples, and numbers of more bits, are not kept: their hash stands for them."""


class Value:
    """One value."""

    __slots__ = ("looks", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        """What it looked like when it was first met."""
        self.looks: dict[str, Look] = {}

    def look(self, text: str) -> Look | None:
        """How it has come to look since, as a list that was appended to; none if it looks as it did at first."""
        if text == self.text:
            return None
        known = self.looks.get(text)
        return known if known is not None else self.looks.setdefault(text, Look(text))


class Look:
    """What a value looked like that has changed."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Resident:
    """What was met at an address: its value, and how to tell whether it is still there."""

    __slots__ = ("_kind", "_reference", "address", "value")

    def __init__(self, found: Any) -> None:
        self.address = id(found)
        self.value = Value(preview(found))
        self._kind = type(found) if type(found) in _WITHOUT_REFERENCES else None
        try:
            self._reference: weakref.ref[Any] | None = weakref.ref(found)
        except TypeError:
            self._reference = None

    def is_for(self, found: Any) -> bool:
        """Whether the object that is at that address now is the one that was met; so it is where nobody can tell."""
        if self._reference is not None:
            return self._reference() is found
        return self._kind is None or type(found) is self._kind


class Values:
    """All values that were met."""

    def __init__(self) -> None:
        self._atoms: dict[Hashable, Value] = {}
        self._residents: dict[int, Resident] = {}

    def of_atom(self, found: Any) -> Value | None:
        """The value of a number, a text, or a tuple of such; none for other objects."""
        key = _key(found)
        if key is None:
            return None
        known = self._atoms.get(key)
        return known if known is not None else self._atoms.setdefault(key, Value(preview(found)))

    def resident(self, found: Any) -> Resident:
        """Any other object: the one that was met at its address, if it is still there."""
        known = self._residents.get(id(found))
        if known is None or not known.is_for(found):
            known = self._residents[id(found)] = Resident(found)
        return known

    def forget(self, address: int) -> None:
        """What was at this address goes now."""
        self._residents.pop(address, None)


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
    """How often an object is referred to that one cell holds, as a hook counts that has it in one
    variable of its own."""
    return _count(CellType(object()))


def _count(cell: CellType) -> int:
    found = cell.cell_contents
    return sys.getrefcount(found)


HELD_BY_ONE = _held_by_one()
"""What `sys.getrefcount` says of an object in a local variable that nobody else holds but one cell or namespace."""
