"""Copies of what functions captured: one for each object, so that what is one in two places stays one.

Containers and functions are state, and copied; everything else is shared with the original, and no code of it runs, but
for the hash of a key or item that is copied. Which functions are copied is for `clone` to say.
"""

from __future__ import annotations

import functools
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from types import BuiltinMethodType, CellType, FunctionType, MethodType
from typing import Any, Final

from cellophane.live.safely import ByClass
from cellophane.rework.copying import remade
from cellophane.rework.subjects import contents
from cellophane.rework.unbinding import unbound

_CACHED: Final = type(functools.lru_cache(lambda: None))


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
        """The copy of a value; the value itself if it is shared. Raises `RecursionError` for very deep containers."""
        if id(value) in self._made:
            return self._made[id(value)]
        kind = type(value)
        copy = _WAYS.get(kind) if self._deep or kind is FunctionType or kind is MethodType else None
        if copy is None or (kind is FunctionType and not self._copied(value)):
            self.shared.append(value)
            return value
        return copy(self, value)

    def all(self, values: Iterable[Any]) -> list[Any]:
        """The copies of several."""
        return [self.of(one) for one in values]

    def keep(self, value: Any, copy: Any) -> Any:
        """Remember the copy of a value: it may be met again, inside itself."""
        self.originals.append(value)
        return self._made.setdefault(id(value), copy)

    def moved(self) -> set[int]:
        """The `id` of each cell whose copy holds another value than it does."""
        cells = [one for one in self.originals if type(one) is CellType]
        return {id(one) for one in cells if contents(self._made[id(one)]) is not contents(one)}

    def function(self, function: FunctionType) -> FunctionType:
        """The copy of a function, which has cells of its own; one that was bound has cells again."""
        old, _ = unbound(function)
        cells = [self._cell(cell) for cell in old.__closure__ or ()]
        new: FunctionType = self.keep(function, remade(old, cells=cells))
        for cell, copy in zip(old.__closure__ or (), cells, strict=True):
            self._fill(cell, copy)
        if self._deep:
            self._fill_function(old, new)
        return new

    def _cell(self, cell: CellType) -> CellType:
        return self._made.get(id(cell)) or self.keep(cell, CellType())  # type: ignore[no-any-return]

    def _fill(self, cell: CellType, copy: CellType) -> None:
        value = contents(cell)
        if value is not contents and contents(copy) is contents:
            copy.cell_contents = value  # for who comes here again
            copy.cell_contents = self.of(value)

    def _fill_function(self, old: FunctionType, new: FunctionType) -> None:
        """Defaults and attributes are state as well; those that are no state stay, for setting them has a price."""
        defaults = old.__defaults__ and tuple(self.all(old.__defaults__))
        if not _same(defaults or (), old.__defaults__ or ()):
            new.__defaults__ = defaults
        kwdefaults = new.__kwdefaults__ or {}  # its own already
        kwdefaults.update((name, self.of(value)) for name, value in kwdefaults.items())
        for name, value in old.__dict__.items():
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


def _fixed(copies: Copies, value: Any) -> Any:
    items = copies.all(value)
    return copies.keep(value, value if _same(items, value) else type(value)(items))


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


def _partial(copies: Copies, value: Any) -> Any:
    function, arguments = copies.of(value.func), copies.all(value.args)
    named = {name: copies.of(one) for name, one in value.keywords.items()}
    same = function is value.func and _same(arguments, value.args) and _same(named.values(), value.keywords.values())
    return value if same else copies.keep(value, functools.partial(function, *arguments, **named))


def _cached(copies: Copies, value: Any) -> Any:
    """A cache of its own, and empty: what is in the old one was told by the old state."""
    function = copies.of(value.__wrapped__)
    return value if function is value.__wrapped__ else copies.keep(value, _recached(value, function))


def _recached(value: Any, function: Any) -> Any:
    return functools.lru_cache(**value.cache_parameters())(function)


def _method(copies: Copies, value: Any) -> Any:
    function = copies.of(value.__func__)
    return value if function is value.__func__ else copies.keep(value, MethodType(function, value.__self__))


def _builtin_method(copies: Copies, value: Any) -> Any:
    """A method of a container: `items.append`."""
    owner = value.__self__
    copied = copies.of(owner) if type(owner) in _CONTAINERS else owner
    return value if copied is owner else copies.keep(value, getattr(copied, value.__name__))


def _same(some: Iterable[Any], others: Iterable[Any]) -> bool:
    return all(one is other for one, other in zip(some, others, strict=True))


_CONTAINERS = ByClass(
    {
        **dict.fromkeys((list, deque), _sequence),
        set: _unordered,
        **dict.fromkeys((tuple, frozenset), _fixed),
        **dict.fromkeys((dict, OrderedDict, defaultdict), _mapping),
        bytearray: lambda copies, value: copies.keep(value, value.copy()),
    }
)
"""Copied, of exactly these types: what a subclass does when it is copied is its own business."""
_WAYS: ByClass[Callable[[Copies, Any], Any]] = _CONTAINERS.and_for(
    {
        FunctionType: Copies.function,
        MethodType: _method,
        BuiltinMethodType: _builtin_method,
        functools.partial: _partial,
        _CACHED: _cached,
    }
)


def is_container(value: object) -> bool:
    """Whether a value is state by itself: a container that can be written to, or may hold such."""
    return type(value) in _CONTAINERS
