"""What would be freed if something went away: CPython's own reasoning, on the numbers of a reach.

An object is freed when its last reference goes, and a group whose only references are among themselves is collected. So
the references that come from what might go are taken off each object's count; what has others left is alive, and so is
all that it refers to. Where a reach was cut short, what was not looked into explains nothing: too little is freed,
never too much. Not foreseen are finalisers that bring their object back, and memory that is kept for later use.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cellophane.live.reach import Reach, Targets


@dataclass(frozen=True, slots=True)
class Dropped:
    """That something lets go of one object and lives on."""

    number: int
    times: int
    """How many references the object loses."""
    by: frozenset[int] = frozenset()
    """Whose they are, as far as the reach has them."""


def freed(reach: Reach, gone: Collection[int], dropped: Dropped | None = None) -> list[int]:
    """The numbers of all objects that are freed when those of `gone` go away, whoever holds them.

    `dropped` loses some of its references at the same time, and is among them if no others are left.
    """
    going, stays, left = set(gone), reach.stays, reach.references.copy()
    targets, starts = reach.targets, list(gone)
    if dropped:
        left[dropped.number] -= dropped.times
        targets, starts = _cut(targets, dropped), [*gone, dropped.number]
    region = _beyond(targets, starts)
    for number in going:
        left[number] = 0
    for number in region:
        for target in targets[number] or ():
            if target not in going:
                left[target] -= 1
    # Less than none: another thread changed it meanwhile, so nothing is known of it.
    kept = (number for number in region if number not in going and (left[number] or stays[number]))
    staying = set(_beyond(targets, kept, going))
    return [number for number in region if number not in staying]


def within(reach: Reach, start: int, also: Collection[int] = ()) -> list[int]:
    """The numbers of all that belongs to an object: what it leads to, without code, globals and what is shared.

    `also` belong to it in any case.
    """
    targets, seen = reach.targets, bytearray(reach.stays)
    found = list(dict.fromkeys([start, *also]))
    for number in found:
        seen[number] = True
    for number in found:  # which grows meanwhile
        for target in targets[number] or ():
            if not seen[target] and not reach.aside(target):
                found.append(target)
            seen[target] = True
    return found


def _cut(targets: Targets, dropped: Dropped) -> Targets:
    """Who refers to what, once the holders of the dropped object have let go of it."""
    left = targets.copy()
    for number in dropped.by:
        left[number] = [target for target in targets[number] or () if target != dropped.number]
    return left


def _beyond(targets: Targets, starts: Iterable[int], without: Collection[int] = ()) -> list[int]:
    """The starts and all that they lead to, on ways that do not pass through `without`."""
    seen, found = bytearray(len(targets)), []
    for number in without:
        seen[number] = True
    for number in starts:
        if not seen[number]:
            seen[number] = True
            found.append(number)
    for number in found:  # which grows meanwhile
        for target in targets[number] or ():
            if not seen[target]:
                seen[target] = True
                found.append(target)
    return found
