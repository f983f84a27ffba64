"""Copies of what functions captured: one for each object, so that what is one in two places stays one.

Containers and functions are state, and copied; iterators are state that cannot be copied, and refused; everything else
is shared with the original, and no code of it runs, but for the hash of a key or item that is copied. Which functions
are copied is for `clone` to say.
"""

from __future__ import annotations

import ast
import functools
import gc
import itertools
from array import array
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from types import BuiltinMethodType, CellType, CodeType, FunctionType, MethodType, MethodWrapperType, SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary, WeakSet, WeakValueDictionary

from cellophane.live.cells import NO_VALUE, content
from cellophane.live.constants import bound_globals
from cellophane.live.frames import KINDS
from cellophane.live.function_parts import own_attributes
from cellophane.live.safely import ABSENT, ByClass, class_attribute, class_module, class_name, derives
from cellophane.rework.bind_bytecode import with_constants
from cellophane.rework.copying import remade
from cellophane.rework.subjects import CACHED, Refused, with_attributes
from cellophane.rework.unbinding import unbound

_DICT_OFFSET = type.__dict__["__dictoffset__"]


class Copies:
    """Copies that belong together."""

    def __init__(self, copied: Callable[[FunctionType], bool], *, deep: bool) -> None:
        """`copied` says whether a function is; without `deep`, nothing else is."""
        self._copied, self._deep = copied, deep
        self._made: dict[int, Any] = {}
        self.originals: list[Any] = []
        """What was copied: held, so that no other object gets the identity of one."""
        self.shared: list[Any] = []
        """What was met and left as it is."""

    def of(self, value: Any) -> Any:
        """The copy of a value; the value itself if it is shared.

        Raises `Refused` for an iterator, and `RecursionError` for very deep containers.
        """
        if id(value) in self._made:
            return self._made[id(value)]
        kind = type(value)
        copy = way(kind) if self._deep or kind is FunctionType or kind is MethodType else None
        if copy is None or (kind is FunctionType and not self._copied(value)):
            return self.share(value)
        return copy(self, value)

    def share(self, value: Any) -> Any:
        """Leave the value as it is: the original and the copy both have it."""
        self.shared.append(value)
        return value

    def all(self, values: Iterable[Any]) -> list[Any]:
        """The copies of several."""
        return [self.of(one) for one in values]

    def keep(self, value: Any, copy: Any) -> Any:
        """Remember the copy of a value: it may be met again, inside itself."""
        self.originals.append(value)
        return self._made.setdefault(id(value), copy)

    def moved(self) -> set[int]:
        """The `id` of each cell whose copy holds another value than it does, and of each container that was copied."""
        cells = [one for one in self.originals if type(one) is CellType]
        changed = [one for one in cells if content(self._made[id(one)]) is not content(one)]
        containers = (one for one in self.originals if is_container(one) and self._made[id(one)] is not one)
        return {id(one) for one in (*changed, *containers)}

    def function(self, function: FunctionType) -> FunctionType:
        """The copy of a function, which has cells of its own; one that was bound has cells again, but for globals."""
        old, _ = unbound(function)
        cells = [self._cell(cell) for cell in old.__closure__ or ()]
        new: FunctionType = self.keep(function, remade(old, code=self._code(old), cells=cells))
        for cell, copy in zip(old.__closure__ or (), cells, strict=True):
            self._fill(cell, copy)
        if self._deep:
            self._fill_function(old, new)
        return new

    def _code(self, function: FunctionType) -> CodeType:
        """Its code, with copies of the globals that were made constant in it."""
        held = bound_globals(function) if self._deep else {}
        copied = {name: self.of(value) for name, value in held.items()}
        changed = {name: value for name, value in copied.items() if value is not held[name]}
        return with_constants(function.__code__, {}, changed) if changed else function.__code__

    def _cell(self, cell: CellType) -> CellType:
        return self._made.get(id(cell)) or self.keep(cell, CellType())  # type: ignore[no-any-return]

    def _fill(self, cell: CellType, copy: CellType) -> None:
        value = content(cell)
        if value is not NO_VALUE and content(copy) is NO_VALUE:
            copy.cell_contents = value  # for who comes here again
            copy.cell_contents = self.of(value)

    def _fill_function(self, old: FunctionType, new: FunctionType) -> None:
        """Defaults and attributes are state as well; those that are no state stay, for setting them has a price."""
        defaults = old.__defaults__ and tuple(self.all(old.__defaults__))
        if not _same(defaults or (), old.__defaults__ or ()):
            new.__defaults__ = defaults
        kwdefaults = new.__kwdefaults__ or {}  # its own already
        kwdefaults.update((name, self.of(value)) for name, value in kwdefaults.items())
        for name, value in own_attributes(old).items():
            new.__dict__[name] = self.of(value)


def _sequence(copies: Copies, value: Any) -> Any:
    new = copies.keep(value, value.copy())
    for place, one in enumerate(value):
        copied = copies.of(one)
        if copied is not one:
            new[place] = copied
    return new


def _unordered(copies: Copies, value: Any) -> Any:
    items = copies.all(value)
    return copies.keep(value, type(value)(items) if not _same(items, value) else value.copy())


def _tuple(copies: Copies, value: Any) -> Any:
    """Of a named tuple as well: its class is not asked for its items, nor called."""
    items = copies.all(tuple.__iter__(value))
    same = _same(items, tuple.__iter__(value))
    return copies.keep(value, value if same else tuple.__new__(type(value), items))


def _mapping(copies: Copies, value: Any) -> Any:
    new = copies.keep(value, value.copy())
    if type(value) is defaultdict:
        new.default_factory = copies.of(value.default_factory)
    keys = copies.all(value)
    if not _same(keys, value):
        new.clear()
    for key, one in zip(keys, list(value.values()), strict=True):
        new[key] = copies.of(one)
    return new


def _namespace(copies: Copies, value: Any) -> Any:
    new = copies.keep(value, SimpleNamespace())
    vars(new).update((name, copies.of(one)) for name, one in list(vars(value).items()))
    return new


def _chain(copies: Copies, value: Any) -> Any:
    new = copies.keep(value, ChainMap())
    new.maps = copies.of(value.maps)
    return new


def _count(copies: Copies, value: Any) -> Any:
    """A counter that goes on from where this one stands. It tells that by its text alone."""
    if any(type(one) not in (int, float) and one is not itertools.count for one in gc.get_referents(value)):
        return _refuse(copies, value)
    try:
        told = ast.literal_eval(repr(value).removeprefix("count"))
    except ValueError:  # infinity
        return _refuse(copies, value)
    return copies.keep(value, itertools.count(*(told if type(told) is tuple else (told,))))


def _refuse(copies: Copies, value: Any) -> Any:
    raise Refused(f"{class_name(type(value))} objects cannot be copied: original and copy would draw from the same one")


def _partial(copies: Copies, value: Any) -> Any:
    function, arguments = copies.of(value.func), copies.all(value.args)
    named = {name: copies.of(one) for name, one in value.keywords.items()}
    same = function is value.func and _same(arguments, value.args) and _same(named.values(), value.keywords.values())
    if same:
        return copies.share(value)
    return with_attributes(value, copies.keep(value, functools.partial(function, *arguments, **named)), copies.of)


def _cached(copies: Copies, value: Any) -> Any:
    """A cache of its own, and empty: what is in the old one was told by the old state."""
    function = copies.of(value.__wrapped__)
    if function is value.__wrapped__ or "cache_parameters" not in vars(value):
        return copies.share(value)
    new = copies.keep(value, functools.lru_cache(**value.cache_parameters())(function))
    return with_attributes(value, new, copies.of)


def _method(copies: Copies, value: Any) -> Any:
    function, owner = copies.of(value.__func__), copies.of(value.__self__)
    if function is value.__func__ and owner is value.__self__:
        return copies.share(value)
    return copies.keep(value, MethodType(function, owner))


def _builtin_method(copies: Copies, value: Any) -> Any:
    """A method of a container: `items.append`, `items.__getitem__`."""
    copied = copies.of(value.__self__)
    return value if copied is value.__self__ else copies.keep(value, getattr(copied, value.__name__))


def _same(some: Iterable[Any], others: Iterable[Any]) -> bool:
    return all(one is other for one, other in zip(some, others, strict=True))


_CONTAINERS = ByClass(
    {
        **dict.fromkeys((list, deque), _sequence),
        **dict.fromkeys((set, frozenset, WeakSet), _unordered),
        tuple: _tuple,
        **dict.fromkeys((dict, OrderedDict, defaultdict, Counter, WeakKeyDictionary, WeakValueDictionary), _mapping),
        SimpleNamespace: _namespace,
        ChainMap: _chain,
        itertools.count: _count,
        bytearray: lambda copies, value: copies.keep(value, value.copy()),
        array: lambda copies, value: copies.keep(value, value[:]),
    }
)
"""Copied, of exactly these types: what a subclass does when it is copied is its own business."""
_WAYS: ByClass[Callable[[Copies, Any], Any]] = _CONTAINERS.and_for(
    {
        FunctionType: Copies.function,
        **dict.fromkeys((BuiltinMethodType, MethodWrapperType), _builtin_method),
        MethodType: _method,
        functools.partial: _partial,
        CACHED: _cached,
    }
)


def way(kind: type) -> Callable[[Copies, Any], Any] | None:
    """How values of a class are copied; none if they are shared."""
    found = _WAYS.get(kind)
    if found is not None:
        return found
    if derives(kind, tuple):
        # What such an object keeps in a dictionary of its own is not for us to copy.
        return _tuple if not _DICT_OFFSET.__get__(kind) else None
    return _refuse if kind in KINDS or _is_iterator(kind) else None


def _is_iterator(kind: type) -> bool:
    """Whether its objects are iterators of the language itself, such as those of lists and of `itertools`."""
    return class_module(kind) in ("builtins", "itertools") and class_attribute(kind, "__next__") is not ABSENT


def is_container(value: object) -> bool:
    """Whether a value is state by itself: a container that can be written to, or may hold such."""
    return type(value) in _CONTAINERS or way(type(value)) is _tuple
