"""What would be freed if something went away: CPython's own reasoning, on the numbers of a reach.

An object is freed when its last reference goes, and a group whose only references are among themselves is collected. So
the references that come from what might go are taken off each object's count; what has others left is alive, and so is
all that it refers to. Where a reach was cut short, what was not looked into explains nothing: too little is freed,
never too much. Not foreseen are finalisers that bring their object back, and memory that is kept for later use.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from cellophane.live.reach import Reach
from cellophane.live.targets import Targets


@dataclass(frozen=True, slots=True)
class Dropped:
    """That something lets go of one object and lives on."""

    number: int
    times: int
    """How many references the object loses."""
    by: frozenset[int] = frozenset()
    """Whose they are, as far as the reach has them."""


def freed(reach: Reach, gone: Collection[int], dropped: Dropped | None = None) -> Sequence[int]:
    """The numbers of all objects that are freed when those of `gone` go away, whoever holds them.

    `dropped` loses some of its references at the same time, and is among them if no others are left.
    """
    stays, left, targets = reach.stays, array("q", reach.references), _cut(reach.targets, dropped)
    going = _marked(len(reach), gone)
    if dropped:
        left[dropped.number] -= dropped.times
    region = _beyond(targets, [*gone, dropped.number] if dropped else gone, bytearray(len(reach)))
    for number in gone:
        left[number] = 0
    for number in region:
        for target in targets(number):
            if not going[target]:
                left[target] -= 1
    # Less than none: another thread changed it meanwhile, so nothing is known of it.
    kept = (number for number in region if not going[number] and (left[number] or stays[number]))
    alive = _marked(len(reach), gone)  # those are not passed through
    _beyond(targets, kept, alive)
    return array("I", (number for number in region if going[number] or not alive[number]))


def within(reach: Reach, start: int, also: Iterable[int] = ()) -> Sequence[int]:
    """The numbers of all that belongs to an object: what it leads to, without code, globals and what is shared.

    `also` belong to it in any case.
    """
    targets, seen, found = reach.targets, bytearray(reach.stays), array("I")
    first = bytearray(len(reach))
    for number in itertools.chain([start], also):
        if not first[number]:
            first[number] = seen[number] = True
            found.append(number)
    for number in found:  # which grows meanwhile
        for target in targets[number]:
            if not seen[target] and not reach.aside(target):
                found.append(target)
            seen[target] = True
    return found


def _cut(targets: Targets, dropped: Dropped | None) -> Callable[[int], Sequence[int]]:
    """Who refers to what, once the holders of the dropped object have let go of it."""
    if not dropped:
        return targets.__getitem__
    gone, by = dropped.number, dropped.by
    return lambda number: [each for each in targets[number] if each != gone] if number in by else targets[number]


def _marked(many: int, numbers: Iterable[int]) -> bytearray:
    """Whether each of so many is among these numbers."""
    marks = bytearray(many)
    for number in numbers:
        marks[number] = True
    return marks


def _beyond(targets: Callable[[int], Sequence[int]], starts: Iterable[int], seen: bytearray) -> array[int]:
    """The starts and all that they lead to, without those that were seen and on ways that do not pass through them.

    Then they have been seen as well.
    """
    found = array("I")
    for number in starts:
        if not seen[number]:
            seen[number] = True
            found.append(number)
    for number in found:  # which grows meanwhile
        for target in targets(number):
            if not seen[target]:
                seen[target] = True
                found.append(target)
    return found
