"""When what was begun has finished: a thread is joined, the result of a job asked for, a pool left.

What was begun is known by the call that began it, so that one handle on it tells for all the others. Whether something
is a handle, and which events finish it, is for `fates` to say and for `trace` to find.
"""

from __future__ import annotations

import ast

from cellophane.source.flow.graph import Event, Flow, Loop
from cellophane.source.steps.outcomes import End, Outcome, Ran, Way
from cellophane.source.tree.bodies import Definition
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

    def finish_of(self, outcome: Outcome, number: int) -> None:
        """The same of what an outcome says to run, or is a handle on. To clear a list of handles ends nothing."""
        if Way.HANDLE not in outcome.form:
            self.finish(number, outcome.running)
        elif outcome.form[0] is Way.HANDLE:
            self.finish(number, outcome.handle)

    def use_up(self, outcome: Outcome, begun: ast.AST | None) -> None:
        """Where the results of jobs are iterated to their end, the jobs have finished."""
        if begun is not None and isinstance(outcome, Ran) and outcome.to_end:
            event = Event.DONE if outcome.event is Event.STEP else outcome.event
            for number in self._flow.at(event, outcome.node):
                self.finish(number, begun)

    def watch(self, outcome: Outcome) -> None:
        """Note it if an object that the body watches, a pool, holds what was begun: that tells of all handles."""
        if outcome.running is outcome.node:
            self._watched.add(outcome.node)

    def is_told_better(self, outcome: Outcome) -> bool:
        """Whether it only says that somebody has a handle on what a watched object holds."""
        is_handle = outcome.end in (End.KEPT, End.UNKNOWN) and outcome.event is not Event.EXIT
        return is_handle and outcome.running in self._watched

    def ends_of(self, outcome: Outcome) -> set[int]:
        """The events at which what runs, or was registered by a call, has come to its end."""
        return self.ends(outcome.running) | self.ends(outcome.handle)

    def is_over_at_the_end(self, outcome: Outcome, number: int) -> bool:
        """Whether what runs since an event has come to its end when the body does, unless an exception leaves it."""
        ends = self.ends_of(outcome)
        after = {number, *self._flow.reachable([number], without=ends)} if ends else set()
        last = (n for n in after for next_ in self._flow.successors[n] if self._flow.events[next_] is Event.EXIT)
        return bool(ends) and all(self._is_raised(n) for n in last)

    def _is_raised(self, number: int) -> bool:
        """Whether only an exception leads from an event out of the body: of a `raise`, of an `assert` amid it."""
        node = self._flow.nodes[number]
        statement = self._parents.statement(node) if node is not None else None
        if not isinstance(statement, ast.Assert):
            return isinstance(statement, ast.Raise)
        body = getattr(self._parents.of(statement), "body", [statement])
        return body[-1] is not statement

    def ends(self, begun: ast.AST | None) -> set[int]:
        """The events at which it has finished.

        A loop that finishes each of its items has finished this one, once it begins: that it is among the items was
        found in following the value there, so the loop is not empty. One that may be left before has not.
        """
        if begun is None or not self._finished:
            return set()
        call = begun if isinstance(begun, ast.Call) else self._parents.of(begun)
        finished = self._finished.get(begun, set()) | (self._finished.get(None, set()) if call is not begun else set())
        begins = self._flow.at(Event.CALL, call) if call is not None else []
        around = {loop for number in begins for loop in self._flow.enclosing(number)}
        loops = {loop for number in finished for loop in self._flow.enclosing(number)} - around
        each = {loop for loop in loops if self._finishes_each(loop, finished)}
        one = {number for number in finished if any(self._is_of_item(number, loop) for loop in loops - each)}
        return (finished - one) | {loop.header for loop in each}

    def _finishes_each(self, loop: Loop, finished: set[int]) -> bool:
        """Whether all items come to their end in a loop, unless an exception leaves it."""
        first = self._flow.going_on(loop.header, loop)
        reached = set(first)
        waiting = [number for number in first if number not in finished]
        while waiting:
            for after in self._unless_ended(waiting.pop(), finished):
                if after not in reached:
                    reached.add(after)
                    waiting += [after] if loop in self._flow.enclosing(after) and after not in finished else []
        return loop.header not in reached and not self._is_left(loop)

    def _unless_ended(self, number: int, finished: set[int]) -> list[int]:
        """The events that can come next, but for an exception of the end itself, and of reading a name."""
        after = self._flow.successors[number]
        if any(n in finished or self._flow.events[n] is Event.USE for n in after):
            return [n for n in after if self._flow.events[n] is not Event.JOIN]
        return after

    def _is_left(self, loop: Loop) -> bool:
        """Whether it may be left before all items were taken, by something else than an exception."""
        node = self._flow.nodes[loop.header]
        returned = any(self._flow.events[number] is Event.RETURN for number in self._flow.within(loop))
        return returned or isinstance(node, ast.While) or (isinstance(node, ast.stmt) and _has_break(node))

    def _is_of_item(self, number: int, loop: Loop) -> bool:
        """Whether what happens at an event happens to an item of a loop: by the name that it begins with."""
        node, target = self._flow.nodes[number], getattr(self._flow.nodes[loop.header], "target", None)
        named = {name.id for name in ast.walk(target) if isinstance(name, ast.Name)} if target is not None else set()
        while isinstance(node, ast.Call | ast.Attribute | ast.Await):
            node = node.func if isinstance(node, ast.Call) else node.value
        return isinstance(node, ast.Name) and node.id in named


def _has_break(loop: ast.stmt) -> bool:
    """Whether a loop has a `break` of its own."""
    agenda = list(getattr(loop, "body", ()))
    while agenda:
        node = agenda.pop()
        if isinstance(node, ast.Break):
            return True
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            agenda += node.orelse
        elif isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case) and not isinstance(node, Definition):
            agenda += ast.iter_child_nodes(node)
    return False
