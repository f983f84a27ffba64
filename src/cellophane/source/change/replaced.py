"""Which events give a variable another value after a closure was made, in no later iteration of a loop that makes it.

The first value has to be one that somebody can have wanted: a placeholder that is filled in later, `None` or an empty
list, is read late on purpose. So is a variable that has no value yet, or that another function changes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from cellophane.model.scope import Binding, ScopeKind, Variable
from cellophane.source.change.reaching import Reaching
from cellophane.source.change.rebindings import TAKES_VALUE_AWAY
from cellophane.source.change.watch import Watch
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.meaning.callees import Callees
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Function, Site
from cellophane.source.tree.parents import Parents
from cellophane.source.tree.unparsed import unparsed

_PASSING = frozenset({ScopeKind.COMPREHENSION, ScopeKind.GENERATOR})


class Replaced:
    """Answers for one file."""

    def __init__(
        self, names: Names, parents: Parents, callees: Callees, happenings: Callable[[Flow], Happenings]
    ) -> None:
        self._names = names
        self._parents = parents
        self._callees = callees
        self._happenings = happenings

    def candidates(self, captures: Iterable[tuple[Site, Variable]]) -> Iterator[tuple[Site, Variable]]:
        """The captures for which the places of the bindings allow it: a cheap first test."""
        rows: dict[Variable, list[int]] = {}
        for site, variable in captures:
            if variable.scope.kind is not ScopeKind.FUNCTION:
                continue
            if variable not in rows:
                rows[variable] = self._rows(variable)
            if len(rows[variable]) > 1 and max(rows[variable]) >= site.lineno:
                yield site, variable

    def after(self, flow: Flow, make: int, variable: Variable) -> Iterator[Watch]:
        """What gives the variable another value after an event of the body that owns it makes the closure."""
        first = self.before(flow, make, variable)
        if not first or all(map(self.is_placeholder, first)):
            return
        again = frozenset(
            event
            for event, binding in self._later(flow, make, variable)
            if not self._is_the_same(binding, first, variable)
        )
        if again:
            yield Watch(again)

    def before(self, flow: Flow, make: int, variable: Variable) -> list[Binding]:
        """What may have given it the value that it has when the closure is made; nothing if it may have none."""
        reaching = Reaching(flow, self._happenings(flow)).at(make, variable)
        nodes = {flow.nodes[number] for number in reaching if number is not None}
        found = [binding for binding in self._names.bindings(variable) if binding.node in nodes]
        return found if None not in reaching else []

    def is_placeholder(self, binding: Binding) -> bool:
        """Whether a value only stands for one that is to come: `None`, `0`, `""`, `[]`, `...`."""
        value = self._callees.value(binding)
        if isinstance(value, ast.Constant):
            return not value.value or value.value is ...
        if isinstance(value, ast.Dict):
            return not value.keys
        if isinstance(value, ast.List | ast.Tuple | ast.Set):
            return not value.elts
        return (
            isinstance(value, ast.Call) and not value.args and not value.keywords and isinstance(value.func, ast.Name)
        )

    def _rows(self, variable: Variable) -> list[int]:
        """The last rows of the statements that give it a value; none if another function gives it one too."""
        rows = []
        for binding in self._names.bindings(variable):
            scope = binding.scope
            while scope.kind in _PASSING and scope.parent is not None and scope is not variable.scope:
                scope = scope.parent  # a walrus
            if scope is not variable.scope:
                return []
            if binding.kind not in TAKES_VALUE_AWAY:
                statement = self._parents.statement(binding.node)
                is_own = statement is variable.scope.node or statement is None
                rows.append(0 if is_own else getattr(statement, "end_lineno", 0))
        return rows

    def _later(self, flow: Flow, make: int, variable: Variable) -> Iterator[tuple[int, Binding]]:
        """The events that bind it after the closure was made: in the same iteration, or in no loop that makes it."""
        around = set(flow.enclosing(make))
        at_once = flow.reachable([make], without={loop.header for loop in around})
        after = flow.reachable([make]) if around else at_once
        for binding in self._names.bindings(variable):
            if binding.kind in TAKES_VALUE_AWAY:
                continue
            for event in flow.at(Event.BIND, binding.node):
                if event in at_once or (event in after and around.isdisjoint(flow.enclosing(event))):
                    yield event, binding

    def _is_the_same(self, binding: Binding, first: list[Binding], variable: Variable) -> bool:
        """Whether it gives the variable the value that it had, as the text tells."""
        value = self._callees.value(binding)
        if value is None or isinstance(value, Function):
            return False
        reads = {self._names.variable(node) for node in ast.walk(value) if isinstance(node, ast.Name)}
        if variable in reads:
            return isinstance(value, ast.Name)
        if any(read is not None and len(self._names.bindings(read)) > 1 for read in reads):
            return False
        before = [self._callees.value(one) for one in first]
        return all(one is not None and unparsed(one) == unparsed(value) for one in before)
