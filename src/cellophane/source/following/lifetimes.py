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
from dataclasses import dataclass, replace

from cellophane.model.finding import Certainty
from cellophane.model.scope import Scope, ScopeKind, Variable
from cellophane.source.change.watch import NOTHING, Watch
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.following.captured import outside
from cellophane.source.following.trace import Trace
from cellophane.source.following.tracks import Arrival, Following, Moment
from cellophane.source.following.trails import Over, Reason, Settled, Stale, Trail
from cellophane.source.steps.outcomes import End, Form, Verb, Way, dropped, form_of
from cellophane.source.tree.bodies import Body, Comprehension, Definition, Site

_KEEPS = frozenset({End.KEPT, End.RETURNED, End.YIELDED, End.UNKNOWN})
_GONE = frozenset({End.DROPPED, End.RELEASED, End.WITHDRAWN})

Watches = Callable[[Flow, int, Variable], Iterable[Watch]]
"""What to watch a variable for, given the event at which the body that owns the variable makes the closure."""


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

    def trail(self, site: Site, variable: Variable, watches: Watches) -> Trail:
        """What becomes of this closure, as far as it matters to a variable that it reads."""
        owner = self._body_of_scope(variable.scope)
        chain = self._chain(site, owner)
        if owner is None or not chain:
            return Trail(site, variable, settled=Settled.OF_CLASS)
        if variable in self._own_names(chain[-1], owner):
            return Trail(site, variable, settled=Settled.OWN_NAME)
        flow = self._flow(owner)
        makes = flow.at(Event.MAKE, chain[-1])
        questions = [
            (make, _Question(owner, chain, variable, w)) for make in makes for w in watches(flow, make, variable)
        ]
        if not questions:
            return Trail(site, variable, settled=Settled.UNSPOILT if makes else Settled.UNREACHED)
        found = [one for make, question in questions for one in self._from(make, question)]
        late = tuple(one for one in found if isinstance(one, Stale))
        return Trail(site, variable, late, tuple(dict.fromkeys(one for one in found if isinstance(one, Over))))

    def made(self, site: Site, variable: Variable) -> tuple[Flow, list[int]] | None:
        """The flow of the body that owns a variable, and where it makes a closure, or the one around that; none if no
        body owns both."""
        owner = self._body_of_scope(variable.scope)
        chain = self._chain(site, owner)
        return (self._flow(owner), self._flow(owner).at(Event.MAKE, chain[-1])) if owner is not None and chain else None

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

    def _from(self, make: int, question: _Question) -> Iterator[Stale | Over]:
        outermost = question.chain[-1]
        form = form_of(outermost, self._parents)
        trace = self._trace(question.owner, question.watch)
        start = Moment(make, question.watch.before(make))
        arrivals = trace.arrivals(start, self._fates.of(outermost, form), form)
        if not arrivals:
            yield Over(Reason.GONE, dropped(outermost, form, Verb.LEAVE), ())
        for arrival in arrivals:
            if Way.HANDLE in arrival.outcome.form:
                continue
            if arrival.outcome.end is End.YIELDED and not arrival.moment.stale:
                yield from self._given_out(arrival, question)
            elif arrival.outcome.end is End.RUN and not arrival.moment.stale and len(question.chain) > 1:
                yield from self._made_inside(arrival, question)
            else:
                yield from self._judge(arrival, outermost, question, trace.ends(arrival.outcome))

    def _judge(
        self, arrival: Arrival, site: Site, question: _Question, ends: Iterable[int] = ()
    ) -> Iterator[Stale | Over]:
        """Whether this arrival shows the value to be stale, or lets it become so; not after one of the `ends`."""
        outcome, moment, watch = arrival.outcome, arrival.moment, question.watch
        if outcome.cause.verb is Verb.HAND_TO and outcome.cause.by is not None:
            self.unresolved.append(outcome.cause.by)
        spoilt_by, certainty = moment.spoilt, outcome.certainty
        if moment.stale:
            if outcome.end in _GONE or (outcome.end is not End.RUN and self._may_become_right(moment, question)):
                spoilt_by = None  # what is handed away before it can run mostly runs when it can
            elif outcome.cause.verb is not Verb.LOSE and outcome.end in (End.UNKNOWN, End.YIELDED):
                # handed on late, it runs late, whatever is done with it
                certainty = min(arrival.kept.certainty if arrival.kept else Certainty.LIKELY, Certainty.LIKELY)
        elif outcome.end in _KEEPS and not (outcome.end is End.RETURNED and watch.loop is not None):
            spoilt_by = self._next(self._flow(question.owner), moment.number, watch, set(ends))
            if outcome.end is End.YIELDED or self._is_kept_for_a_round(moment, question):
                certainty = Certainty.POSSIBLE  # nobody knows whether the consumer keeps it
        if spoilt_by is None:
            yield _over(arrival)
            return
        called = outcome if outcome.end is End.RUN else None
        kept = arrival.kept or (outcome if outcome.end in _KEEPS else None)
        node = self._node(question, spoilt_by)
        yield Stale(site, question.variable, node, kept, called, certainty, outcome.form, arrival.path)

    def _may_become_right(self, moment: Moment, question: _Question) -> bool:
        """Whether what was spoilt when the closure was made may be right when whoever has it lets it run."""
        watch, flow = question.watch, self._flow(question.owner)
        never_right = watch.spoilt_before_by is not None and not watch.restores & flow.reachable([moment.number])
        return watch.is_spoilt_at_first and not never_right

    def _is_kept_for_a_round(self, moment: Moment, question: _Question) -> bool:
        """Whether another one takes its place in each round, or it is kept for a call in the same round."""
        flow, watch = self._flow(question.owner), question.watch
        return self._replacement.is_always_replaced(flow, moment.number, watch) or (
            self._following.serving.is_for_one_call(flow, moment.number, watch.loop)
        )

    def _next(self, flow: Flow, kept: int, watch: Watch, ends: set[int]) -> int | None:
        """The event that spoils the variable after the closure was kept: in a loop, in a later iteration."""
        if watch.loop is None:
            return min(watch.spoils & flow.reachable([kept], without=ends), default=None)
        header, outermost = watch.loop.header, [*watch.loop.chain()][-1]
        replaced = self._replacement.replacers(flow, kept)
        if replaced and not self._replacement.is_fixed(flow, kept, watch.loop, within=True):
            replaced = set()
        if header not in flow.reachable([kept], without=ends | replaced, inside=outermost):
            return None
        return min(watch.spoils & flow.reachable([header], without=ends, inside=outermost), default=None)

    def _node(self, question: _Question, number: int) -> ast.AST:
        node = self._flow(question.owner).nodes[number]
        assert node is not None
        return node

    # -- closures made by a closure --------------------------------------------------------------------------------

    def _made_inside(self, arrival: Arrival, question: _Question) -> Iterator[Stale | Over]:
        """The outer closure runs in its own iteration; what becomes of the one that it makes?"""
        call = arrival.outcome.node
        for leaked in self._leaked(question.chain):
            if leaked.outcome.end is End.RETURNED and isinstance(call, ast.Call | ast.Await):
                outcomes = self._fates.of(call, leaked.outcome.form)
                onward = self._trace(question.owner, question.watch)
                for further in onward.arrivals(arrival.moment, outcomes, leaked.outcome.form):
                    yield from self._judge(further, question.chain[0], question, onward.ends(further.outcome))
            else:
                told = Arrival(outside(leaked.outcome), arrival.moment, leaked.kept, leaked.path)
                yield from self._judge(told, question.chain[0], question)

    def _leaked(self, chain: tuple[Site, ...]) -> Iterator[Arrival]:
        """Where a closure ends up in the body of the one around it, or what it makes in turn if it runs there."""
        inner, outer = chain[-2], chain[-1]
        form = form_of(inner, self._parents)
        for made in self._flow(outer).at(Event.MAKE, inner):
            trace = self._trace(outer)
            for leaked in trace.in_time(trace.arrivals(Moment(made), self._fates.of(inner, form), form)):
                if leaked.outcome.end is End.RUN and len(chain) > 2:
                    for deeper in self._leaked(chain[:-1]):
                        yield replace(deeper, outcome=outside(deeper.outcome))
                else:
                    yield leaked

    # -- closures given out by a generator -------------------------------------------------------------------------

    def _given_out(self, arrival: Arrival, question: _Question) -> Iterator[Stale | Over]:
        """The owner is a generator and yields the closure: does the consumer keep it when it asks for more?"""
        later = self._next(self._flow(question.owner), arrival.moment.number, question.watch, set())
        if later is None:
            yield _over(arrival)
            return
        for further in self._consumed(question.owner, arrival.outcome.form):
            outcome = further.outcome
            stale = Way.GIVEN not in outcome.form and further.moment.stale and outcome.end not in _GONE
            called = outcome if stale and outcome.end is End.RUN else None
            if stale or outcome.end in _KEEPS:
                certainty = outcome.certainty if stale else Certainty.POSSIBLE
                kept = further.kept or arrival.outcome
                node = self._node(question, later)
                path = (*arrival.path, arrival.outcome, *further.path)
                yield Stale(question.chain[0], question.variable, node, kept, called, certainty, outcome.form, path)
            else:
                yield _over(further)

    def _consumed(self, generator: Body, form: Form) -> Iterable[Arrival]:
        """Where the items of a generator end up: where it or its function is made, and where others call that."""
        if isinstance(generator, ast.Module):
            return
        way = (Way.GIVEN,) if isinstance(generator, ast.GeneratorExp) else (Way.CALL, Way.GIVEN)
        outer = self._parents.body(generator)
        whole = (*way, *form)
        for made in self._flow(outer).at(Event.MAKE, generator):
            yield from self._trace(outer).arrivals(Moment(made), self._fates.of(generator, whole), whole)
        if isinstance(generator, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from self._consumed_elsewhere(generator, (Way.GIVEN, *form))

    def _consumed_elsewhere(self, generator: ast.FunctionDef | ast.AsyncFunctionDef, form: Form) -> Iterator[Arrival]:
        """The same where other bodies of the file call it: `for job in self.jobs():`."""
        outer = self._parents.body(generator)
        for call in self._following.own_calls.of(generator):
            body = self._parents.body(call)
            for made in self._flow(body).at(Event.CALL, call) if body is not outer else ():
                yield from self._trace(body).arrivals(Moment(made), self._fates.of(call, form), form)


def _over(arrival: Arrival) -> Over:
    """That an arrival is an end."""
    outcome = arrival.outcome
    if outcome.end is End.RUN:
        return Over(Reason.IN_TIME, outcome, arrival.path)
    return Over(Reason.GONE if outcome.end in _GONE else Reason.NEVER_SPOILT, outcome, arrival.path)
