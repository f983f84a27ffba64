"""At which events of a body a variable is bound, and at which it loses its value."""

from __future__ import annotations

from cellophane.model.scope import Variable
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.names.scopes import Names


class Happenings:
    """Answers for one body."""

    def __init__(self, names: Names, flow: Flow) -> None:
        self._names = names
        self._flow = flow
        self._bound: dict[Variable, frozenset[int]] = {}
        self._unbound: dict[Variable, frozenset[int]] = {}

    def bound(self, variable: Variable) -> frozenset[int]:
        """The events that give the variable a value."""
        if variable not in self._bound:
            self._bound[variable] = self._at(Event.BIND, variable)
        return self._bound[variable]

    def unbound(self, variable: Variable) -> frozenset[int]:
        """The events that take its value away: `del`, and the end of an `except … as`."""
        if variable not in self._unbound:
            self._unbound[variable] = self._at(Event.UNBIND, variable)
        return self._unbound[variable]

    def _at(self, event: Event, variable: Variable) -> frozenset[int]:
        nodes = (binding.node for binding in self._names.bindings(variable))
        return frozenset(number for node in nodes for number in self._flow.at(event, node))
