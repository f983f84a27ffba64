"""Does a closure outlive the iteration whose variable it reads?

The question that the rules about late binding ask, answered with the places that prove it. A closure that runs in its
own iteration, after the variable was rebound there, is left alone: who writes a helper that sees how far its loop has
come wants just that.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.finding import Certainty
from cellophane.model.scope import Binding, BindingKind, Scope, ScopeKind, Variable
from cellophane.source.callees import Callees, Definition
from cellophane.source.events import Body, Comprehension, Event, Flow, Loop, Site
from cellophane.source.fates import Fates
from cellophane.source.outcomes import End, Form, Outcome, Way
from cellophane.source.parents import Parents
from cellophane.source.sameness import gives_same_value
from cellophane.source.scopes import Names
from cellophane.source.trace import NOWHERE, Arrival, Moment, Rebinding, Trace, form_of

_KEEPS = frozenset({End.KEPT, End.RETURNED, End.YIELDED, End.UNKNOWN})
_NO_VALUE = frozenset({BindingKind.DELETION, BindingKind.EXCEPT_END})


@dataclass(frozen=True, slots=True)
class Stale:
    """A closure that can run when its variable belongs to a later iteration, and the places that show it."""

    site: Site
    variable: Variable
    rebound: ast.AST
    """The node that binds the variable anew."""
    kept: Outcome | None
    called: Outcome | None
    """Where it runs, if that was seen."""
    certainty: Certainty
    form: Form
    """The form in which the value outlives the iteration."""


class Lifetimes:
    """Answers for one file."""

    def __init__(
        self, names: Names, parents: Parents, callees: Callees, fates: Fates, flow: Callable[[Body], Flow]
    ) -> None:
        self._names = names
        self._parents = parents
        self._callees = callees
        self._fates = fates
        self._flow = flow

    def outlives(self, site: Site, variable: Variable) -> Stale | None:
        """How this closure comes to read the variable of a later iteration; none if it does not."""
        owner = self._body_of_scope(variable.scope)
        chain = self._chain(site, owner)
        if owner is None or not chain or variable in self._own_names(chain[-1], owner):
            return None
        found: list[Stale] = []
        for make in self._flow(owner).at(Event.MAKE, chain[-1]):
            for rebinding in self._rebindings(self._flow(owner), make, variable):
                found += self._stale(owner, make, rebinding, chain, variable)
        return max(found, key=lambda stale: (stale.certainty, stale.called is not None), default=None)

    # -- the closure and the body that owns its variable ---------------------------------------------------------

    def _body_of_scope(self, scope: Scope) -> Body | None:
        node = scope.node
        if scope.kind is ScopeKind.CLASS or isinstance(node, ast.ClassDef):
            return None
        if isinstance(node, Comprehension):
            return self._parents.body(node)
        return node if isinstance(node, Body) else None

    def _chain(self, site: Site, owner: Body | None) -> list[Site]:
        """The closure and those around it, up to the one that the owner of the variable makes."""
        chain: list[Site] = []
        body: Body = site
        while body is not owner:
            if isinstance(body, ast.Module):
                return []
            chain.append(body)
            body = self._parents.body(body)
        return chain

    def _own_names(self, site: Site, owner: Body) -> set[Variable | None]:
        """The names of a `def` and of the classes that it is in: they are rebound together with what they stand for."""
        around = itertools.takewhile(lambda node: node is not owner, (p for p, _ in self._parents.ancestors(site)))
        named = [site, *around]
        return {self._names.variable(n) for n in named if isinstance(n, Definition)}

    # -- rebindings ----------------------------------------------------------------------------------------------

    def _rebindings(self, flow: Flow, make: int, variable: Variable) -> Iterator[Rebinding]:
        """What rebinds the variable in each of the loops that both make the closure and rebind it."""
        after = flow.reachable([make])
        by_loop: dict[Loop, dict[int, Binding]] = {}
        for binding in self._names.bindings(variable):
            if binding.kind in _NO_VALUE or (
                self._body_of_scope(binding.scope) is None and binding.scope.kind is not ScopeKind.CLASS
            ):
                continue
            for event in flow.at(Event.BIND, binding.node):
                if event in after and make in flow.reachable([event]):
                    loop = _innermost_common(flow, make, event)
                    if loop is not None:
                        by_loop.setdefault(loop, {})[event] = binding
        for loop, bindings in by_loop.items():
            if not self._all_same(flow, loop, set(bindings.values())):
                yield Rebinding(frozenset(bindings), loop)

    def _all_same(self, flow: Flow, loop: Loop, bindings: set[Binding]) -> bool:
        """Whether the loop gives the variable one and the same value in each iteration."""
        if len(bindings) != 1:
            return False
        [binding] = bindings
        return gives_same_value(binding, self._callees.value(binding), self._names, self._rebound_in(flow, loop))

    def _rebound_in(self, flow: Flow, loop: Loop) -> set[Variable]:
        events = (n for n, event in enumerate(flow.events) if event is Event.BIND and loop in flow.enclosing(n))
        variables = (self._names.variable(node) for n in events if (node := flow.nodes[n]) is not None)
        return {variable for variable in variables if variable is not None}

    # -- following the value -------------------------------------------------------------------------------------

    def _trace(self, body: Body, rebinding: Rebinding = NOWHERE) -> Trace:
        return Trace(self._flow(body), self._fates, self._names, self._parents, rebinding)

    def _stale(
        self, owner: Body, make: int, rebinding: Rebinding, chain: list[Site], variable: Variable
    ) -> Iterator[Stale]:
        outermost = chain[-1]
        form = form_of(outermost)
        trace = self._trace(owner, rebinding)
        for arrival in trace.arrivals(Moment(make), self._fates.of(outermost, form), form):
            if arrival.outcome.end is End.YIELDED:
                yield from self._given_out(owner, arrival, chain[0], variable, rebinding)
            elif arrival.outcome.end is End.RUN and not arrival.moment.stale and len(chain) > 1:
                yield from self._made_inside(owner, arrival, rebinding, chain, variable)
            else:
                yield from self._judge(owner, arrival, rebinding, outermost, variable)

    def _judge(
        self, owner: Body, arrival: Arrival, rebinding: Rebinding, site: Site, variable: Variable
    ) -> Iterator[Stale]:
        """Whether this arrival shows the value to be stale, or lets it become so."""
        flow, outcome, moment = self._flow(owner), arrival.outcome, arrival.moment
        rebound = moment.rebound if moment.stale else None
        if rebound is None and outcome.end in _KEEPS - {End.RETURNED}:
            later = rebinding.events & flow.reachable([moment.number])
            rebound = min(later, default=None)
        if rebound is None:
            return
        certainty = outcome.certainty
        if moment.stale and outcome.end is End.UNKNOWN:
            certainty = Certainty.LIKELY if arrival.kept is None else min(arrival.kept.certainty, Certainty.LIKELY)
        called = outcome if outcome.end is End.RUN else None
        kept = arrival.kept or (outcome if outcome.end in _KEEPS else None)
        node = flow.nodes[rebound]
        assert node is not None
        yield Stale(site, variable, node, kept, called, certainty, outcome.form)

    # -- closures made by a closure ------------------------------------------------------------------------------

    def _made_inside(
        self, owner: Body, arrival: Arrival, rebinding: Rebinding, chain: list[Site], variable: Variable
    ) -> Iterator[Stale]:
        """The outer closure runs in its own iteration; what becomes of the one that it makes?"""
        inner, outer = chain[-2], chain[-1]
        form = form_of(inner)
        call = arrival.outcome.node
        for made in self._flow(outer).at(Event.MAKE, inner):
            for leaked in self._trace(outer).arrivals(Moment(made), self._fates.of(inner, form), form):
                end = leaked.outcome.end
                if end is End.RETURNED and isinstance(call, ast.Call):
                    outcomes = self._fates.of(call, leaked.outcome.form)
                    onward = self._trace(owner, rebinding).arrivals(arrival.moment, outcomes, leaked.outcome.form)
                    for further in onward:
                        yield from self._judge(owner, further, rebinding, chain[0], variable)
                elif end in (End.KEPT, End.UNKNOWN):
                    yield from self._judge(
                        owner,
                        Arrival(leaked.outcome, arrival.moment, leaked.kept),
                        rebinding,
                        chain[0],
                        variable,
                    )

    # -- closures given out by a generator -----------------------------------------------------------------------

    def _given_out(
        self, owner: Body, arrival: Arrival, site: Site, variable: Variable, rebinding: Rebinding
    ) -> Iterator[Stale]:
        """The owner is a generator and yields the closure: does the consumer keep it when it asks for more?"""
        flow = self._flow(owner)
        later = rebinding.events & flow.reachable([arrival.moment.number])
        if not later or isinstance(owner, ast.Module):
            return
        node = flow.nodes[min(later)]
        assert node is not None
        for outcome in self._consumed(owner, arrival.outcome.form):
            stale = Way.GIVEN not in outcome.outcome.form and outcome.moment.stale
            certainty = outcome.outcome.certainty if stale else Certainty.POSSIBLE
            kept, called = (
                outcome.kept or arrival.outcome,
                outcome.outcome if outcome.outcome.end is End.RUN else None,
            )
            if stale or outcome.outcome.end in _KEEPS:
                yield Stale(site, variable, node, kept, called if stale else None, certainty, outcome.outcome.form)

    def _consumed(self, generator: Body, form: Form) -> Iterator[Arrival]:
        """Where the items of a generator end up, in the body that makes the generator or its function."""
        assert not isinstance(generator, ast.Module)
        way = (Way.GIVEN,) if isinstance(generator, ast.GeneratorExp) else (Way.CALL, Way.GIVEN)
        outer = self._parents.body(generator)
        whole = (*way, *form)
        for made in self._flow(outer).at(Event.MAKE, generator):
            yield from self._trace(outer).arrivals(Moment(made), self._fates.of(generator, whole), whole)


def _innermost_common(flow: Flow, one: int, other: int) -> Loop | None:
    around = set(flow.enclosing(other))
    return next((loop for loop in flow.enclosing(one) if loop in around), None)


def captured_in_loops(names: Names, parents: Parents, sites: Iterable[Site]) -> Iterator[tuple[Site, Variable]]:
    """The captures that are worth the question: of variables that some loop rebinds, by closures made in loops."""
    rebound: dict[Variable, bool] = {}
    for site in sites:
        for variable in names.captures(names.scope(site)):
            if variable not in rebound:
                bindings = names.bindings(variable)
                rebound[variable] = any(parents.in_loop(b.node) for b in bindings if b.kind not in _NO_VALUE)
            if rebound[variable]:
                yield site, variable
