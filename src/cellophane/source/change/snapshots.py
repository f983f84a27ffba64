"""Can the value that a variable has when a closure is made stand for the variable?

Binding early is right where the iteration has given the variable its value by then and nobody changes it on purpose
later. It is wrong for shared state, and a guess where the same iteration binds the variable once more.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cellophane.model.scope import Binding, BindingKind, ScopeKind, Variable
from cellophane.source.change.reaching import Reaching
from cellophane.source.flow.graph import Event, Flow, Loop
from cellophane.source.flow.happenings import Happenings
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Body, Comprehension, Site
from cellophane.source.tree.parents import Parents


class Doubt(enum.Enum):
    """What speaks against the value of the moment."""

    SHARED = "shared"
    """Another function changes the variable."""
    UNBOUND = "unbound"
    """It may have no value yet where the closure is made."""
    BOUND_AGAIN = "bound again"
    """The same iteration binds it once more."""


@dataclass(frozen=True, slots=True)
class Objection:
    """A doubt, and the place that gives rise to it."""

    doubt: Doubt
    variable: Variable
    node: ast.AST | None = None
    writer: str = ""
    """SHARED: the function that changes it."""


class Snapshots:
    """Answers for one file."""

    def __init__(
        self,
        names: Names,
        parents: Parents,
        flow: Callable[[Body], Flow],
        happenings: Callable[[Flow], Happenings],
    ) -> None:
        self._names = names
        self._happenings = happenings
        self._parents = parents
        self._flow = flow

    def objection(self, site: Site, variable: Variable) -> Objection | None:
        """Why the value of the moment may be the wrong one; none if nothing speaks against it."""
        for binding in self._names.bindings(variable):
            if self._is_by_another(binding, variable):
                return Objection(Doubt.SHARED, variable, binding.node, binding.scope.name)
        if not self._is_surely_bound(site, variable):
            return Objection(Doubt.UNBOUND, variable)
        if self.is_fresh(site, variable):
            later = next(self._bound_later(site, variable), None)
            if later is not None:
                return Objection(Doubt.BOUND_AGAIN, variable, later)
        return None

    def is_fresh(self, site: Site, variable: Variable) -> bool:
        """Whether on all ways the iteration gives the variable a value of its own before it makes the closure."""
        for flow, make in self._made(site, variable):
            loop = self._loop(flow, make, variable)
            reaching = Reaching(flow, self._happenings(flow))
            if loop is None or not reaching.is_bound_between(loop.header, make, variable):
                return False
        return True

    def grows(self, variable: Variable) -> bool:
        """Whether it gets a value that is made from the one before: `n += 1`, `best = max(best, x)`.

        Its closures may all want the last one, as in "3 of 12".
        """
        statements = {self._parents.statement(binding.node) for binding in self._names.bindings(variable)}
        made = {s for s in statements if isinstance(s, ast.Assign | ast.AnnAssign)}
        return any(isinstance(s, ast.AugAssign) for s in statements) or any(
            self._parents.statement(use.node) in made for use in self._names.uses(variable)
        )

    def _is_by_another(self, binding: Binding, variable: Variable) -> bool:
        """Whether a function or class other than the variable's own binds it: `nonlocal`, `global`."""
        scope = binding.scope
        while scope.kind in (ScopeKind.COMPREHENSION, ScopeKind.GENERATOR) and scope.parent is not None:
            if scope is variable.scope:
                break
            scope = scope.parent  # a walrus
        return scope is not variable.scope

    def _is_surely_bound(self, site: Site, variable: Variable) -> bool:
        bindings = self._names.bindings(variable)
        if any(binding.kind is BindingKind.PARAMETER for binding in bindings):
            return True
        made = self._made(site, variable)
        return all(Reaching(flow, self._happenings(flow)).is_surely_bound(make, variable) for flow, make in made)

    def _bound_later(self, site: Site, variable: Variable) -> Iterator[ast.AST]:
        for flow, make in self._made(site, variable):
            loop = self._loop(flow, make, variable)
            if loop is not None:
                after = flow.reachable([make], without={loop.header}, inside=loop)
                for number in sorted(after & self._happenings(flow).bound(variable) & set(flow.within(loop))):
                    node = flow.nodes[number]
                    if node is not None:
                        yield node

    # -- where in the graph ----------------------------------------------------------------------------------------

    def _made(self, site: Site, variable: Variable) -> Iterator[tuple[Flow, int]]:
        """The events, in the body that owns the variable, at which the closure or what makes it is made."""
        node = variable.scope.node
        owner = self._parents.body(node) if isinstance(node, Comprehension) else node
        outermost: Site = site
        while (body := self._parents.body(outermost)) is not owner:
            if isinstance(body, ast.Module):
                return
            outermost = body
        flow = self._flow(body)
        for make in flow.at(Event.MAKE, outermost):
            yield flow, make

    def _loop(self, flow: Flow, make: int, variable: Variable) -> Loop | None:
        """The innermost loop that both makes the closure and binds the variable."""
        around = {loop for number in self._happenings(flow).bound(variable) for loop in flow.enclosing(number)}
        return next((loop for loop in flow.enclosing(make) if loop in around), None)
