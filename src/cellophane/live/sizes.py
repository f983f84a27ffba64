"""What a closure weighs: its own bytes, all that it reaches, and what would be freed without it. The front door.

What is an object's own is told by `shallow` and `foreign`, what it leads to by `referents`, where to stop by `program`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import CellType, FunctionType, MappingProxyType, MethodType
from typing import Any, Protocol

from cellophane.live.cells import NO_VALUE, InCell, content
from cellophane.live.constants import places
from cellophane.live.deadline import Deadline
from cellophane.live.frames import KINDS
from cellophane.live.own_records import held
from cellophane.live.reach import MOST, Background, Budget, Reach
from cellophane.live.retained import Dropped, freed, within
from cellophane.live.safely import class_attribute, is_a
from cellophane.live.shallow import sizer
from cellophane.model.nearest import meant
from cellophane.model.picture import Weight
from cellophane.model.self_showing import Shown

_FUNCTION: Any = vars(FunctionType)
_EXPLORING = 0.5  # of the time: the rest is for adding up


class Variable(InCell, Protocol):
    """A captured variable, in a cell or constant."""

    @property
    def value(self) -> Any:
        """What it is."""

    @property
    def is_constant(self) -> bool:
        """Whether `bind` has made it a constant."""


class Seen(Protocol):
    """What was seen of a function, as `look` gives it: see `live.closure.Closure`."""

    @property
    def function(self) -> Callable[..., Any] | None:
        """The function that runs; none for what has none, or more than one."""

    @property
    def captured(self) -> Iterable[Variable]:
        """Its captured variables."""


@dataclass(frozen=True, slots=True, repr=False)
class Sizes(Shown):
    """What a closure weighs, in bytes."""

    shallow: int
    """Its own bytes: those of the function object, say, and nothing that it refers to."""
    deep: int
    """Everything that can be reached from it, each object once; see `measure` for where that ends."""
    retained: int
    """What would be freed if it went away."""
    complete: bool
    """False: the measurement was cut short, and the numbers are the least that it can be."""
    note: str
    """Why it was cut short; empty if it was not."""
    variables: Mapping[str, Weight]
    """The captured variables by name.

    `shallow` is that of the value, `deep` and `retained` are told from the cell on: what would be freed if this closure
    let go of the cell, which is nothing if others hold it. What is constant is told from the value on.
    """

    def __getitem__(self, name: str) -> Weight:
        """The weight of a captured variable. Raises `KeyError` for a name that was not captured."""
        if name in self.variables:
            return self.variables[name]
        known = ", ".join(self.variables) or "none"
        raise KeyError(f"no variable {name!r} was weighed, only {known}{meant(name, self.variables)}")

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.variables)

    def __repr__(self) -> str:
        least = "" if self.complete else f", at least: {self.note}"
        retained = [f"; {name}: {weight.retained:,}" for name, weight in self.variables.items()]
        own = f"{self.shallow:,} bytes of its own, {self.deep:,} in reach, {self.retained:,} freed with it"
        return f"<Sizes: {own}{''.join(retained)}{least}>"


def measure(subject: Any, seen: Seen | None = None, *, seconds: float = 10.0, objects: int = MOST) -> Sizes:
    """What a function weighs, or a generator, coroutine, bound method, `partial` or any other object, in bytes.

    The captured variables are those that were `seen` of it; by default, those of the function in it.

    `deep` does not go into what the whole program shares: modules and their namespaces, classes of C types, classes and
    functions that a module has under their name, code, and what a function has for its globals. If any of that is the
    closure's alone (as after `exec`), it is freed with it, and counts in `retained` and `deep`. `retained` is told by
    counts of references: those to the subject itself, and those of closures that were looked at, are left out, every
    other one counts. Frames that run are not
    looked into. Mapped memory counts as if it were allocated.

    Looks at that many `objects` and for that many `seconds` at the most, beside what it takes to learn what the program
    shares, and a little more to end in order. It takes 300 bytes for each of the objects at the most, 300 MB if nothing
    else is said. Runs nothing of the objects, and raises nothing.

    >>> def remember():
    ...     values = [0] * 1000
    ...     return lambda: values
    >>> sizes = measure(remember())
    >>> sizes.complete, sizes.retained > 8000, sizes.variables["values"].retained > 8000
    (True, True, True)
    >>> shared = [0] * 1000
    >>> measure(lambda: shared).retained < 1000
    True
    """
    background = Background(held=held())
    time = Deadline.after(seconds)
    reach = Reach([subject], background, Budget(time.part(_EXPLORING), objects))
    loose = freed(reach, {0})
    function = seen.function if seen else _function(subject)
    variables = [(one.name, one.cell) for one in seen.captured if one.cell] if seen else cells(subject)
    # A generator that waits has the cells itself, a function has a tuple of them.
    by = frozenset({0}) if type(subject) in KINDS else cell_tuples(reach, [function] if function else [])
    weights = {name: _weight(reach, cell, by, time) for name, cell in variables}
    for one in seen.captured if seen and function else ():
        if one.is_constant:
            weights[one.name] = _constant_weight(reach, one, _constants(reach, function, one.name), time)
    return Sizes(
        shallow=reach.weight([0]),
        deep=reach.weight(within(reach, 0, loose)),
        retained=reach.weight(loose),
        complete=not reach.note,
        note=reach.note,
        variables=MappingProxyType(weights),
    )


def cells(subject: Any) -> Iterator[tuple[str, CellType]]:
    """The captured variables of a function, or of that in a method or `partial`: each name with its cell."""
    function = _function(subject)
    if function is not None:
        names = _FUNCTION["__code__"].__get__(function).co_freevars
        yield from zip(names, _FUNCTION["__closure__"].__get__(function) or (), strict=False)


def cell_tuples(reach: Reach, functions: Iterable[Callable[..., Any]]) -> frozenset[int]:
    """The numbers of the tuples in which these functions hold their cells, as far as the reach has them."""
    tuples = map(_FUNCTION["__closure__"].__get__, functions)
    return frozenset(number for each in tuples if each and (number := reach.number(each)) is not None)


def _function(subject: Any) -> FunctionType | None:
    """The function in a method or `partial`, through any number of layers; a function itself."""
    while True:
        if type(subject) is FunctionType:
            return subject
        if type(subject) is MethodType:
            subject = class_attribute(MethodType, "__func__").__get__(subject)
        elif is_a(subject, partial):
            subject = class_attribute(partial, "func").__get__(subject)
        else:
            return None


def _weight(reach: Reach, cell: CellType, by: frozenset[int], time: Deadline) -> Weight:
    """The weight of one captured variable, whose cell those of the numbers `by` hold for the closure."""
    value = content(cell)
    own = 0 if value is NO_VALUE else _own(reach, value)
    return _dropped(reach, own, reach.number(cell), Dropped(reach.number(cell) or 0, 1, by), time)


def _constant_weight(reach: Reach, one: Variable, by: frozenset[int], time: Deadline) -> Weight:
    """The same for a constant, whose value stands in what has the numbers `by`."""
    number = reach.number(one.value)
    return _dropped(reach, _own(reach, one.value), number, Dropped(number or 0, len(by), by), time)


def _constants(reach: Reach, function: Any, name: str) -> frozenset[int]:
    """The numbers of what holds the constant of this name, in the code of a function and in code inside."""
    found = (reach.number(holder) for each, holder in places(function.__code__) if each == name)
    return frozenset(number for number in found if number is not None)


def _dropped(reach: Reach, own: int, number: int | None, dropped: Dropped, time: Deadline) -> Weight:
    """The weight of what has this number, when it is dropped; no more than its own bytes if it was not come to."""
    if number is None or time.over:
        return Weight(own, own, 0, complete=False)
    loose = freed(reach, (), dropped)
    inside = within(reach, number, loose)
    return Weight(own, reach.weight(inside), reach.weight(loose), complete=all(map(reach.is_whole, inside)))


def _own(reach: Reach, value: Any) -> int:
    """The value's own bytes, also if there was no time to come to it."""
    number = reach.number(value)
    return sizer(type(value))(value) if number is None else reach.weight([number])
