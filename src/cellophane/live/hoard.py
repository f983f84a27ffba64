"""The closures of this process by what they keep alive, and through which variable.

Functions that share a variable keep it alive together: none of them alone does. So what is ranked is holdings: some
variables, and all functions that captured them. Each variable is in one holding only. A holding retains what would be
freed if its functions let go of these variables, and went away themselves if they have no others. What is wrong with
keeping something is told by `culprits`, how much it is by `retained`.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf
from types import CellType, FunctionType
from typing import Any, overload

from cellophane.live.cells import NO_VALUE, content
from cellophane.live.culprits import Held, culprit
from cellophane.live.deadline import Deadline
from cellophane.live.lasting import lasting
from cellophane.live.living import captured, cells_of, closures
from cellophane.live.marks import Marks
from cellophane.live.own_records import held
from cellophane.live.reach import MOST, Background, Budget, Reach
from cellophane.live.retained import Dropped, freed, within
from cellophane.live.safely import class_name, function_name, is_a, kept
from cellophane.live.sizes import cell_tuples
from cellophane.model.self_showing import Shown

_FUNCTION: Any = vars(FunctionType)
_FIRST_LOOK = 2_000  # objects: enough for most closures
_MOST_INSIDE = 5_000_000  # numbers of functions that holdings hold, in all: 20 MB
_AT_LEAST = 20
"""So many holdings are looked at whatever the time, those that promise most: also a slow machine has an answer."""
_UNTIL_LASTING, _UNTIL_FIRST_LOOK, _UNTIL_SECOND_LOOK = 0.3, 0.6, 0.85  # of the time
_FAR_LESS = 0.1
_WORTH_A_WORD = 1_000  # bytes
_NEARLY_ALL = 0.9
_WORTH_A_LINE = 0.001  # of what the entry retains


@dataclass(frozen=True, slots=True)
class Kept:
    """A captured variable of a holding, and what it keeps alive."""

    name: str
    type: str
    """The class of its value; empty for an empty cell."""
    retained: int
    """Bytes that would be freed if the functions let go of this variable alone."""
    culprit: str
    """What is to blame and what to do, in words; empty if nothing classic was recognised."""


@dataclass(frozen=True, slots=True, repr=False)
class Holding:
    """Variables, and the functions that keep them alive together."""

    functions: tuple[FunctionType, ...]
    retained: int
    """Bytes."""
    complete: bool
    """False: the measurement was cut short, and it may be more."""
    variables: tuple[Kept, ...]
    """What keeps most alive comes first."""

    @property
    def function(self) -> FunctionType:
        """One of the functions."""
        return self.functions[0]

    @property
    def name(self) -> str:
        """The qualified name of it, with its module."""
        return _name(self.functions[0])

    @property
    def place(self) -> str:
        """`filename:row` of its definition."""
        code = _FUNCTION["__code__"].__get__(self.function)
        return f"{code.co_filename}:{code.co_firstlineno}"

    @property
    def others(self) -> str:
        """How many other functions there are, as it is written behind the name; empty if there are none."""
        return f" and {len(self.functions) - 1} more" if len(self.functions) > 1 else ""

    @property
    def worth_a_line(self) -> tuple[Kept, ...]:
        """The variables that keep a good part of it, or of which something is to be said."""
        least = _WORTH_A_LINE * self.retained
        return tuple(kept for kept in self.variables if kept.culprit or kept.retained > least)

    def __repr__(self) -> str:
        least = "" if self.complete else "at least "
        names = ", ".join(kept.name for kept in self.variables)
        return f"<Holding: {least}{self.retained:,} bytes kept by {self.name} through {names}>"


@dataclass(frozen=True, slots=True, repr=False)
class Hoard(Shown, Sequence[Holding]):
    """What the closures of a process keep alive, most first. Printed, it is a table."""

    entries: tuple[Holding, ...]
    complete: bool
    """False: there was no time to weigh everything; what is missing may be larger than what is here."""
    note: str
    """What was not done; empty if everything was."""
    functions: int
    """How many functions with captured variables there are."""

    @overload
    def __getitem__(self, index: int) -> Holding: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Holding]: ...
    def __getitem__(self, index: int | slice) -> Holding | Sequence[Holding]:
        return self.entries[index]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Holding]:
        return iter(self.entries)

    def __repr__(self) -> str:
        lines = [f"{'retained':>14}  kept by"]
        for entry in self.entries:
            size = f"{'' if entry.complete else '≥ '}{entry.retained:,}"
            lines.append(f"{size:>12} B  {entry.name}{entry.others}  {entry.place}")
            lines += [line for kept in entry.worth_a_line for line in _kept_lines(kept)]
        return "\n".join([*lines, self.summary])

    @property
    def summary(self) -> str:
        """How many functions there are, and what was not done, in one line."""
        return f"{self.functions:,} functions with captured variables{'; ' if self.note else ''}{self.note}"


def hoard(limit: int = 20, *, seconds: float = 10.0) -> Hoard:
    """The closures of this process that keep most alive: at most `limit` entries, most bytes first.

    A holding whose bytes are nearly all those of another one inside it (a decorated function that is a closure itself)
    is left out, and the class that a method refers to by `super` or `__class__` is no variable here. What frames,
    generators and coroutines hold beside the functions counts as held, and so does what a function has for a default.
    What nothing but a bound method, a `partial`, a default or a waiting generator keeps is not ranked, and cellophane's
    own functions are left out.

    Takes that many `seconds` at the most, and a little more to end in order: the first entries are looked at however
    short the time is. `note` says what there was no time for, and then `complete` is false. Runs nothing of what was
    captured. By its own reckoning each object that it looks at takes a microsecond at the least, each time: 10 seconds
    are enough for no more than ten million, also where a clock stands still, as in tests.

    Looks at no more than a million objects at a time, for which it takes 300 MB at the most, and beside that 2 % of
    what the process has: it can be called in a large one that has to go on.

    Raises `ValueError` for a `limit` below zero, and `TypeError` for one that is no whole number.

    >>> def remember():
    ...     values = [0] * 2_000_000
    ...     return lambda: values
    >>> function = remember()
    >>> first = hoard(1)[0]
    >>> first.function is function, first.variables[0].name, first.retained > 16_000_000
    (True, 'values', True)
    """
    if not is_a(limit, int):
        raise TypeError(f"hoard() shows a whole number of entries, not {limit!r}")
    if limit < 0:
        raise ValueError(f"hoard() shows that many entries at the most, and cannot show {limit}")
    time = Deadline.after(seconds)
    functions = closures()
    holdings = _Holdings(functions, lasting(time.part(_UNTIL_LASTING)))
    weighed, unseen = holdings.first_look(time.part(_UNTIL_FIRST_LOOK), min(limit, _AT_LEAST))
    weighed, unclear = holdings.second_look(weighed, time.part(_UNTIL_SECOND_LOOK))
    chosen = _without_shells(sorted(weighed, key=lambda each: -each.retained), limit)
    share = time.left / max(len(chosen), 1)
    notes = [
        f"{unseen:,} groups of them were not weighed for lack of time" if unseen else "",
        f"{unclear:,} may keep more alive than was seen (≥)" if unclear else "",
    ]
    return Hoard(
        entries=tuple(holdings.in_words(each, _budget(time.anew(share), MOST)) for each in chosen),
        complete=not any(notes),
        note=", ".join(note for note in notes if note),
        functions=len(functions),
    )


def _budget(time: Deadline, objects: int) -> Budget:
    """For so long and so many objects; if there is no time at all, for as few as are looked at in no time."""
    return Budget(time, objects) if not time.over else Budget(time.anew(inf), _FIRST_LOOK)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A holding as numbers of functions and `id` of cells."""

    functions: tuple[int, ...]
    cells: frozenset[int]
    retained: int
    complete: bool
    freed: Sequence[int]
    """The numbers of functions that go with it; none if there are too many of all holdings to remember them."""


class _Holdings:
    """The holdings of a process."""

    def __init__(self, functions: Sequence[FunctionType], stays: Marks) -> None:
        self._functions = functions
        self._numbers = {id(function): number for number, function in enumerate(functions)}
        self._holders: dict[int, list[int]] = defaultdict(list)
        for number, function in enumerate(functions):
            for cell in cells_of(function):
                self._holders[id(cell)].append(number)
        self._inside = 0
        self._background = Background(stays, held() + Counter(self._numbers.keys()))

    def first_look(self, time: Deadline, least: int) -> tuple[list[_Weighed], int]:
        """All holdings, at least so many, each weighed quickly; and how many there was no time for."""
        groups: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for cell, holding in self._holders.items():
            groups[tuple(holding)].add(cell)
        promising = sorted(groups.items(), key=lambda each: -self._promise(*each))
        weighed: list[_Weighed] = []
        for numbers, cells in promising:
            if time.over and len(weighed) >= least:
                break
            weighed.append(self._weigh(numbers, frozenset(cells), _budget(time, _FIRST_LOOK)))
        return weighed, len(promising) - len(weighed)

    def second_look(self, weighed: Sequence[_Weighed], time: Deadline) -> tuple[list[_Weighed], int]:
        """The same with the large ones weighed in full, as far as there is time; and how many are still unclear."""
        unclear = sorted((each for each in weighed if not each.complete), key=lambda each: -each.retained)
        found = [each for each in weighed if each.complete]
        for place, each in enumerate(unclear):
            if time.over:
                return found + unclear[place:], len(unclear) - place + sum(not each.complete for each in found)
            # One that is hopelessly large must not take the time of all others.
            share = max(1 / 4, 1 / (len(unclear) - place))
            budget = Budget(time.anew(time.left * share), MOST)
            found.append(self._weigh(each.functions, each.cells, budget))
        return found, sum(not each.complete for each in found)

    def in_words(self, weighed: _Weighed, budget: Budget) -> Holding:
        """A weighed holding as it is shown, with what each variable keeps alive."""
        reach = self._reach(weighed.functions, weighed.cells, budget)
        found = [self._kept(name, cell, reach) for name, cell in self._variables(weighed)]
        return Holding(
            functions=tuple(self._functions[number] for number in weighed.functions),
            retained=weighed.retained,
            complete=weighed.complete,
            variables=tuple(sorted(found, key=lambda kept: -kept.retained)),
        )

    def _promise(self, numbers: Sequence[int], cells: Collection[int]) -> int:
        """How large the values are themselves, which says which holdings to weigh first."""
        first, of = self._functions[numbers[0]], self._background.kinds.of
        values = [content(cell) for cell in cells_of(first) if id(cell) in cells]
        return sum(of(type(value)).shallow(value) for value in values if value is not NO_VALUE)

    def _weigh(self, numbers: tuple[int, ...], cells: frozenset[int], budget: Budget) -> _Weighed:
        reach = self._reach(numbers, cells, budget)
        loose = freed(reach, range(reach.roots))
        going = map(self._numbers.get, (id(reach.subject(each)) for each in loose))
        inside = array("I", (each for each in going if each is not None))
        self._inside += len(inside)
        return _Weighed(
            functions=numbers,
            cells=cells,
            retained=reach.weight(loose),
            complete=not reach.note,
            freed=inside if self._inside <= _MOST_INSIDE else (),
        )

    def _reach(self, numbers: Sequence[int], cells: Collection[int], budget: Budget) -> Reach:
        reach = Reach(self._roots(numbers, cells), self._background, budget)
        budget.time.looked_at(len(reach))
        return reach

    def _roots(self, numbers: Sequence[int], cells: Collection[int]) -> list[object]:
        """The functions that have no other variables, and the variables that nobody else holds.

        Apart from `_reach`, lest a name here hold what is measured there.
        """
        roots: dict[int, object] = {}
        for number in numbers:
            own = cells_of(self._functions[number])
            if all(id(cell) in cells for cell in own):
                roots[id(self._functions[number])] = self._functions[number]
            for cell in own:
                known = len(self._holders[id(cell)]) + (id(cell) in roots)
                if id(cell) in cells and sys.getrefcount(cell) - _BY_ASKING == known:
                    roots[id(cell)] = cell
        return list(roots.values())

    def _variables(self, weighed: _Weighed) -> Iterator[tuple[str, CellType]]:
        function = self._functions[weighed.functions[0]]
        for name, cell in captured(function):
            if id(cell) in weighed.cells:
                yield name, cell

    def _kept(self, name: str, cell: CellType, reach: Reach) -> Kept:
        number = reach.number(cell)
        functions = [self._functions[each] for each in self._holders[id(cell)]]
        loose: Sequence[int] = ()
        if number is not None:
            loose = freed(reach, (), Dropped(number, len(functions), cell_tuples(reach, functions)))
        retained = reach.weight(loose)
        value = content(cell)
        if value is NO_VALUE:
            return Kept(name, "", retained, "")
        held = Held(name, value, functions, partial(_are_light, reach, value, retained))
        return Kept(name, class_name(type(value)), retained, culprit(held))


def _are_light(reach: Reach, value: Any, retained: int, attributes: frozenset[str]) -> bool:
    """Whether these attributes of a value weigh far less than what keeping the value retains."""
    found = [reach.number(kept(value, name)) for name in attributes]
    inside = {each for number in found if number is not None for each in within(reach, number)}
    return None not in found and retained >= _WORTH_A_WORD and reach.weight(inside) < retained * _FAR_LESS


def _without_shells(weighed: Sequence[_Weighed], limit: int) -> list[_Weighed]:
    """The first ones, at most `limit`, without mere shells: those that keep little alive but another holding.

    The wrapper around a closure is such: nearly all that it keeps alive, the closure in it keeps alive.
    """
    by_function: dict[int, list[_Weighed]] = defaultdict(list)
    for each in weighed:
        for number in each.functions:
            by_function[number].append(each)
    chosen: list[_Weighed] = []
    left_out: set[int] = set()
    for each in weighed:
        if len(chosen) == limit or not each.retained:
            break
        within_it = (other for number in each.freed for other in by_function[number] if other is not each)
        if any(other.retained >= _NEARLY_ALL * each.retained and id(other) not in left_out for other in within_it):
            left_out.add(id(each))
        else:
            chosen.append(each)
    return chosen


def _name(function: FunctionType) -> str:
    module, own = dict.get(function.__globals__, "__name__"), function_name(function)
    return f"{module}.{own}" if type(module) is str else own


def _kept_lines(kept: Kept) -> Iterator[str]:
    yield f"{'':14}  {kept.retained:>12,} B  {kept.name}: {kept.type or 'empty'}"
    if kept.culprit:
        yield f"{'':32}{kept.culprit}"


def _by_asking() -> int:
    """How many of the references to a cell that comes from a list of them are those of asking."""
    function: Any = (lambda value: lambda: value)(0)
    cells = cells_of(function)
    del function
    return next(iter([sys.getrefcount(cell) for cell in cells]))


_BY_ASKING = _by_asking()
