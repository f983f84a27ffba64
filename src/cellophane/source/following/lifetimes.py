"""Can a closure run when what it reads is spoilt?

The question that the rules about late reads ask, answered with the places that prove it. What spoils a variable is for
a `Watch` to say: a later iteration that binds it anew, a plain rebinding, its loss. In a loop, a closure that runs in
its own iteration, after the variable was rebound there, is left alone: who writes a helper that sees how far its loop
has come wants just that.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.finding import Certainty
from cellophane.model.scope import Scope, ScopeKind, Variable
from cellophane.source.change.watch import NOTHING, Watch
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.following.trace import Trace
from cellophane.source.following.tracks import Arrival, Following, Moment
from cellophane.source.steps.outcomes import End, Form, Outcome, Verb, Way, form_of
from cellophane.source.tree.bodies import Body, Comprehension, Definition, Site

_KEEPS = frozenset({End.KEPT, End.RETURNED, End.YIELDED, End.UNKNOWN})

Watches = Callable[[Flow, int, Variable], Iterable[Watch]]
"""What to watch a variable for, given the event at which the body that owns the variable makes the closure."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A closure that can run when what it reads is spoilt, and the places that show it."""

    site: Site
    variable: Variable
    spoilt_by: ast.AST
    """The node that binds the variable anew, or takes its value away."""
    kept: Outcome | None
    called: Outcome | None
    """Where it runs, if that was seen."""
    certainty: Certainty
    form: Form
    """The form of what keeps it, or of what runs."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A closure, a variable that it questions, and what spoils that."""

    owner: Body
    """The body that owns the variable."""
    chain: tuple[Site, ...]
    """The closure and those around it, up to the one that the owner makes."""
    variable: Variable
    watch: Watch


class Lifetimes:
    """Answers for one file."""

    def __init__(self, following: Following) -> None:
        self._following = following
        self._names = following.names
        self._parents = following.parents
        self._fates = following.fates
        self._flow = following.flow
        self._replacement = following.replacement
        self.unresolved: list[ast.expr] = []
        """The callees that closures were handed to and of which nothing is known."""

    def outlives(self, site: Site, variable: Variable, watches: Watches) -> Stale | None:
        """How this closure comes to read the variable when it is spoilt; none if it does not."""
        owner = self._body_of_scope(variable.scope)
        chain = self._chain(site, owner)
        if owner is None or not chain or variable in self._own_names(chain[-1], owner):
            return None
        flow = self._flow(owner)
        found: list[Stale] = []
        for make in flow.at(Event.MAKE, chain[-1]):
            for watch in watches(flow, make, variable):
                found += self._from(make, _Question(owner, chain, variable, watch))
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

    def _trace(self, body: Body, watch: Watch = NOTHING) -> Trace:
        return Trace(self._flow(body), self._following, watch)

    def _from(self, make: int, question: _Question) -> Iterator[Stale]:
        outermost = question.chain[-1]
        form = form_of(outermost, self._parents)
        trace = self._trace(question.owner, question.watch)
        start = Moment(make, make if question.watch.is_spoilt_at_first else None)
        for arrival in trace.arrivals(start, self._fates.of(outermost, form), form):
            if arrival.outcome.end is End.YIELDED and not arrival.moment.stale:
                yield from self._given_out(arrival, question)
            elif arrival.outcome.end is End.RUN and not arrival.moment.stale and len(question.chain) > 1:
                yield from self._made_inside(arrival, question)
            else:
                yield from self._judge(arrival, outermost, question, trace.withdrawn)

    def _judge(
        self, arrival: Arrival, site: Site, question: _Question, withdrawn: Iterable[int] = ()
    ) -> Iterator[Stale]:
        """Whether this arrival shows the value to be stale, or lets it become so."""
        outcome, moment, watch = arrival.outcome, arrival.moment, question.watch
        if outcome.cause.verb is Verb.HAND_TO and outcome.cause.by is not None:
            self.unresolved.append(outcome.cause.by)
        spoilt_by, certainty = moment.spoilt, outcome.certainty
        if moment.stale:
            if watch.is_spoilt_at_first and outcome.end is not End.RUN:
                return  # what is handed away before it can run mostly runs when it can
            if outcome.end in (End.UNKNOWN, End.YIELDED):  # handed on late, it runs late, whatever is done with it
                certainty = min(arrival.kept.certainty if arrival.kept else Certainty.LIKELY, Certainty.LIKELY)
        elif outcome.end in _KEEPS and not (outcome.end is End.RETURNED and watch.loop is not None):
            spoilt_by = self._next(self._flow(question.owner), moment.number, watch, set(withdrawn))
            if outcome.end is End.YIELDED or self._is_always_replaced(moment, question):
                certainty = Certainty.POSSIBLE  # nobody knows whether the consumer keeps it
        if spoilt_by is None:
            return
        called = outcome if outcome.end is End.RUN else None
        kept = arrival.kept or (outcome if outcome.end in _KEEPS else None)
        node = self._node(question, spoilt_by)
        yield Stale(site, question.variable, node, kept, called, certainty, outcome.form)

    def _is_always_replaced(self, moment: Moment, question: _Question) -> bool:
        return self._replacement.is_always_replaced(self._flow(question.owner), moment.number, question.watch)

    def _next(self, flow: Flow, kept: int, watch: Watch, withdrawn: set[int]) -> int | None:
        """The event that spoils the variable after the closure was kept: in a loop, in a later iteration."""
        if watch.loop is None:
            return min(watch.spoils & flow.reachable([kept], without=withdrawn), default=None)
        header, outermost = watch.loop.header, [*watch.loop.chain()][-1]
        replaced = self._replacement.replacers(flow, kept)
        if replaced and not self._replacement.is_fixed(flow, kept, watch.loop, within=True):
            replaced = set()
        if header not in flow.reachable([kept], without=withdrawn | replaced, inside=outermost):
            return None
        return min(watch.spoils & flow.reachable([header], without=withdrawn, inside=outermost), default=None)

    def _node(self, question: _Question, number: int) -> ast.AST:
        node = self._flow(question.owner).nodes[number]
        assert node is not None
        return node

    # -- closures made by a closure --------------------------------------------------------------------------------

    def _made_inside(self, arrival: Arrival, question: _Question) -> Iterator[Stale]:
        """The outer closure runs in its own iteration; what becomes of the one that it makes?"""
        inner, outer = question.chain[-2], question.chain[-1]
        call, form = arrival.outcome.node, form_of(inner, self._parents)
        for made in self._flow(outer).at(Event.MAKE, inner):
            for leaked in self._trace(outer).arrivals(Moment(made), self._fates.of(inner, form), form):
                if leaked.outcome.end is End.RETURNED and isinstance(call, ast.Call):
                    outcomes = self._fates.of(call, leaked.outcome.form)
                    onward = self._trace(question.owner, question.watch)
                    for further in onward.arrivals(arrival.moment, outcomes, leaked.outcome.form):
                        yield from self._judge(further, question.chain[0], question, onward.withdrawn)
                elif leaked.outcome.end in (End.KEPT, End.UNKNOWN):
                    outside = Arrival(leaked.outcome, arrival.moment, leaked.kept)
                    yield from self._judge(outside, question.chain[0], question)

    # -- closures given out by a generator -------------------------------------------------------------------------

    def _given_out(self, arrival: Arrival, question: _Question) -> Iterator[Stale]:
        """The owner is a generator and yields the closure: does the consumer keep it when it asks for more?"""
        later = self._next(self._flow(question.owner), arrival.moment.number, question.watch, set())
        if later is None:
            return
        for further in self._consumed(question.owner, arrival.outcome.form):
            outcome = further.outcome
            stale = Way.GIVEN not in outcome.form and further.moment.stale
            called = outcome if stale and outcome.end is End.RUN else None
            if stale or outcome.end in _KEEPS:
                certainty = outcome.certainty if stale else Certainty.POSSIBLE
                kept = further.kept or arrival.outcome
                node = self._node(question, later)
                yield Stale(question.chain[0], question.variable, node, kept, called, certainty, outcome.form)

    def _consumed(self, generator: Body, form: Form) -> Iterable[Arrival]:
        """Where the items of a generator end up, in the body that makes the generator or its function."""
        if isinstance(generator, ast.Module):
            return
        way = (Way.GIVEN,) if isinstance(generator, ast.GeneratorExp) else (Way.CALL, Way.GIVEN)
        outer = self._parents.body(generator)
        whole = (*way, *form)
        for made in self._flow(outer).at(Event.MAKE, generator):
            yield from self._trace(outer).arrivals(Moment(made), self._fates.of(generator, whole), whole)
