"""Copies of functions with a state of their own: one function, or a family that shares cells."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from types import CellType, FunctionType, MethodType
from typing import Any, TypeVar, overload

from cellophane.live.safely import ByClass
from cellophane.rework.copying import remade
from cellophane.rework.subjects import Refused, contents, function_of, like

_One = TypeVar("_One", bound=Callable[..., Any])

_SEQUENCES, _SETS, _MAPPINGS = "sequence", "set", "mapping"
_CONTAINERS = ByClass(
    {
        **dict.fromkeys((list, tuple, deque), _SEQUENCES),
        **dict.fromkeys((set, frozenset), _SETS),
        **dict.fromkeys((dict, OrderedDict, defaultdict), _MAPPINGS),
    }
)
"""Copied, of exactly these types: what a subclass does when it is copied is its own business."""


@overload
def clone(subject: _One, /, *, deep: bool = True) -> _One: ...
@overload
def clone(subject: _One, other: _One, /, *others: _One, deep: bool = True) -> tuple[_One, ...]: ...
def clone(subject: Any, /, *others: Any, deep: bool = True) -> Any:
    """An independent copy: from now on its state moves without the original, and the other way round.

    Several functions are copied as a family and come back as a tuple: cells that they share, their copies share.
    Helper functions that are reached through what was captured, and hold one of these cells, are copied along, or the
    state would be torn in two. A reference to a copied function means the copy.

    All cells are new. With `deep`, the lists, dicts, sets, deques and bytearrays in them are copied as well, through
    all levels, and what is one object in two places stays one; without it, they are shared with the original.
    Everything else (instances of other classes, modules, files, locks) is always shared, and no code of it runs, but
    for the hash of a key whose value is copied.

    Raises `Refused` for what is no function, and for containers nested more deeply than the stack allows.

    >>> def counter():
    ...     n = 0
    ...     def step():
    ...         nonlocal n
    ...         n += 1
    ...         return n
    ...     return step
    >>> first = counter()
    >>> first(), first()
    (1, 2)
    >>> second = clone(first)
    >>> first(), second(), second()
    (3, 3, 4)
    """
    subjects = (subject, *others)
    functions = [function_of(one) for one in subjects]
    try:
        copies = _Family(functions, deep).copies()
    except RecursionError:
        raise Refused(f"what {functions[0].__qualname__} captured is nested too deeply to be copied") from None
    made = tuple(like(one, copies[id(function)]) for one, function in zip(subjects, functions, strict=True))
    return made if others else made[0]


class _Family:
    """Functions that share cells, those that were asked for and those that belong to them."""

    def __init__(self, functions: list[FunctionType], deep: bool) -> None:
        self._deep = deep
        self._functions = {id(one): one for one in functions}
        self._cells = {id(cell): cell for one in functions for cell in one.__closure__ or ()}
        while more := self._relatives():
            for one in more:
                self._functions[id(one)] = one
                self._cells |= {id(cell): cell for cell in one.__closure__ or ()}
        self._copies: dict[int, Any] = {}

    def _relatives(self) -> list[FunctionType]:
        """Functions in reach of the cells that hold one of them, and are not of the family yet."""
        reached = _functions(contents(cell) for cell in self._cells.values())
        return [
            one
            for one in reached
            if id(one) not in self._functions and any(id(cell) in self._cells for cell in one.__closure__ or ())
        ]

    def copies(self) -> dict[int, FunctionType]:
        """The copy of each function, by the `id` of the old one."""
        cells = {key: CellType() for key in self._cells}
        for key, function in self._functions.items():
            self._copies[key] = remade(function, cells=[cells[id(cell)] for cell in function.__closure__ or ()])
        made = {key: self._copies[key] for key in self._functions}
        for key, cell in self._cells.items():
            value = contents(cell)
            if value is not contents:
                cells[key].cell_contents = self._copy(value)
        return made

    def _copy(self, value: Any) -> Any:
        """The value for the copies: that of before, unless it holds state, or a function of the family."""
        if id(value) in self._copies:
            return self._copies[id(value)]
        kind = type(value)
        if kind is MethodType and id(value.__func__) in self._functions:
            return MethodType(self._copies[id(value.__func__)], value.__self__)
        if not self._deep:
            return value
        if kind is bytearray:
            return self._copies.setdefault(id(value), bytearray(value))
        return self._container(value, kind) if kind in _CONTAINERS else value

    def _container(self, value: Any, kind: type) -> Any:
        if kind is tuple or _CONTAINERS[kind] is _SETS:
            items = [self._copy(one) for one in value]
            changed = any(one is not other for one, other in zip(items, value, strict=True))
            # It may have been met again meanwhile, inside itself.
            copied = kind(items) if changed else value.copy() if kind is set else value
            return self._copies.setdefault(id(value), copied)
        new = self._copies[id(value)] = value.copy()
        for key, one in list(new.items() if _CONTAINERS[kind] is _MAPPINGS else enumerate(new)):
            copied = self._copy(one)
            if copied is not one:
                new[key] = copied
        return new


def _functions(values: Iterable[Any]) -> Iterator[FunctionType]:
    """The functions among the values, and in containers among them."""
    waiting, seen = list(values), set[int]()
    while waiting:
        one = waiting.pop()
        kind = type(one)
        if id(one) in seen:
            continue
        seen.add(id(one))
        if kind is FunctionType:
            yield one
        elif kind is MethodType:
            waiting.append(one.__func__)
        elif kind in _CONTAINERS:
            waiting += one.values() if _CONTAINERS[kind] is _MAPPINGS else one
