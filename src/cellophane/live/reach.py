"""The objects that can be reached from a closure, as numbers: who refers to whom, how often, and how often in all.

Each object is looked at once: first those that only the closure seems to hold, then those that somebody else seems to
hold as well, nearest first. What the numbers come to is decided elsewhere (`retained`). Nothing of the objects runs. A
reach holds its objects, and leaves that out of its own count of references. All that it knows of an object and its
references takes less than `BYTES` as a rule, so that the number of objects that a budget allows says how much memory.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from sys import getrefcount
from types import CodeType, FunctionType, MappingProxyType
from typing import Any

from cellophane.live.deadline import Deadline
from cellophane.live.foreign import Extent
from cellophane.live.object_kinds import Kinds
from cellophane.live.program import Program
from cellophane.live.targets import Targets

MOST = 1_000_000
"""Objects of one reach, if nothing else is said: 300 MB."""
BYTES = 300
"""What a reach takes for an object, and who adds up what is freed: `benchmarks/memory_of_the_looker.py` measures it."""
_REFERENCES = 8  # of an object, on average: with more of them, fewer objects are looked at
_PATIENCE = 500  # objects between two looks at the clock
_SLICE = 5_000  # items of one container
_GLOBALS: Any = vars(FunctionType)["__globals__"]


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to look, and at how many objects."""

    time: Deadline
    objects: int

    def spent(self, objects: int, references: int = 0) -> str:
        """Why to stop after that many, in words; nothing if not."""
        if references >= self.objects * _REFERENCES:
            return f"stopped after {references:,} references among {objects:,} objects"
        if objects >= self.objects:
            return f"stopped after {objects:,} objects"
        if self.time.over:
            return f"stopped for lack of time after {objects:,} objects"
        return ""


class Background:
    """What several reaches have in common: the program around, and how classes are read."""

    def __init__(self, besides: Container[int] = frozenset(), held: Mapping[int, int] = MappingProxyType({})) -> None:
        """`besides`: the `id` of what else stays; `held`: how often the one who measures holds an object, by `id`."""
        self.kinds = Kinds()
        self.program = Program(besides)
        self.held = held


class Reach:
    """All objects from some roots on, up to what the whole program shares.

    The objects have numbers, in the order in which they were met: those of the roots come first. The roots differ, and
    come in a sequence that was made for this: what it holds is left out of the counts.
    """

    def __init__(self, roots: Sequence[object], background: Background, budget: Budget) -> None:
        self._background, self._budget = background, budget
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._explained = array("q")
        self._globals: set[int] = set()
        self._elsewhere: dict[int, list[Extent]] = {}
        self.targets = Targets()
        """What each refers to, as often as it does. What was not looked into for lack of time is not known."""
        self._cut: set[int] = set()
        """What was looked into in part only."""
        self.stays = bytearray()
        """Whether the whole program shares it. Then it was not looked into either."""
        self.note = ""
        """Why the reach was cut short; empty if it is whole."""
        for place in range(len(roots)):
            self._add(roots[place])
            self.targets.forget(place)
            self.stays[place] = False
        self.roots = len(roots)
        """The roots have the numbers below this one."""
        self._explore()
        self.references = self._count()
        """How many references there are to each, without those of who measures."""
        self._sizes = array("q", map(self._size, self._objects))

    def __len__(self) -> int:
        return len(self._objects)

    def number(self, subject: object) -> int | None:
        """The number of an object; none if it was not met."""
        return self._numbers.get(id(subject))

    def subject(self, number: int) -> Any:
        """The object of a number."""
        return self._objects[number]

    def is_whole(self, number: int) -> bool:
        """Whether all that it refers to is known."""
        return self.targets.known(number) and number not in self._cut

    def aside(self, number: int) -> bool:
        """Whether it is code, or what a function has for its globals: not a part of what a closure holds."""
        return number in self._globals or type(self._objects[number]) is CodeType

    def weight(self, numbers: Collection[int]) -> int:
        """The bytes of these objects, memory that several of them show counted once."""
        elsewhere: dict[object, int] = {}
        for number in self._elsewhere.keys() & numbers:
            elsewhere.update(self._elsewhere[number])
        return sum(map(self._sizes.__getitem__, numbers)) + sum(elsewhere.values())

    def _add(self, subject: Any) -> int:
        number = self._numbers[id(subject)] = len(self._objects)
        self._objects.append(subject)
        self._explained.append(self._background.held.get(id(subject), 0))
        kind = self._background.kinds.of(type(subject))
        stays = kind.refers is not None and self._background.program.owns(subject, kind)
        self.stays.append(stays)
        self.targets.append(known=stays or kind.refers is None)
        return number

    def _explore(self) -> None:
        """First what nobody else holds, for that is what counts if the time is short; then the rest."""
        sure, waiting = array("I", range(self.roots)), array("I")
        while (sure or waiting) and not self.note:
            if not sure:
                sure, waiting = waiting, array("I")
            touched = self._look_into(sorted(sure))
            sure = array("I", filter(self._is_unheld, touched))
            waiting.extend(itertools.filterfalse(self._is_unheld, touched))

    def _look_into(self, numbers: Sequence[int]) -> array[int]:
        """Add what these refer to; of that, the objects that were not looked into so far, as often as they were met."""
        touched = array("I")
        for count, number in enumerate(numbers):
            # The objects are counted each time: the few that are between two looks at the clock may bring any number.
            if count % _PATIENCE == 0 or self._is_full():
                self.note = self._spent()
            if self.note:
                break
            if not self.targets.known(number):
                touched.extend(self._expand(number))
        return touched

    def _expand(self, number: int) -> Iterator[int]:
        """See what an object refers to; of that, the objects that were not looked into so far."""
        subject = self._objects[number]
        kind = self._background.kinds.of(type(subject))
        found = kind.referents(subject)
        self.targets.begin(number)
        for start in range(0, len(found), _SLICE):
            if start and self._spent():
                self.note = f"stopped inside a container of {len(found):,} objects"
                self._cut.add(number)
                break
            self.targets.extend(number, self._met(found[start : start + _SLICE]))
        if kind.is_function:
            self._globals.add(self._numbers[id(_GLOBALS.__get__(subject))])
        return itertools.filterfalse(self.targets.known, self.targets[number])

    def _is_full(self) -> bool:
        """Whether more cannot be looked at, be there time or not."""
        most = self._budget.objects
        return len(self._objects) >= most or self.targets.many >= most * _REFERENCES

    def _spent(self) -> str:
        return self._budget.spent(len(self._objects), self.targets.many)

    def _met(self, found: Sequence[Any]) -> list[int]:
        """Count one more reference to each of these objects, and give new ones a number; the numbers of all."""
        numbers, explained, targets = self._numbers, self._explained, []
        for each in found:
            target = numbers.get(id(each))
            if target is None:
                target = self._add(each)
            explained[target] += 1
            targets.append(target)
        return targets

    def _is_unheld(self, number: int) -> bool:
        """Whether nobody else holds it: all references to it were seen."""
        return self._explained[number] == getrefcount(self._objects[number]) - _OF_ONE

    def _count(self) -> array[int]:
        counts = array("q", (count - _OF_MANY for count in map(getrefcount, self._objects)))
        for identity in self._background.held.keys() & self._numbers.keys():
            counts[self._numbers[identity]] -= self._background.held[identity]
        for root in range(self.roots):
            counts[root] -= 1  # the sequence of the roots
        return counts

    def _size(self, subject: Any) -> int:
        kind = self._background.kinds.of(type(subject))
        if kind.extents:
            self._elsewhere[self._numbers[id(subject)]] = kind.elsewhere(subject)
        return kind.shallow(subject)


# How many of the references to an object that is in one list are those of asking, in the two ways above.
_ONE = [object()]
_OF_ONE = next(iter({getrefcount(_ONE[each]) for each in (0,)}))
_OF_MANY = next(map(getrefcount, _ONE))
