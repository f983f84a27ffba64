"""Variables whose value a `with` block closes when it ends, so that nothing can be read from it any more.

What is closed is still there: the variable keeps its value, and some attributes of it can be read as before.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.finding import Certainty
from cellophane.model.scope import BindingKind, Scope, ScopeKind, Variable
from cellophane.source.change.watch import Watch
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.knowledge.entry import Entry, Trait
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.parents import Parents


@dataclass(frozen=True, slots=True)
class Closings:
    """Answers for one file."""

    names: Names
    parents: Parents
    happenings: Callable[[Flow], Happenings]
    entries: Callable[[ast.expr], list[Entry]]
    scopes: Iterable[Scope]
    """Those that are asked about."""

    def closed(self) -> Iterator[tuple[ast.withitem, Variable]]:
        """The items of `with` in functions that close their value, with the variable that only such items bind.

        Not in generators: their block ends when they are asked for no more.
        """
        for scope in self.scopes:
            body = scope.node
            if scope.kind is not ScopeKind.FUNCTION or not isinstance(body, Function) or self.parents.yields(body):
                continue
            for node in ast.walk(body):
                for item in node.items if isinstance(node, ast.With | ast.AsyncWith) else ():
                    variable = self._variable(item)
                    if variable is not None and variable.scope is scope and self._closes(item.context_expr):
                        yield item, variable

    def _variable(self, item: ast.withitem) -> Variable | None:
        """The variable that the item binds, if nothing but such items does."""
        variable = self.names.variable(item.optional_vars) if isinstance(item.optional_vars, ast.Name) else None
        if variable is None:
            return None
        bindings = self.names.bindings(variable)
        return variable if all(binding.kind is BindingKind.WITH_TARGET for binding in bindings) else None

    def _closes(self, context: ast.expr) -> bool:
        """Whether what the expression makes is closed by `with`: all that it may be, and that for certain."""
        entries = self.entries(context.func) if isinstance(context, ast.Call) else []
        sure = all(Trait.CLOSES in entry.traits and entry.certainty is Certainty.CERTAIN for entry in entries)
        return bool(entries) and sure

    def watches(self, item: ast.withitem) -> Callable[[Flow, int, Variable], Iterator[Watch]]:
        """What to watch the variable of an item for."""

        def found(flow: Flow, _make: int, variable: Variable) -> Iterator[Watch]:
            yield Watch(frozenset(flow.at(Event.LEAVE, item)), self.happenings(flow).bound(variable))

        return found
