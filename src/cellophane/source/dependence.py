"""Who rests on whom: whatever has been found out with the help of something else goes when that changes.

It knows names for things, and not what they are. Who asks writes down what it asked, also where there was no answer.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping


class Dependence:
    """Things, and what each rests on.

    >>> dependence = Dependence()
    >>> dependence.note("desk", "till")
    >>> dependence.note("shop", "desk")
    >>> sorted(dependence.resting_on("till")), sorted(dependence.holding_up(["desk"]))
    (['desk', 'shop', 'till'], ['desk', 'till'])
    """

    def __init__(self) -> None:
        self._asked: dict[Hashable, set[Hashable]] = {}
        self._asked_by: dict[Hashable, set[Hashable]] = {}

    def note(self, who: Hashable, whom: Hashable) -> None:
        """Write down that one thing rests on another one."""
        self._asked.setdefault(who, set()).add(whom)
        self._asked_by.setdefault(whom, set()).add(who)

    def things(self) -> set[Hashable]:
        """All that rests on something, or on which something rests."""
        return self._asked.keys() | self._asked_by.keys()

    def resting_on(self, thing: Hashable) -> set[Hashable]:
        """All that rests on a thing, itself among it."""
        return _reached([thing], self._asked_by)

    def holding_up(self, things: Iterable[Hashable]) -> set[Hashable]:
        """All that these things rest on, themselves among it."""
        return _reached(things, self._asked)

    def drop(self, things: Iterable[Hashable]) -> None:
        """From now on none of these rests on anything."""
        for one in things:
            for other in self._asked.pop(one, ()):
                askers = self._asked_by.get(other)
                if askers is not None:
                    askers.discard(one)
                    if not askers:
                        del self._asked_by[other]


def _reached(start: Iterable[Hashable], steps: Mapping[Hashable, Iterable[Hashable]]) -> set[Hashable]:
    reached: set[Hashable] = set()
    agenda = list(start)
    while agenda:
        one = agenda.pop()
        if one not in reached:
            reached.add(one)
            agenda += steps.get(one, ())
    return reached
