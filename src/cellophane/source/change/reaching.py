"""Which bindings can reach a place: reaching definitions over the events of one body.

For the place marked `?`, where `x` is read:

    x = 1            # reaches the first ? only
    use(x)           # ?
    if c:
        x = 2        # reaches the second ?, and so does x = 1, by the other way
    use(x)           # ?
    del x            # takes away what reached it: what is behind it is reached by UNBOUND
    use(x)           # ?

A body begins with all its variables unbound, but for its parameters, which are bound at once. A variable of another
body is not watched here: what it holds when this body begins is not known.
"""

from __future__ import annotations

from typing import Final

from cellophane.model.scope import Variable
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings

UNBOUND: Final = None
"""In the place of the event that binds: the variable may have no value there."""


class Reaching:
    """Answers for one body."""

    def __init__(self, flow: Flow, happenings: Happenings) -> None:
        self._flow = flow
        self._happenings = happenings

    def at(self, number: int, variable: Variable) -> frozenset[int | None]:
        """The events that may have given the variable the value that it has right before an event; `UNBOUND` among them
        if it may have none. Nothing if control never comes there."""
        bound, unbound = self._happenings.bound(variable), self._happenings.unbound(variable)
        found: set[int | None] = set()
        for before in self._flow.leading_to(number, since=bound | unbound):
            if before in bound:
                found.add(before)
            elif before in unbound or self._flow.events[before] is Event.ENTRY:
                found.add(UNBOUND)
        return frozenset(found)

    def is_surely_bound(self, number: int, variable: Variable) -> bool:
        """Whether the variable has a value whenever control comes to an event."""
        return UNBOUND not in self.at(number, variable)
