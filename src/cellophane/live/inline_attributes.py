"""The attributes that an object keeps in itself, without a dictionary: how many bytes their places take.

`sys.getsizeof` does not count them in any version. How many places an object got depends on how many objects its class
had made before it, so that only the object itself knows: the number is read from its memory, never changed there.
Where nothing can be read, the places count nothing. Which attributes there are is not told here.

Experiment: forty objects of `class A: pass` made one by one under `tracemalloc`. The first takes over 200 bytes more
than `sys.getsizeof` says, each further one eight less, down to one place more than the class has attributes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, cast

try:
    from ctypes import c_size_t, c_ubyte
except ImportError:  # an interpreter built without it
    c_ubyte = None  # type: ignore[assignment, misc]

_WORD = 8
_INLINE_VALUES = 1 << 2
_MANAGED_DICT = 1 << 4
_FLAGS, _BASIC_SIZE = type.__dict__["__flags__"], type.__dict__["__basicsize__"]
# How many words before an object its places or its dictionary are named, and how many before the end of a class the
# table of its attribute names is.
_BEFORE_OBJECT = 4 if sys.version_info < (3, 12) else 3
_BEFORE_END_OF_CLASS = 4 if sys.version_info < (3, 12) else 5


def places(cls: type) -> Callable[[object], int] | None:
    """A function that gives the bytes of these places in an object of the class; none if such objects have none."""
    flags = _FLAGS.__get__(cls)
    if c_ubyte is None or not flags & _MANAGED_DICT:
        return None
    if sys.version_info >= (3, 13):
        return _inside(_BASIC_SIZE.__get__(cls)) if flags & _INLINE_VALUES else None
    return _apart


def keeps_places(cls: type) -> bool:
    """Whether objects of the class keep their places even after they were asked for a dictionary (since 3.13)."""
    return sys.version_info >= (3, 13) and c_ubyte is not None and bool(_FLAGS.__get__(cls) & _INLINE_VALUES)


def has_dictionary(subject: object) -> bool:
    """Whether an object of such a class was asked for its dictionary, and that one shows the places of the object."""
    in_use = c_ubyte.from_address(id(subject) + _BASIC_SIZE.__get__(type(subject)) + 3).value
    return bool(in_use and _word(id(subject) - _BEFORE_OBJECT * _WORD))


def dictionary(subject: object) -> dict[str, Any]:
    """That dictionary."""
    return cast("dict[str, Any]", object.__getattribute__(subject, "__dict__"))


def values_apart(subject: dict[Any, Any]) -> int:
    """How many values a dictionary has room for in a block of its own (since 3.13); none if it shows an object's."""
    block = _word(id(subject) + dict.__basicsize__ - _WORD) if c_ubyte is not None else 0
    return 0 if not block or c_ubyte.from_address(block + 2).value else c_ubyte.from_address(block).value


def _inside(offset: int) -> Callable[[object], int]:
    """Since 3.13 they are at the end of the object, and the first byte says how many."""

    def count(subject: object) -> int:
        many = c_ubyte.from_address(id(subject) + offset).value
        # A dictionary that shows the places counts them as its own.
        again = dict.__sizeof__(dictionary(subject)) - dict.__basicsize__ if has_dictionary(subject) else 0
        return -(-many // _WORD) * _WORD + (many + 1) * _WORD - again

    return count


def _apart(subject: object) -> int:
    """Before 3.13 they are a block of its own, until there is a dictionary.

    In 3.12 one word means either: it is odd for places.
    """
    address = _word(id(subject) - _BEFORE_OBJECT * _WORD)
    if sys.version_info >= (3, 12):
        address = address + 1 if address & 1 else 0
    return _block(address, type(subject)) if address else 0


def _block(address: int, cls: type) -> int:
    """The byte before the places says how long what stands before them is: their number, and 2, in whole words.

    How many there are is what the class would give an object now, if that fits: it gives each object one less than the
    one before, down to the attributes that there are and one. Else it is less than 4 from the middle.
    """
    prefix = c_ubyte.from_address(address - 1).value
    least, most = max(prefix - 9, 1), prefix - 2
    names = _word(id(cls) + _BASIC_SIZE.__get__(type(cls)) - _BEFORE_END_OF_CLASS * _WORD)
    now = _word(names + 2 * _WORD) + _word(names + 3 * _WORD) if names else 0
    return prefix + _WORD * (now if least <= now <= most else (least + most + 1) // 2)


def _word(address: int) -> int:
    return c_size_t.from_address(address).value
