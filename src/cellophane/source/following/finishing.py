"""When what was begun has finished: a thread is joined, the result of a job asked for, a pool left.

What was begun is known by the call that began it, so that one handle on it tells for all the others. Whether something
is a handle, and which events finish it, is for `fates` to say and for `trace` to find.
"""

from __future__ import annotations

import ast

from cellophane.source.flow.graph import Event, Flow, Loop
from cellophane.source.steps.outcomes import End, Outcome
from cellophane.source.tree.parents import Parents


class Running:
    """What one trace found of it in one body."""

    def __init__(self, flow: Flow, parents: Parents) -> None:
        self._flow = flow
        self._parents = parents
        self._finished: dict[ast.AST | None, set[int]] = {}
        """None: an object that holds the value has finished, whoever set it going."""
        self._watched: set[ast.AST] = set()

    @property
    def count(self) -> int:
        """How many events are known at which something has finished."""
        return sum(map(len, self._finished.values()))

    def finish(self, number: int, begun: ast.AST | None) -> None:
        """At this event it has come to its end: nobody who has a handle on it keeps the value any more."""
        self._finished.setdefault(begun, set()).add(number)

    def watch(self, outcome: Outcome) -> None:
        """Note it if an object that the body watches, a pool, holds what was begun: that tells of all handles."""
        if outcome.running is outcome.node:
            self._watched.add(outcome.node)

    def is_told_better(self, outcome: Outcome) -> bool:
        """Whether it only says that somebody has a handle on what a watched object holds."""
        is_handle = outcome.end in (End.KEPT, End.UNKNOWN) and outcome.event is not Event.EXIT
        return is_handle and outcome.running in self._watched

    def ends(self, begun: ast.AST | None) -> set[int]:
        """The events at which it has finished.

        A loop that finishes each of its items has finished this one, once it begins: that it is among the items was
        found in following the value there, so the loop is not empty.
        """
        if begun is None or not self._finished:
            return set()
        call = begun if isinstance(begun, ast.Call) else self._parents.of(begun)
        finished = self._finished.get(begun, set()) | (self._finished.get(None, set()) if call is not begun else set())
        begins = self._flow.at(Event.CALL, call) if call is not None else []
        around = {loop for number in begins for loop in self._flow.enclosing(number)}
        loops = {loop for number in finished for loop in self._flow.enclosing(number)} - around
        return finished | {loop.header for loop in loops if self._finishes_each(loop, finished)}

    def _finishes_each(self, loop: Loop, finished: set[int]) -> bool:
        """Whether no iteration of a loop ends without passing one of these events, other than by an exception."""
        first = [n for n in self._flow.successors[loop.header] if loop in self._flow.enclosing(n) and n not in finished]
        after = self._flow.reachable(first, without=finished, inside=loop)
        outside = {n for n in after if n == loop.header or loop not in self._flow.enclosing(n)}
        return all(self._flow.events[n] is Event.JOIN for n in outside)
