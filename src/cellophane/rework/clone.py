"""Copies of functions with a state of their own: one function, or a family that shares cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import FunctionType, MethodType
from typing import Any, TypeVar, overload

from cellophane.live.cells import content
from cellophane.live.constants import constants_of
from cellophane.live.function_parts import own_attributes
from cellophane.live.layers import is_dispatching
from cellophane.live.program import is_of_module
from cellophane.rework.bind import bind
from cellophane.rework.copies import Copies, is_container
from cellophane.rework.subjects import Refused, function_beneath, function_of, is_itself, like
from cellophane.rework.tearing import tear
from cellophane.rework.unbinding import unbound

_One = TypeVar("_One", bound=Callable[..., Any])


@overload
def clone(subject: _One, /, *, deep: bool = True) -> _One: ...
@overload
def clone(subject: _One, other: _One, /, *others: _One, deep: bool = True) -> tuple[_One, ...]: ...
def clone(subject: Any, /, *others: Any, deep: bool = True) -> Any:
    """An independent copy: from now on its state moves without the original, and the other way round.

    Several functions are copied as a family and come back as a tuple: cells that they share, their copies share. A
    reference to a copied function means the copy.

    All cells are new. With `deep`, all state that can be reached through them, defaults and attributes is copied as
    well, and what is one object in two places stays one: the containers of the language and of `collections`, `weakref`
    and `array`, simple namespaces, named tuples, `itertools.count`, functions that captured something themselves, and
    partials, methods and caches (which begin empty) over any of these. Without it, only functions that share a cell
    with one that is copied come along.

    What `bind` made constant of a function is copied with it, and a function that was bound stays bound; of a family,
    only in its globals.

    Everything else is shared with the original, and no code of it runs, but for the hash of a key or item whose copy is
    another object: instances of other classes, classes, modules, files, locks, and the functions that a module has
    under their name.

    Raises `Refused` for what is no function and has none beneath it, for generators and other iterators that were
    captured, which cannot be copied, for a copy that would be torn (something that stays shared, such as an object with
    methods, holds the same variable or container), and for containers nested more deeply than the stack allows.

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
    for one in functions:
        if is_dispatching(one):
            raise Refused(f"{one.__qualname__} is a single-dispatch function, whose registry cannot be copied")
    copies = Copies(_Family(functions, deep=deep).has, deep=deep)
    try:
        made = tuple(copies.all(subjects) if deep else map(like, subjects, copies.all(functions)))
    except RecursionError:
        raise Refused(f"what {functions[0].__qualname__} captured is nested too deeply to be copied") from None
    _check(functions[0], copies)
    return made if others else _as_it_was(subject, made[0])


class _Family:
    """Which functions are copied when some are."""

    def __init__(self, functions: list[FunctionType], *, deep: bool) -> None:
        self._asked = {id(one) for one in functions}
        self._deep = deep
        self._cells = set[int]()
        self._open = set[int]()
        waiting = list(functions)
        while waiting and not deep:
            cells = [cell for one in waiting for cell in one.__closure__ or ()]
            self._cells.update(map(id, cells))
            waiting = [one for one in _functions(map(content, cells)) if not self._cells.issuperset(_cells(one))]
            waiting = [one for one in waiting if self.has(one)]

    def has(self, function: FunctionType) -> bool:
        """Whether this one is."""
        if id(function) in self._asked:
            return True
        if not self._deep:
            return not self._cells.isdisjoint(_cells(function))
        return not is_dispatching(function) and not is_of_module(function) and self._has_state(function)

    def _has_state(self, function: FunctionType) -> bool:
        """Whether it captured anything, or there is state in its defaults and attributes."""
        if function.__closure__ or constants_of(function):
            return True
        if id(function) in self._open:  # it leads to itself
            return False
        named = (*(function.__kwdefaults__ or {}).values(), *own_attributes(function).values())
        self._open.add(id(function))
        try:
            return any(map(self._is_state, (*(function.__defaults__ or ()), *named)))
        finally:
            self._open.discard(id(function))

    def _is_state(self, value: Any) -> bool:
        beneath = function_beneath(value)
        return is_container(value) if beneath is None else self.has(beneath)


def _cells(function: FunctionType) -> Iterable[int]:
    return map(id, function.__closure__ or ())


def _functions(values: Iterable[Any]) -> list[FunctionType]:
    """The functions among the values, and those of bound methods."""
    values = [one.__func__ if type(one) is MethodType else one for one in values]
    return [one for one in values if type(one) is FunctionType]


def _check(function: FunctionType, copies: Copies) -> None:
    """Raises `Refused` if the copies would be torn from what stays shared."""
    found = tear(copies.shared, copies.originals, copies.moved())
    if found:
        raise Refused(
            f"a copy of {function.__qualname__} would be torn: {found.holder} is in reach of what stays shared with "
            f"it, and holds the same {found.held}"
        )


def _as_it_was(subject: Any, copy: Any) -> Any:
    """The copy bound again, if the subject was, and the copy does not mean itself anywhere."""
    if type(subject) not in (FunctionType, MethodType):
        return copy
    _, bound = unbound(function_of(subject))
    again = bound and not any(is_itself(content(cell), copy) for cell in function_of(copy).__closure__ or ())
    return bind(copy, *bound) if again else copy
