"""Which events of a loop rebind a variable between two iterations, after a closure was made there.

A binding counts if both belong to one loop and control can come from the closure to it, and if it gives the variable
another value.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.model.scope import Binding, BindingKind, Variable
from cellophane.source.change.attributes import Changes
from cellophane.source.change.sameness import Sameness
from cellophane.source.change.watch import Watch
from cellophane.source.flow.graph import Event, Flow, Loop
from cellophane.source.meaning.callees import Callees
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Body
from cellophane.source.tree.parents import Parents
from cellophane.source.tree.unparsed import unparsed

TAKES_VALUE_AWAY = frozenset({BindingKind.DELETION, BindingKind.EXCEPT_END})
"""Bindings after which there is no value to read: other hazards."""


class Rebindings:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents, callees: Callees) -> None:
        self._names = names
        self._parents = parents
        self._callees = callees
        self._sameness = Sameness(names, parents, callees)
        self._changed: dict[tuple[Flow, int], Changes] = {}

    def in_loops(self, flow: Flow, make: int, variable: Variable) -> Iterator[Watch]:
        """What rebinds the variable in each of the loops that both make the closure and rebind it.

        `make` is the event at which the closure is made, in the flow of the body that owns the variable.
        """
        for loop, bindings in self._bound_later(flow, make, variable):
            if not self._is_one_value(flow, loop, set(bindings.values())):
                yield Watch(frozenset(bindings), loop=loop)

    def repeated(self, flow: Flow, make: int, variable: Variable) -> Iterator[ast.AST]:
        """The bindings with which these loops give the variable the value that it has."""
        for loop, bindings in self._bound_later(flow, make, variable):
            if self._is_one_value(flow, loop, set(bindings.values())):
                yield from (binding.node for binding in bindings.values())

    def _bound_later(self, flow: Flow, make: int, variable: Variable) -> Iterator[tuple[Loop, dict[int, Binding]]]:
        """The loops around the place where the closure is made, each with what binds the variable there afterwards."""
        outermost = next(iter([*flow.enclosing(make)][::-1]), None)
        if outermost is None:
            return
        after = flow.reachable([make], inside=outermost)
        by_loop: dict[Loop, dict[int, Binding]] = {}
        for binding in self._names.bindings(variable):
            if binding.kind in TAKES_VALUE_AWAY:
                continue
            for event in flow.at(Event.BIND, binding.node):
                loop = _innermost_common(flow, make, event)
                if loop is not None and event in after:
                    by_loop.setdefault(loop, {})[event] = binding
        yield from by_loop.items()

    def _is_one_value(self, flow: Flow, loop: Loop, bindings: set[Binding]) -> bool:
        """Whether the loop gives the variable one and the same value in each iteration."""
        values = {binding: self._callees.value(binding) for binding in bindings}
        texts = {unparsed(value) if value is not None else "" for value in values.values()}
        if len(bindings) > 1 and (len(texts) > 1 or "" in texts):
            return False
        changes = self._changes(flow, loop)
        return all(self._sameness.holds(binding, value, changes) for binding, value in values.items())

    def _at(self, flow: Flow, numbers: list[int], event: Event) -> Iterator[ast.AST]:
        return (node for n in numbers if flow.events[n] is event and (node := flow.nodes[n]) is not None)

    def _changes(self, flow: Flow, loop: Loop) -> Changes:
        key = flow, loop.header
        if key not in self._changed:
            inside = flow.within(loop)
            bound = {self._names.variable(node) for node in self._at(flow, inside, Event.BIND)}
            stored = {node.attr for node in self._at(flow, inside, Event.STORE) if isinstance(node, ast.Attribute)}
            body = next(node for event, node in zip(flow.events, flow.nodes, strict=True) if event is Event.ENTRY)
            assert isinstance(body, Body)
            calls = tuple(node for node in self._at(flow, inside, Event.CALL) if isinstance(node, ast.Call))
            pauses = any(_pauses(flow.events[number], flow.nodes[number], self._parents) for number in inside)
            self._changed[key] = Changes({v for v in bound if v is not None}, stored, calls, pauses, body)
        return self._changed[key]


def _pauses(event: Event, node: ast.AST | None, parents: Parents) -> bool:
    """Whether others run before control goes on: also at each step of an `async for`, and around an `async with`."""
    if event in (Event.AWAIT, Event.YIELD):
        return True
    if isinstance(node, ast.withitem):
        return event in (Event.ENTER, Event.LEAVE) and isinstance(parents.of(node), ast.AsyncWith)
    return event is Event.STEP and (isinstance(node, ast.AsyncFor) or bool(getattr(node, "is_async", False)))


def _innermost_common(flow: Flow, one: int, other: int) -> Loop | None:
    around = set(flow.enclosing(other))
    return next((loop for loop in flow.enclosing(one) if loop in around), None)
