"""Which bindings may have given a variable the value that a read of it sees: its use-def chain.

What a closure captured it reads when it runs, so that it may see what was bound when it was made, and all that may be
bound after that:

    x = 1            # not this one: x is bound again before the closure is made
    x = 2            # this one
    late = lambda: x
    x = 3            # and this one

It is not asked here when the closure runs: `source.following` knows.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from cellophane.model.scope import Binding, Scope, ScopeKind, Use, Variable
from cellophane.source.change.reaching import Reaching
from cellophane.source.change.rebindings import TAKES_VALUE_AWAY
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Body
from cellophane.source.tree.parents import Parents

_RUN_WHERE_THEY_STAND = frozenset({ScopeKind.CLASS, ScopeKind.COMPREHENSION})
_LAZY = frozenset({ScopeKind.TYPE_PARAMETERS, ScopeKind.ANNOTATION})


class UseDef:
    """Answers for one file."""

    def __init__(
        self, names: Names, parents: Parents, flow: Callable[[Body], Flow], happenings: Callable[[Flow], Happenings]
    ) -> None:
        self._names = names
        self._parents = parents
        self._flow = flow
        self._happenings = happenings

    def of(self, use: Use) -> tuple[Binding, ...]:
        """The bindings that give a value which the read may see, in source order.

        All that give the variable a value, if it cannot be told: what binds it runs elsewhere, or nothing comes to
        the read.
        """
        every = [one for one in self._names.bindings(use.variable) if one.kind not in TAKES_VALUE_AWAY]
        reaching = self._reaching(use) if every else set()
        return tuple(one for one in every if one.node in reaching) or tuple(every)

    def _reaching(self, use: Use) -> set[ast.AST | None]:
        """The nodes that may have bound the variable; empty if it cannot be told."""
        owner = self._body(use.variable.scope)
        if owner is None:
            return set()
        flow, site = self._flow(owner), self._site(owner, use)
        if site is None:
            return self._before(flow, flow.at(Event.USE, use.node), use.variable)
        makes = flow.at(Event.MAKE, site)
        after = flow.reachable(makes) & self._happenings(flow).bound(use.variable)
        return self._before(flow, makes, use.variable) | {flow.nodes[number] for number in after}

    def _before(self, flow: Flow, numbers: list[int], variable: Variable) -> set[ast.AST | None]:
        """The nodes that may have bound it last before some events, or that bind it in another body, at any time."""
        if not numbers:
            return set()
        happenings = self._happenings(flow)
        reaching = Reaching(flow, happenings)
        last = {number for event in numbers for number in reaching.at(event, variable) if number is not None}
        own = {flow.nodes[number] for number in happenings.bound(variable)}
        others = {one.node for one in self._names.bindings(variable)} - own
        return {flow.nodes[number] for number in last} | others

    def _body(self, scope: Scope) -> Body | None:
        """The body whose events bind the variables of a scope; none for the lazy scopes of types."""
        if scope.kind in _LAZY:
            return None
        if scope.kind in _RUN_WHERE_THEY_STAND:
            return self._parents.body(scope.node)
        assert isinstance(scope.node, Body)
        return scope.node

    def _site(self, owner: Body, use: Use) -> ast.AST | None:
        """The closure in the owner's body that the read is in; none if the body itself reads."""
        site, body = None, self._parents.body(use.node)
        while body is not owner and not isinstance(body, ast.Module):
            site, body = body, self._parents.body(body)
        return site
