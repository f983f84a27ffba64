"""Does a closure outlive the iteration whose variable it reads?

The question that the rules about late binding ask, answered with the places that prove it. A closure that runs in its
own iteration, after the variable was rebound there, is left alone: who writes a helper that sees how far its loop has
come wants just that.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.finding import Certainty
from cellophane.model.scope import Scope, ScopeKind, Variable
from cellophane.source.change.rebindings import NOWHERE, Rebinding, Rebindings, is_rebound_in_loop
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.following.trace import Arrival, Following, Moment, Trace
from cellophane.source.meaning.callees import Callees
from cellophane.source.names.scopes import Names
from cellophane.source.steps.outcomes import End, Form, Outcome, Way, form_of
from cellophane.source.tree.bodies import Body, Comprehension, Definition, Site
from cellophane.source.tree.parents import Parents

_KEEPS = frozenset({End.KEPT, End.RETURNED, End.YIELDED, End.UNKNOWN})


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


@dataclass(frozen=True, slots=True)
class _Capture:
    """A closure, a variable that it captures, and the rebinding that may come too early for it."""

    owner: Body
    """The body that owns the variable."""
    chain: tuple[Site, ...]
    """The closure and those around it, up to the one that the owner makes."""
    variable: Variable
    rebinding: Rebinding


class Lifetimes:
    """Answers for one file."""

    def __init__(self, following: Following, callees: Callees) -> None:
        self._following = following
        self._names = following.names
        self._parents = following.parents
        self._fates = following.fates
        self._flow = following.flow
        self._replacement = following.replacement
        self._rebindings = Rebindings(following.names, following.parents, callees)

    def outlives(self, site: Site, variable: Variable) -> Stale | None:
        """How this closure comes to read the variable of a later iteration; none if it does not."""
        owner = self._body_of_scope(variable.scope)
        chain = self._chain(site, owner)
        if owner is None or not chain or variable in self._own_names(chain[-1], owner):
            return None
        found: list[Stale] = []
        for make in self._flow(owner).at(Event.MAKE, chain[-1]):
            for rebinding in self._rebindings.after(self._flow(owner), make, variable):
                found += self._from(make, _Capture(owner, chain, variable, rebinding))
        return max(found, key=lambda stale: (stale.certainty, stale.called is not None), default=None)

    # -- the closure and the body that owns its variable -----------------------------------------------------------

    def _body_of_scope(self, scope: Scope) -> Body | None:
        node = scope.node
        if scope.kind is ScopeKind.CLASS or isinstance(node, ast.ClassDef):
            return None
        if isinstance(node, Comprehension):
            return self._parents.body(node)
        return node if isinstance(node, Body) else None

    def _chain(self, site: Site, owner: Body | None) -> tuple[Site, ...]:
        chain: list[Site] = []
        body: Body = site
        while body is not owner:
            if isinstance(body, ast.Module):
                return ()
            chain.append(body)
            body = self._parents.body(body)
        return tuple(chain)

    def _own_names(self, site: Site, owner: Body) -> set[Variable | None]:
        """The names of a `def` and of the classes that it is in: they are rebound together with what they stand for."""
        around = itertools.takewhile(lambda node: node is not owner, (p for p, _ in self._parents.ancestors(site)))
        return {self._names.variable(node) for node in [site, *around] if isinstance(node, Definition)}

    # -- following the value ---------------------------------------------------------------------------------------

    def _trace(self, body: Body, rebinding: Rebinding = NOWHERE) -> Trace:
        return Trace(self._flow(body), self._following, rebinding)

    def _from(self, make: int, capture: _Capture) -> Iterator[Stale]:
        outermost = capture.chain[-1]
        form = form_of(outermost)
        trace = self._trace(capture.owner, capture.rebinding)
        for arrival in trace.arrivals(Moment(make), self._fates.of(outermost, form), form):
            if arrival.outcome.end is End.YIELDED and not arrival.moment.stale:
                yield from self._given_out(arrival, capture)
            elif arrival.outcome.end is End.RUN and not arrival.moment.stale and len(capture.chain) > 1:
                yield from self._made_inside(arrival, capture)
            else:
                yield from self._judge(arrival, outermost, capture, trace.withdrawn)

    def _judge(self, arrival: Arrival, site: Site, capture: _Capture, withdrawn: Iterable[int] = ()) -> Iterator[Stale]:
        """Whether this arrival shows the value to be stale, or lets it become so."""
        flow, outcome, moment = self._flow(capture.owner), arrival.outcome, arrival.moment
        certainty = outcome.certainty
        if moment.stale:
            rebound = moment.rebound
            if outcome.end in (End.UNKNOWN, End.YIELDED):  # handed on late, it runs late, whatever is done with it
                certainty = min(arrival.kept.certainty if arrival.kept else Certainty.LIKELY, Certainty.LIKELY)
        elif outcome.end in _KEEPS - {End.RETURNED}:
            rebound = self._next(flow, moment.number, capture.rebinding, set(withdrawn))
            replaced = self._replacement.is_always_replaced(flow, moment.number, capture.rebinding)
            if replaced or outcome.end is End.YIELDED:  # nobody knows whether the consumer keeps it
                certainty = Certainty.POSSIBLE
        else:
            return
        if rebound is None:
            return
        called = outcome if outcome.end is End.RUN else None
        kept = arrival.kept or (outcome if outcome.end in _KEEPS else None)
        yield self._stale(site, capture, rebound, kept, called, certainty, outcome.form)

    def _next(self, flow: Flow, kept: int, rebinding: Rebinding, withdrawn: set[int]) -> int | None:
        """The event that rebinds the variable in an iteration after the one in which the closure was kept."""
        if rebinding.loop is None:
            return None
        header, outermost = rebinding.loop.header, [*rebinding.loop.chain()][-1]
        replaced = self._replacement.replacers(flow, kept)
        if replaced and not self._replacement.is_fixed(flow, kept, rebinding, within=True):
            replaced = set()
        if header not in flow.reachable([kept], without=withdrawn | replaced, inside=outermost):
            return None
        return min(rebinding.events & flow.reachable([header], without=withdrawn, inside=outermost), default=None)

    def _stale(
        self,
        site: Site,
        capture: _Capture,
        rebound: int,
        kept: Outcome | None,
        called: Outcome | None,
        certainty: Certainty,
        form: Form,
    ) -> Stale:
        node = self._flow(capture.owner).nodes[rebound]
        assert node is not None
        return Stale(site, capture.variable, node, kept, called, certainty, form)

    # -- closures made by a closure --------------------------------------------------------------------------------

    def _made_inside(self, arrival: Arrival, capture: _Capture) -> Iterator[Stale]:
        """The outer closure runs in its own iteration; what becomes of the one that it makes?"""
        inner, outer = capture.chain[-2], capture.chain[-1]
        call, form = arrival.outcome.node, form_of(inner)
        for made in self._flow(outer).at(Event.MAKE, inner):
            for leaked in self._trace(outer).arrivals(Moment(made), self._fates.of(inner, form), form):
                if leaked.outcome.end is End.RETURNED and isinstance(call, ast.Call):
                    outcomes = self._fates.of(call, leaked.outcome.form)
                    onward = self._trace(capture.owner, capture.rebinding)
                    for further in onward.arrivals(arrival.moment, outcomes, leaked.outcome.form):
                        yield from self._judge(further, capture.chain[0], capture, onward.withdrawn)
                elif leaked.outcome.end in (End.KEPT, End.UNKNOWN):
                    outside = Arrival(leaked.outcome, arrival.moment, leaked.kept)
                    yield from self._judge(outside, capture.chain[0], capture)

    # -- closures given out by a generator -------------------------------------------------------------------------

    def _given_out(self, arrival: Arrival, capture: _Capture) -> Iterator[Stale]:
        """The owner is a generator and yields the closure: does the consumer keep it when it asks for more?"""
        later = self._next(self._flow(capture.owner), arrival.moment.number, capture.rebinding, set())
        if later is None:
            return
        for further in self._consumed(capture.owner, arrival.outcome.form):
            outcome = further.outcome
            stale = Way.GIVEN not in outcome.form and further.moment.stale
            called = outcome if stale and outcome.end is End.RUN else None
            if stale or outcome.end in _KEEPS:
                certainty = outcome.certainty if stale else Certainty.POSSIBLE
                kept = further.kept or arrival.outcome
                yield self._stale(capture.chain[0], capture, later, kept, called, certainty, outcome.form)

    def _consumed(self, generator: Body, form: Form) -> Iterable[Arrival]:
        """Where the items of a generator end up, in the body that makes the generator or its function."""
        if isinstance(generator, ast.Module):
            return
        way = (Way.GIVEN,) if isinstance(generator, ast.GeneratorExp) else (Way.CALL, Way.GIVEN)
        outer = self._parents.body(generator)
        whole = (*way, *form)
        for made in self._flow(outer).at(Event.MAKE, generator):
            yield from self._trace(outer).arrivals(Moment(made), self._fates.of(generator, whole), whole)


def captured_in_loops(names: Names, parents: Parents, sites: Iterable[Site]) -> Iterator[tuple[Site, Variable]]:
    """The captures that are worth the question: of variables that some loop rebinds."""
    rebound: dict[Variable, bool] = {}
    for site in sites:
        for variable in names.captures(names.scope(site)):
            if variable not in rebound:
                rebound[variable] = is_rebound_in_loop(names, variable, lambda b: parents.in_loop(b.node))
            if rebound[variable]:
                yield site, variable
