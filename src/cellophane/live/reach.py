"""The objects that can be reached from a closure, as numbers: who refers to whom, how often, and how often in all.

Each object is looked at once: first those that only the closure seems to hold, then those that somebody else seems to
hold as well, nearest first. What the numbers come to is decided elsewhere (`retained`). Nothing of the objects runs. A
reach holds its objects, and leaves that out of its own count of references.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from sys import getrefcount
from types import CodeType, FunctionType, MappingProxyType
from typing import Any

from cellophane.live.deadline import Deadline
from cellophane.live.foreign import Extent
from cellophane.live.object_kinds import Kinds
from cellophane.live.program import Program

Targets = list[Sequence[int] | None]
_PATIENCE = 500  # objects between two looks at the clock
_SLICE = 5_000  # items of one container
_GLOBALS: Any = vars(FunctionType)["__globals__"]


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to look, and at how many objects."""

    time: Deadline
    objects: int

    def spent(self, objects: int) -> str:
        """Why to stop after that many, in words; nothing if not."""
        if objects >= self.objects:
            return f"stopped after {objects:,} objects"
        if self.time.over:
            return f"stopped for lack of time after {objects:,} objects"
        return ""


class Background:
    """What several reaches have in common: the program around, and how classes are read."""

    def __init__(self, besides: Iterable[int] = (), held: Mapping[int, int] = MappingProxyType({})) -> None:
        """`besides`: the `id` of what else stays; `held`: how often the one who measures holds an object, by `id`."""
        self.kinds = Kinds()
        self.program = Program(frozenset(besides))
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
        self._explained: list[int] = []
        self._globals: set[int] = set()
        self._elsewhere: dict[int, list[Extent]] = {}
        self.targets: Targets = []
        """What each refers to, as often as it does. None: it was not looked into for lack of time."""
        self._cut: set[int] = set()
        """What was looked into in part only."""
        self.stays: list[bool] = []
        """Whether the whole program shares it. Then it was not looked into either."""
        self.note = ""
        """Why the reach was cut short; empty if it is whole."""
        for place in range(len(roots)):
            self._add(roots[place])
            self.targets[-1], self.stays[-1] = None, False
        self.roots = len(roots)
        """The roots have the numbers below this one."""
        self._explore(set(range(len(roots))))
        self.references = self._count()
        """How many references there are to each, without those of who measures."""
        self._sizes = list(map(self._size, self._objects))

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
        return self.targets[number] is not None and number not in self._cut

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
        self.targets.append(() if stays or kind.refers is None else None)
        return number

    def _explore(self, sure: set[int]) -> None:
        """First what nobody else holds, for that is what counts if the time is short; then the rest."""
        waiting: set[int] = set()
        while sure or waiting:
            now = sorted(sure or waiting)
            waiting.difference_update(now)
            touched = self._look_into(now)
            if self.note:
                return
            sure = self._unheld(touched)
            waiting |= touched - sure

    def _look_into(self, numbers: Sequence[int]) -> set[int]:
        """Add what these refer to; of that, the objects that were not looked into so far."""
        touched: set[int] = set()
        for count, number in enumerate(numbers):
            if count % _PATIENCE == 0 and (note := self._budget.spent(len(self._objects))):
                self.note = note
                break
            if self.targets[number] is None:
                touched.update(self._expand(number))
        return {number for number in touched if self.targets[number] is None}

    def _expand(self, number: int) -> Sequence[int]:
        """What an object refers to, from now on."""
        subject = self._objects[number]
        kind = self._background.kinds.of(type(subject))
        found = kind.referents(subject)
        self.targets[number] = targets = self._met(found[:_SLICE])
        if kind.is_function:
            self._globals.add(self._numbers[id(_GLOBALS.__get__(subject))])
        for start in range(_SLICE, len(found), _SLICE):
            if self._budget.spent(len(self._objects)):
                self.note = self.note or f"stopped inside a container of {len(found):,} objects"
                self._cut.add(number)
                break
            targets += self._met(found[start : start + _SLICE])
        return targets

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

    def _unheld(self, numbers: set[int]) -> set[int]:
        """Those of them that nobody else holds: all their references were seen."""
        objects, explained = self._objects, self._explained
        return {each for each in numbers if explained[each] == getrefcount(objects[each]) - _OF_ONE}

    def _count(self) -> list[int]:
        counts = [count - _OF_MANY for count in map(getrefcount, self._objects)]
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
