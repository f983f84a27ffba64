"""An object's own bytes, whatever its class says of itself.

`sys.getsizeof` asks the `__sizeof__` of the class, and one that is written in Python may raise, lie or wait. Only
those of C types are asked here; the bytes are theirs, the header of the garbage collector, and the places of attributes
that are kept without a dictionary (`inline_attributes`). What an object refers to is not counted, nor memory that a
library manages by itself (`foreign`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import MethodDescriptorType
from typing import Any

from cellophane.live.inline_attributes import places, values_apart
from cellophane.live.safely import ByClass, mro, namespace

HEAP_TYPE = 1 << 9
COLLECTED = 1 << 14
_PREHEADER = 1 << 3 | 1 << 4  # places for weak references and for the dictionary, before the object itself

_WORD = 8
# The bytes of the tables of dictionaries with up to 5 and up to 10 keys of their own (160: not all strings). Any other
# size up to that of 30 places is that of values only: the keys belong to a class, as those of a `__dict__` do.
# Experiment: `dict.__sizeof__(d) - dict.__basicsize__` for both sorts.
_OWN_KEYS = frozenset({120, 160, 208})
_MOST_PLACES = 30 * _WORD
_FLAGS, _BASIC_SIZE = type.__dict__["__flags__"], type.__dict__["__basicsize__"]
_ITEM_SIZE = type.__dict__["__itemsize__"]
_OWNER: Any = vars(MethodDescriptorType)["__objclass__"]


def flags(cls: type) -> int:
    """The flags of the class, as its C structure has them."""
    return int(_FLAGS.__get__(cls))


def sizer(cls: type) -> Callable[[object], int]:
    """A function that gives the own bytes of an object of the class; it is made once for many of them.

    >>> class Liar:
    ...     __slots__ = ("kept",)
    ...     def __sizeof__(self): raise SystemExit
    >>> class Honest:
    ...     __slots__ = ("kept",)
    >>> sizer(Liar)(Liar()) == sys.getsizeof(Honest())
    True
    """
    if cls is int:
        return whole_number
    if cls is dict:
        return _dictionary
    own, extra = _with_items(cls) or _own(cls), places(cls)
    if extra is None:
        return own
    return lambda subject: own(subject) + extra(subject)


def table(subject: dict[Any, Any]) -> int:
    """The bytes of what a dictionary has beside its own structure, as `sys.getsizeof` counts them."""
    return dict.__sizeof__(subject) - least(type(subject))


def has_own_keys(subject: dict[Any, Any]) -> bool:
    """Whether a dictionary whose keys are strings keeps them itself: else a class does, once for all its objects."""
    own = table(subject)
    return own > _MOST_PLACES or own in _OWN_KEYS


def _dictionary(subject: Any) -> int:
    """The bytes of a dictionary: `sys.getsizeof` is wrong about one whose keys its class keeps.

    Its values stand in a block that has more in it than them. Before 3.13 that is as many bytes as there are values,
    and 2, in whole words; since then one word, and a byte for each value in whole words, unless the values stand in the
    places of an object.
    """
    own = table(subject)
    if not own or has_own_keys(subject):
        return sys.getsizeof(subject)
    if sys.version_info >= (3, 13):
        many = values_apart(subject)
        return sys.getsizeof(subject) + (-(-many // _WORD) * _WORD + _WORD if many else 0)
    return sys.getsizeof(subject) + -(-(own // _WORD + 2) // _WORD) * _WORD


def whole_number(number: object) -> int:
    """The bytes of an `int`, of which `sys.getsizeof` does not count the last four where they are unused.

    Experiment: a list of numbers below 2**30 under `tracemalloc`: 32 bytes each, which `sys.getsizeof` says are 28.
    """
    return max(sys.getsizeof(number), int.__basicsize__ + _WORD)


def _with_items(cls: type) -> Callable[[object], int] | None:
    """For classes derived from a type whose objects have their items in them: room for one more is allocated.

    Experiment: a thousand of `class Pair(tuple): __slots__ = ()` under `tracemalloc`: 72 bytes each for two items, of
    which `sys.getsizeof` counts 64. It is so for `bytes` and `int` as well, and rounded up to whole words.
    """
    count: Any = next((_ITEMS[each] for each in mro(cls) if each in _ITEMS), None)
    size = int(_ITEM_SIZE.__get__(cls))
    if count is None or not size or not flags(cls) & HEAP_TYPE:
        return None
    fixed, header = least(cls), _header(cls)
    return lambda subject: -(-(fixed + (count(subject) + 1) * size) // _WORD) * _WORD + header


def _digits(number: Any) -> int:
    return max((int.__sizeof__(number) - int.__basicsize__) // int.__itemsize__, 1)


_ITEMS = ByClass({tuple: tuple.__len__, bytes: bytes.__len__, int: _digits})
"""How many items an object of a class derived from one of these has in it."""


def _own(cls: type) -> Callable[[object], int]:
    method, overridden = object.__dict__["__sizeof__"], False
    for each in mro(cls):
        found = namespace(each).get("__sizeof__")
        # A C method of another class can be assigned to the name: what that would do is anybody's guess.
        if type(found) is MethodDescriptorType and _OWNER.__get__(found) is each:
            method = found
            break
        overridden = overridden or found is not None
    if _OWNER.__get__(method) is str:  # which does not know that a derived class can be larger
        more = least(cls) - least(str) + _header(cls)
        return lambda subject: int(method(subject)) + more
    return _bare(cls, method) if overridden else sys.getsizeof


def _bare(cls: type, method: Any) -> Callable[[object], int]:
    """A function like `sys.getsizeof` that asks this method instead of the `__sizeof__` of the class."""
    header = _header(cls)
    return lambda subject: int(method(subject)) + header


def _header(cls: type) -> int:
    own = flags(cls)
    return 2 * _WORD * bool(own & COLLECTED) + 2 * _WORD * bool(own & _PREHEADER)


def least(cls: type) -> int:
    """The bytes of an object without its items: the least that one of this class has."""
    return int(_BASIC_SIZE.__get__(cls))
