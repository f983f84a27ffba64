"""Which closures are made when a variable that they read has not been bound yet, on any way that leads there.

Only bindings in the body that owns the variable count, and only if there are no others: a variable that another
function binds with `nonlocal` or `global`, or that a star import may bring, is bound nobody knows when.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from functools import cached_property

from cellophane.model.scope import ScopeKind, Variable
from cellophane.source.change.watch import Watch, for_first_binding
from cellophane.source.flow.graph import Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.order import begin

_BUILTINS = frozenset(dir(builtins))
_WRITERS = ("exec", "globals", "vars", "locals")
_OF_MODULES = frozenset({"__file__", "__path__", "__spec__", "__loader__", "__package__", "__builtins__"})


class Beginnings:
    """Answers for one file."""

    def __init__(self, names: Names, happenings: Callable[[Flow], Happenings]) -> None:
        self.names = names
        self.happenings = happenings

    def is_before(self, site: Site, variable: Variable) -> bool:
        """A cheap first test: whether the text of the closure begins before all that binds what it reads."""
        bindings = self.names.bindings(variable)
        if not bindings or any(binding.scope is not variable.scope for binding in bindings):
            return False
        if variable.scope.kind is ScopeKind.MODULE and not self._is_only_of_module(variable):
            return False
        return begin(site) < begin(bindings[0].node)

    def _is_only_of_module(self, variable: Variable) -> bool:
        """Whether a module's variable has no value but for what the text binds."""
        return not self._may_be_anything and variable.name not in _BUILTINS | _OF_MODULES

    @cached_property
    def _may_be_anything(self) -> bool:
        """Whether a star import, or what can write into the namespace, may bind any name of the module."""
        statements = _statements(self.names.module.node)
        if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in statements):
            return True
        return any((named := self.names.named(name)) is not None and self.names.uses(named) for name in _WRITERS)

    def watches(self, flow: Flow, make: int, variable: Variable) -> Iterator[Watch]:
        """What to watch the variable for, if the closure is made at this event."""
        happenings = self.happenings(flow)
        if make not in flow.reachable(happenings.bound(variable)):
            yield for_first_binding(happenings, variable)

    def comes_first(self, flow: Flow, run: int, variable: Variable) -> bool:
        """Whether an event comes, the first time, when nothing has bound the variable."""
        bound = self.happenings(flow).bound(variable)
        earlier = bound & flow.reachable([flow.entry], without={run})
        return run not in flow.reachable(earlier)


def _statements(module: ast.AST) -> Iterator[ast.AST]:
    """The statements of a module's own code."""
    waiting = [module]
    while waiting:
        node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
                yield child
                if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    waiting.append(child)
