"""Where a value goes in one body, event by event, and whether what a closure reads was spoilt on the way.

`Trace` follows one value from the place where it comes to be, through the names and objects that hold it, until it
is dropped, or until something keeps it that the body cannot watch. What becomes of it at each place is for `fates` to
say, and what follows from it all for `lifetimes`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cellophane.model.finding import Certainty
from cellophane.model.scope import ScopeKind, Variable
from cellophane.source.change.watch import NOTHING, Watch
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.following.captured import Captured, outside
from cellophane.source.following.finishing import Running
from cellophane.source.following.sharing import Sharing
from cellophane.source.following.stops import Stops
from cellophane.source.following.tracks import Arrival, Capturer, Following, Moment, Past, Track
from cellophane.source.steps.outcomes import (
    Cause,
    Dropped,
    Form,
    Held,
    Kept,
    Lasting,
    Lost,
    Named,
    Outcome,
    Ran,
    Released,
    Returned,
    Verb,
    Way,
    Withdrawn,
    following_on,
    form_of,
    given_up,
    is_item,
)
from cellophane.source.tree.bodies import Site

_LIMIT = 200_000
"""Steps that one trace takes at most, in all its walks; what lies beyond is not seen, so the value is lost there."""
_LONG = 5_000
"""Events. In a body that has more, as generated code may, traces are short, and objects are taken to live on: a body
may make as many closures as it is long, and each one has its trace."""
_SHORT_LIMIT = 2_000
_MOST_ROUNDS = 8
"""Walks in which a trace finds out where those that hold the value lose it; nothing known needs more than three."""


class Trace:
    """Follows one value through one body."""

    def __init__(self, flow: Flow, facts: Following, watch: Watch = NOTHING) -> None:
        self._flow = flow
        self._facts = facts
        self._fates = facts.fates
        self._replacement = facts.replacement
        self._watch = watch
        self._limit = _LIMIT if len(flow.events) < _LONG else _SHORT_LIMIT
        self._sharing = Sharing(flow, facts.names, facts.parents, facts.fates, facts.happenings(flow))
        self._running = Running(flow, facts.parents)
        self._captured, self._steps = Captured(flow, facts, self.arrivals_in), 0
        self.withdrawn: set[int] = set()
        """The events at which what keeps the value is asked to drop it."""
        self._begin()

    def _begin(self) -> None:
        """Begin a walk; which events end something is remembered from the walk before."""
        self._stops = Stops(self._flow, self._facts, self._running, self.withdrawn)
        self._waiting: list[tuple[Moment, Track]] = []
        self._seen: dict[Track, set[tuple[int, bool, bool]]] = {}
        self._shared: set[tuple[int, Variable]] = set()

    def ends(self, outcome: Outcome) -> set[int]:
        """The events after which what keeps the value does so no more: it was asked to drop it, or has finished."""
        return self.withdrawn | self._running.ends_of(outcome)

    def arrivals_in(self, flow: Flow, start: Moment, outcome: Outcome) -> list[Arrival]:
        """Where a value ends up in another body of the file, told as outside of that."""
        other = Trace(flow, self._facts)
        return list(other.in_time(other.arrivals(start, [outcome], outcome.form)))

    def in_time(self, arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
        """The arrivals as they are told outside of the body: what has finished before the body ends has only run."""
        for arrival in arrivals:
            outcome = arrival.outcome
            over = isinstance(outcome, Kept | Lost) and self._running.is_over_at_the_end(outcome, arrival.moment.number)
            yield replace(arrival, outcome=outcome.become(Ran)) if over else arrival

    def arrivals(self, start: Moment, outcomes: Iterable[Outcome], form: Form = ()) -> list[Arrival]:
        """Every place where the value runs, is kept, returned, yielded, or handed to nobody knows whom.

        `form` is that of the value before the outcomes.
        """
        outcomes = list(outcomes)
        found: list[Arrival] = []
        self._steps = 0
        for _ in range(_MOST_ROUNDS):
            known = len(self.withdrawn), self._running.count
            found = list(self._walk(start, outcomes, form))
            if known == (len(self.withdrawn), self._running.count):
                break  # each walk finds out where those that hold the value lose it: this one has found nothing new
        if self._steps >= self._limit and outcomes:
            found.append(Arrival(given_up(outcomes[0]), start, None))
        return [a for a in found if not (self._running.is_told_better(a.outcome) or a.outcome.is_of_handle)]

    def _walk(self, start: Moment, outcomes: list[Outcome], form: Form) -> Iterator[Arrival]:
        self._begin()
        past = Past(form)
        for outcome in outcomes:
            self._running.use_up(outcome, outcome.running)
            self._expect(outcome, start, past)
        while self._waiting:
            moment, track = self._waiting.pop()
            yield from self._visit(moment, track)

    # -- walking -----------------------------------------------------------------------------------------------

    def _walk_on(self, moment: Moment, track: Track, first: Sequence[int] | None = None) -> None:
        """Go on to the next events that matter to what holds the value: on all ways, or from the `first` only."""
        stops = self._stops.of(track)
        seen = self._seen.setdefault(track, set())
        agenda = [moment]
        first = self._flow.successors[moment.number] if first is None else first
        while agenda and self._steps < self._limit:
            here = agenda.pop()
            for after in first if first is not None else self._flow.successors[here.number]:
                self._steps += 1
                if after in self._flow.branches and self._is_closed(track, after):
                    continue
                state = self._after(here, after, track)
                if (key := (after, state.stale, state.left)) in seen:
                    continue
                if state.stale and not here.stale and self._is_passing(track, after):
                    continue
                seen.add(key)
                if after in stops or (track.outcome.running and state.stale):
                    self._waiting.append((state, track))
                else:
                    agenda.append(state)
            first = None

    def _is_closed(self, track: Track, number: int) -> bool:
        """Whether control does not come to a branch while the name stands for the value: its condition says so."""
        test, holds = self._flow.branches[number]
        form = track.outcome.form
        return track.variable is not None and self._facts.conditions.holds(test, track.variable, form) is (not holds)

    def _after(self, here: Moment, number: int, track: Track) -> Moment:
        if number in track.resumes:
            return Moment(number, number, True)
        return here.after(number, self._flow, self._watch)

    def _is_passing(self, track: Track, number: int) -> bool:
        """Whether the value was on its way through an expression, which was left when control comes to this event.

        An exception drops the value then. A comprehension may go on to its next item.
        """
        outcome = track.outcome
        if self._watch.loop is None and number not in track.resumes:
            return False  # what spoils it may be a part of the expression: `f(lambda: x, x := 2)`
        if track.variable is not None or outcome.event not in (Event.CALL, Event.AWAIT, Event.DONE):
            return False
        clauses = getattr(outcome.node, "generators", [])
        headers = {n for clause in clauses for n in self._flow.at(Event.STEP, clause)}
        return not any(loop.header in headers for loop in self._flow.enclosing(number))

    def _expect(self, outcome: Outcome, moment: Moment, before: Past) -> None:
        """Wait for the event at which this outcome comes to pass."""
        gives = None
        if isinstance(outcome, Named) and outcome.given:
            gives = frozenset(self._flow.at(Event.STEP, self._facts.parents.loop_of(outcome.node)))
        elif Way.GIVEN in before.form and not {Way.GIVEN, Way.THROUGH} & set(outcome.form):
            # all items were taken out of the generator, which has run to its end
            moment = Moment(moment.number, moment.number, True)
        origin = None if isinstance(outcome, Lasting) else moment.number
        track = Track(
            outcome, None, origin, before.kept, before.resumes, gives, before.captured, before.capturers, before.path
        )
        if outcome.is_at_once or self._is_at(moment, outcome):
            self._waiting.append((moment, track))
        else:
            self._walk_on(moment, track)

    def _go_on(self, before: Outcome, outcome: Outcome, moment: Moment, past: Past) -> None:
        """Wait for what comes after an outcome."""
        self._running.use_up(outcome, outcome.running or before.running)
        self._expect(following_on(before, outcome), moment, past)

    def _visit(self, moment: Moment, track: Track) -> Iterator[Arrival]:
        outcome = track.outcome
        if outcome.is_at_once:
            yield self._arrival(outcome, moment, track)
            return
        if moment.number != track.origin and moment.number in self._stops.ends(track):
            yield self._over(moment, track, Verb.FINISH)
            return
        if outcome.running and moment.stale:
            yield self._arrival(outcome, moment, track, kept=track.kept or outcome)
            return
        if track.variable is not None:
            yield from self._visit_named(moment, track, track.variable)
        elif outcome.event is Event.EXIT and self._flow.events[moment.number] is Event.EXIT:
            yield self._arrival(outcome, moment, track)
        elif self._is_at(moment, outcome):
            yield from self._deliver(moment, track)
            if outcome.event is Event.STEP:
                self._walk_on(moment, track)
        elif moment.number != track.origin:
            self._walk_on(moment, track)

    def _is_at(self, moment: Moment, outcome: Outcome) -> bool:
        return self._flow.nodes[moment.number] is outcome.node and self._flow.events[moment.number] is outcome.event

    def _deliver(self, moment: Moment, track: Track) -> Iterator[Arrival]:
        """The event of an outcome has come."""
        outcome, kept = track.outcome, track.kept
        if Way.PART in outcome.form and not isinstance(outcome, Named | Ran):
            # that something of the object goes elsewhere says nothing of the closure
            yield self._over(moment, track, Verb.LOOK_AT)
            return
        if isinstance(outcome, Named | Held):
            if isinstance(outcome.node, ast.ClassDef):
                for other in self._fates.of_class(outcome.node, outcome.form):
                    self._expect(following_on(outcome, other), moment, Past.of(track))
            if isinstance(outcome, Held) and len(self._flow.events) >= _LONG:
                lives_on = outcome.become(Kept, owner=outcome.variable)
                yield self._arrival(lives_on.weakened(Certainty.LIKELY), moment, track)
                return
            yield from self._hold(moment, track, outcome, shared=isinstance(outcome, Held))
        elif isinstance(outcome, Lasting) and outcome.event is Event.DONE:
            past = replace(Past.of(track), kept=kept or outcome)
            for next_ in self._fates.of(outcome.node, outcome.form):
                self._go_on(outcome, next_, moment, past)
        elif isinstance(outcome, Lasting):
            self._running.finish_of(outcome, moment.number)
            yield self._arrival(outcome.become(Ran), moment, track, kept=kept or outcome)
        else:
            if isinstance(outcome, Withdrawn):
                self.withdrawn.add(moment.number)
            elif isinstance(outcome, Released):
                self._running.finish_of(outcome, moment.number)
            yield self._arrival(outcome, moment, track)
            if isinstance(outcome, Ran):
                yield from self._handed_on(moment, track)

    def _handed_on(self, moment: Moment, track: Track) -> Iterator[Arrival]:
        """A closure runs that captured the value: it may do more with it than run it."""
        call = track.outcome.node
        for outcome, past in self._captured.on_running(track):
            if not isinstance(outcome, Returned) or not isinstance(call, ast.Call | ast.Await):
                yield Arrival(outside(outcome), moment, past.kept, past.path)
                continue
            onward = self._fates.of(call, outcome.form)
            for next_ in onward:
                self._go_on(outcome, next_, moment, replace(past, form=outcome.form))
            if outcome.running and all(isinstance(next_, Dropped) for next_ in onward):  # nobody takes the handle
                yield Arrival(outcome.become(Kept), moment, past.kept, past.path)

    def _arrival(self, outcome: Outcome, moment: Moment, track: Track, kept: Outcome | None = None) -> Arrival:
        if isinstance(outcome, Returned):
            outcome = replace(outcome, onward=self._captured.onward_of(track))
        return Arrival(outcome, moment, kept or track.kept, track.path)

    def _over(self, moment: Moment, track: Track, verb: Verb) -> Arrival:
        """What holds the value does so no more from this moment on."""
        node = self._flow.nodes[moment.number] or track.outcome.node
        name = track.variable.name if track.variable is not None else ""
        cause = Cause(verb, name=name)
        ended = track.outcome.become(Dropped, event=self._flow.events[moment.number], node=node, cause=cause)
        return Arrival(ended, moment, track.kept, Past.of(track).path)

    def _hold(self, moment: Moment, track: Track, outcome: Named | Held, *, shared: bool) -> Iterator[Arrival]:
        """A name stands for the value from now on, or for an object that holds it, which may be `shared` already."""
        variable = outcome.variable
        self._running.watch(outcome)
        if shared:
            if outcome.running is None:
                outcome = replace(outcome, running=self._sharing.begun(moment.number, variable))
            yield from self._hold_elsewhere(moment, replace(track, outcome=outcome), variable)
        if isinstance(outcome, Held) and not outcome.alone and not self._sharing.is_used_after(moment.number, variable):
            kept = outcome.become(Kept, owner=variable)
            yield self._arrival(kept.weakened(Certainty.LIKELY), moment, track)
        first = track.kept or (outcome if isinstance(outcome, Held) else None)
        resumes = track.resumes if track.gives is None else track.gives
        before = list(self._captured.before(moment.number, variable, outcome.form))
        own = {capturer for name, capturer in before if name.variable is variable}
        capturers, number = track.capturers | own, moment.number
        held = Track(outcome, variable, number, first, resumes, None, track.captured, capturers, track.path)
        self._walk_on(moment, held)
        for name, capturer in before:
            if capturer not in own:
                weak = following_on(outcome, name).weakened(Certainty.LIKELY)
                also = replace(held, outcome=weak, variable=name.variable, capturers=capturers | {capturer})
                self._walk_on(moment, also)

    def _hold_elsewhere(self, moment: Moment, track: Track, variable: Variable) -> Iterator[Arrival]:
        """Others have the object already that holds the value from now on."""
        if (key := (moment.number, variable)) in self._shared:
            return
        self._shared.add(key)
        past = replace(Past.of(track), kept=track.kept or track.outcome)
        for before in self._sharing.others(moment.number, variable, track.outcome.form):
            outcome = following_on(track.outcome, before)
            if isinstance(outcome, Named | Held):
                yield from self._hold(moment, replace(track, kept=past.kept, path=past.path), outcome, shared=True)
            elif isinstance(outcome, Lasting):
                self._expect(outcome, moment, past)
            else:
                yield Arrival(outcome, moment, past.kept, past.path)

    # -- names -------------------------------------------------------------------------------------------------

    def _visit_named(self, moment: Moment, track: Track, variable: Variable) -> Iterator[Arrival]:
        event, node = self._flow.events[moment.number], self._flow.nodes[moment.number]
        if moment.number in self.withdrawn and isinstance(track.outcome, Held):
            yield self._over(moment, track, Verb.HAND_BACK)
            return
        if event is Event.USE and self._stops.means(node, variable):
            if self._used(moment, track, node):
                return  # the use says by what it is released
            if is_item(track.outcome.form[0]) and self._stops.is_tested(node):  # `while jobs:` goes on while it has any
                self._walk_on(moment, track, self._flow.going_on(moment.number, self._flow.loops[moment.number]))
                return
        elif event in (Event.BIND, Event.UNBIND) and self._stops.means(node, variable):
            if not self._adds(node):
                if track.outcome.running:  # it runs on, though this name is no handle on it any more
                    running_on = track.outcome.become(Kept, event=Event.EXIT)
                    self._walk_on(moment, replace(track, outcome=running_on, variable=None, origin=moment.number))
                yield self._over(moment, track, Verb.REPLACE)
                return
        elif event in (Event.STORE, Event.CALL) and self._replaces(moment, track.outcome):
            yield self._over(moment, track, Verb.REPLACE)
            return
        elif event is Event.MAKE and isinstance(node, Site) and self._stops.captures(node, variable):
            self._carried(moment, track, node)
        elif event is Event.LEAVE and self._stops.binds_target(node, variable):
            self._running.finish_of(track.outcome, moment.number)
            yield self._arrival(track.outcome.become(Ran, event=event, node=node), moment, track)
            return
        elif event is Event.EXIT and track.outcome.running:
            yield self._arrival(track.outcome.become(Kept, event=event), moment, track)
        elif event is Event.EXIT and variable.scope.kind is ScopeKind.MODULE:
            yield self._outlives_module(moment, track)
        elif event is Event.EXIT:
            yield self._over(moment, track, Verb.END)
        self._walk_on(moment, track)

    def _replaces(self, moment: Moment, outcome: Outcome) -> bool:
        """Whether a store or a call puts another value in the place where this one is held."""
        event, node = self._flow.events[moment.number], self._flow.nodes[moment.number]
        if event is not outcome.event or not (place := self._replacement.place(event, node)):
            return False
        if place != self._replacement.place(event, outcome.node):
            return False
        within = not moment.left
        return self._replacement.is_fixed(self._flow, moment.number, self._watch.loop, within=within)

    def _used(self, moment: Moment, track: Track, node: ast.AST | None) -> bool:
        """Follow one use of the name; whether the value is gone after it."""
        assert node is not None
        outcomes = self._fates.of(node, track.outcome.form)
        past = Past.of(track)
        for outcome in outcomes:
            if isinstance(outcome, Ran) or not self._replacement.fills_again(
                self._flow, outcome, track.outcome, self._watch.loop
            ):
                self._go_on(track.outcome, outcome, moment, past)
        if released := any(isinstance(outcome, Released) for outcome in outcomes):
            self._running.finish_of(track.outcome, moment.number)
        return released

    def _adds(self, node: ast.AST | None) -> bool:
        """`handlers += [f]` binds the name, but the list goes on."""
        return node is not None and isinstance(self._facts.parents.of(node), ast.AugAssign)

    def _carried(self, moment: Moment, track: Track, site: Site) -> None:
        """Another closure captures the name: wherever that one runs, this value may."""
        assert track.variable is not None
        capturer = Capturer(site, track.variable, track.outcome.form)
        past = Past.of(track)
        past = replace(past, captured=past.captured | {track.variable}, capturers=past.capturers | {capturer})
        for outcome in self._fates.of(site, form_of(site, self._facts.parents)):
            weak = following_on(track.outcome, outcome).weakened(Certainty.LIKELY)
            self._expect(weak, moment, replace(past, form=()))

    def _outlives_module(self, moment: Moment, track: Track) -> Arrival:
        """A module's names can be used by anybody; a function among them is often just left over."""
        left_over = track.outcome.form[0] in (Way.CALL, Way.ITERATE, Way.AWAIT)
        sure = Certainty.POSSIBLE if left_over else Certainty.LIKELY
        name = track.variable.name if track.variable else ""
        kept = track.outcome.become(Kept, cause=Cause(Verb.IN_MODULE, name=name))
        return self._arrival(kept.weakened(sure), moment, track)
