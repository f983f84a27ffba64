"""Which events of a loop rebind a variable between two iterations, after a closure was made there.

A binding counts if both belong to one loop and control can come from the closure to it, and if it gives the variable
another value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cellophane.model.scope import Binding, BindingKind, Variable
from cellophane.source.callees import Callees
from cellophane.source.events import Event, Flow, Loop
from cellophane.source.sameness import gives_same_value
from cellophane.source.scopes import Names

TAKES_VALUE_AWAY = frozenset({BindingKind.DELETION, BindingKind.EXCEPT_END})
"""Bindings after which there is no value to read: other hazards."""


@dataclass(frozen=True, slots=True)
class Rebinding:
    """The events that rebind a variable in a loop, and the loop whose iterations they tell apart."""

    events: frozenset[int] = frozenset()
    loop: Loop | None = None


NOWHERE = Rebinding()
"""For following a value of which nobody asks whether it is stale."""


class Rebindings:
    """Answers for one file."""

    def __init__(self, names: Names, callees: Callees) -> None:
        self._names = names
        self._callees = callees

    def after(self, flow: Flow, make: int, variable: Variable) -> Iterator[Rebinding]:
        """What rebinds the variable in each of the loops that both make the closure and rebind it.

        `make` is the event at which the closure is made, in the flow of the body that owns the variable.
        """
        after = flow.reachable([make])
        by_loop: dict[Loop, dict[int, Binding]] = {}
        for binding in self._names.bindings(variable):
            if binding.kind in TAKES_VALUE_AWAY:
                continue
            for event in flow.at(Event.BIND, binding.node):
                loop = _innermost_common(flow, make, event)
                if loop is not None and event in after:
                    by_loop.setdefault(loop, {})[event] = binding
        for loop, bindings in by_loop.items():
            if not self._is_one_value(flow, loop, set(bindings.values())):
                yield Rebinding(frozenset(bindings), loop)

    def _is_one_value(self, flow: Flow, loop: Loop, bindings: set[Binding]) -> bool:
        """Whether the loop gives the variable one and the same value in each iteration."""
        if len(bindings) != 1:
            return False
        [binding] = bindings
        return gives_same_value(binding, self._callees.value(binding), self._names, self.bound_in(flow, loop))

    def bound_in(self, flow: Flow, loop: Loop) -> set[Variable]:
        """Every variable that the loop binds."""
        events = (n for n, event in enumerate(flow.events) if event is Event.BIND and loop in flow.enclosing(n))
        variables = (self._names.variable(node) for n in events if (node := flow.nodes[n]) is not None)
        return {variable for variable in variables if variable is not None}


def _innermost_common(flow: Flow, one: int, other: int) -> Loop | None:
    around = set(flow.enclosing(other))
    return next((loop for loop in flow.enclosing(one) if loop in around), None)


def is_rebound_in_loop(names: Names, variable: Variable, in_loop: Callable[[Binding], bool]) -> bool:
    """A cheap first test: whether any loop binds the variable at all."""
    return any(in_loop(b) for b in names.bindings(variable) if b.kind not in TAKES_VALUE_AWAY)
