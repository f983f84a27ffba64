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

import ast
from collections.abc import Collection, Iterator
from typing import Final

from cellophane.model.scope import Variable
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.tree.bodies import Loops

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
        for before in self._leading_to(number, bound | unbound):
            if before in bound:
                found.add(before)
            elif before in unbound or self._flow.events[before] is Event.ENTRY:
                found.add(UNBOUND)
        return frozenset(found)

    def is_surely_bound(self, number: int, variable: Variable) -> bool:
        """Whether the variable has a value whenever control comes to an event."""
        return UNBOUND not in self.at(number, variable)

    def is_bound_between(self, start: int, number: int, variable: Variable) -> bool:
        """Whether on all ways from one event to another the variable gets a value."""
        return start not in self._leading_to(number, self._happenings.bound(variable) | {start})

    def _leading_to(self, number: int, since: Collection[int]) -> set[int]:
        """Every event that can come before this one, on a way that passes none of those in `since` but the first."""
        found: set[tuple[int, bool]] = set()
        waiting = [(number, False)]
        while waiting:
            for step in self._before(*waiting.pop()):
                if step not in found:
                    found.add(step)
                    if step[0] not in since:
                        waiting.append(step)
        return {event for event, _ in found}

    def _before(self, number: int, turned: bool) -> Iterator[tuple[int, bool]]:
        """The events right before one, each with whether it is the step of a loop that must have had an iteration.

        `turned` says so of this one: it was come to from behind the loop, which so has not only begun.
        """
        flow = self._flow
        for before in flow.predecessors[number]:
            loop = flow.loops[before]
            is_step = loop is not None and loop.header == before
            if turned and flow.loops[number] not in set(flow.enclosing(before)):
                continue
            left = is_step and loop not in set(flow.enclosing(number))
            yield before, left and _has_items(flow.nodes[before])


def _has_items(loop: ast.AST | None) -> bool:
    """Whether a loop over what stands there has at least one iteration: a display that is not empty, or a text."""
    iterable = loop.iter if isinstance(loop, Loops) else None
    if isinstance(iterable, ast.Tuple | ast.List | ast.Set):
        return any(not isinstance(item, ast.Starred) for item in iterable.elts)
    return isinstance(iterable, ast.Constant) and isinstance(iterable.value, str | bytes) and bool(iterable.value)
