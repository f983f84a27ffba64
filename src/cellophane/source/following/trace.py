"""Where a value goes in one body, event by event, and whether a variable was rebound on the way.

`Trace` follows one value from the place where it comes to be, through the names and objects that hold it, until it
is dropped, or until something keeps it that the body cannot watch. What becomes of it at each place is for `fates` to
say, and what follows from it all for `lifetimes`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from cellophane.model.finding import Certainty
from cellophane.model.scope import ScopeKind, Variable
from cellophane.source.change.rebindings import NOWHERE, Rebinding
from cellophane.source.flow.graph import Event, Flow, Loop
from cellophane.source.following.finishing import Running
from cellophane.source.following.replacement import Replacement
from cellophane.source.following.sharing import Sharing
from cellophane.source.names.scopes import Names
from cellophane.source.steps.fates import Fates
from cellophane.source.steps.outcomes import ITEMS, End, Form, Outcome, Way, form_of
from cellophane.source.tree.bodies import Body, Site
from cellophane.source.tree.parents import Parents

_LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)

_LIMIT = 200_000
"""Steps that one trace takes at most; what lies beyond is not seen, so nothing is claimed about it."""
_LONG = 5_000
"""Events. In a body that has more, as generated code may, traces are short, and objects are taken to live on: a body
may make as many closures as it is long, and each one has its trace."""
_SHORT_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the flow, and what has happened to the variable since the value came to be."""

    number: int
    rebound: int | None = None
    """The event of a later iteration that rebound it, if one did."""
    left: bool = False
    """Whether the iteration has ended."""

    @property
    def stale(self) -> bool:
        """Whether the value now belongs to an iteration that is over, and reads what a later one bound."""
        return self.rebound is not None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a value ends up."""

    outcome: Outcome
    moment: Moment
    kept: Outcome | None
    """What first kept it beyond the expression that it stands in."""


@dataclass(frozen=True, slots=True)
class _Track:
    """Something that holds the value: a name, or a construct until its event comes."""

    outcome: Outcome
    variable: Variable | None
    origin: int
    """Where it began to hold the value: coming here again, it holds a newer one."""
    kept: Outcome | None = field(compare=False)
    resumes: int | None = None
    """The STEP at which the generator that gave out the value moves on."""
    gives: int | None = None
    """The STEP at which it will give it out."""
    captured: frozenset[Variable] = frozenset()
    """The names by which closures captured the value. One that is always bound by the same statement no longer stands
    for the value when that runs again: `numbers = defaultdict(lambda: len(numbers))`."""


@dataclass(frozen=True, slots=True)
class _Past:
    """What a value was before an outcome."""

    form: Form
    kept: Outcome | None = None
    resumes: int | None = None
    captured: frozenset[Variable] = frozenset()

    @classmethod
    def of(cls, track: _Track) -> _Past:
        """What it was while something held it."""
        return cls(track.outcome.form, track.kept, track.resumes, track.captured)


@dataclass(frozen=True, slots=True)
class Following:
    """What a trace asks about the file that it is in."""

    names: Names
    parents: Parents
    fates: Fates
    replacement: Replacement
    flow: Callable[[Body], Flow]
    events_of: dict[tuple[int, Variable, Form], frozenset[int]] = field(default_factory=dict)
    """The events of a flow, by its identity, that matter to a variable which holds a value of some form."""


class Trace:
    """Follows one value through one body."""

    def __init__(self, flow: Flow, facts: Following, rebinding: Rebinding = NOWHERE) -> None:
        self._flow = flow
        self._fates = facts.fates
        self._names = facts.names
        self._parents = facts.parents
        self._replacement = facts.replacement
        self._rebinding = rebinding
        self._waiting: list[tuple[Moment, _Track]] = []
        self._seen: dict[_Track, set[tuple[int, bool, bool]]] = {}
        self._stops_of: dict[_Track, Collection[int]] = {}
        self._events_of = facts.events_of
        self._steps = 0
        self._limit = _LIMIT if len(flow.events) < _LONG else _SHORT_LIMIT
        self._sharing = Sharing(flow, facts.names, facts.fates)
        self._shared: set[tuple[int, Variable]] = set()
        self.withdrawn: set[int] = set()
        """The events at which what keeps the value is asked to drop it."""
        self._running = Running(flow, facts.parents)

    def arrivals(self, start: Moment, outcomes: Iterable[Outcome], form: Form = ()) -> list[Arrival]:
        """Every place where the value runs, is kept, returned, yielded, or handed to nobody knows whom.

        `form` is that of the value before the outcomes.
        """
        outcomes = list(outcomes)
        found = list(self._run(start, outcomes, form))
        if self.withdrawn or self._running:  # only now is it known where those that hold the value lose it
            self._seen.clear()
            self._stops_of.clear()
            self._shared.clear()
            found = list(self._run(start, outcomes, form))
        return [arrival for arrival in found if not self._running.is_told_better(arrival.outcome)]

    def _run(self, start: Moment, outcomes: list[Outcome], form: Form) -> Iterator[Arrival]:
        self._steps = 0
        past = _Past(form)
        for outcome in outcomes:
            self._expect(outcome, start, past)
        while self._waiting:
            moment, track = self._waiting.pop()
            yield from self._visit(moment, track)

    # -- walking -----------------------------------------------------------------------------------------------

    def _walk_on(self, moment: Moment, track: _Track, into: Loop | None = None) -> None:
        """Go on, on all ways, to the next events that matter to what holds the value; or on those into a loop only."""
        stops = self._stops(track)
        seen = self._seen.setdefault(track, set())
        agenda = [(moment.number, moment.rebound, moment.left)]
        ways = self._flow.successors[moment.number]
        first: list[int] | None = (
            ways if into is None else [number for number in ways if into in self._flow.enclosing(number)]
        )
        while agenda and self._steps < self._limit:
            number, rebound, left = agenda.pop()
            for after in first if first is not None else self._flow.successors[number]:
                self._steps += 1
                state = self._advance(after, rebound, left, track)
                if (key := (after, state[1] is not None, state[2])) in seen:
                    continue
                if rebound is None and state[1] is not None and self._is_passing(track, after):
                    continue
                seen.add(key)
                if after in stops or (track.outcome.running and state[1] is not None):
                    self._waiting.append((Moment(*state), track))
                else:
                    agenda.append(state)
            first = None

    def _advance(self, number: int, rebound: int | None, left: bool, track: _Track) -> tuple[int, int | None, bool]:
        if number == track.resumes:
            return number, number, True
        loop = self._rebinding.loop
        if not left and loop is not None:
            left = number == loop.header or loop not in self._flow.enclosing(number)
        if left and number in self._rebinding.events:
            rebound = number
        return number, rebound, left

    def _is_passing(self, track: _Track, number: int) -> bool:
        """Whether the value was on its way through an expression, which was left when control comes to this event.

        An exception drops the value then. A comprehension may go on to its next item.
        """
        outcome = track.outcome
        if track.variable is not None or outcome.event not in (Event.CALL, Event.AWAIT, Event.DONE):
            return False
        clauses = getattr(outcome.node, "generators", [])
        headers = {n for clause in clauses for n in self._flow.at(Event.STEP, clause)}
        return not any(loop.header in headers for loop in self._flow.enclosing(number))

    def _stops(self, track: _Track) -> Collection[int]:
        """The events at which something may happen to what holds the value."""
        if track not in self._stops_of:
            self._stops_of[track] = self._find_stops(track)
        return self._stops_of[track]

    def _find_stops(self, track: _Track) -> Collection[int]:
        outcome, ends = track.outcome, self._ends(track)
        if track.variable is None:
            return {*self._flow.at(outcome.event, outcome.node), track.origin, *ends}
        others = self._replacement.replacers(self._flow, track.origin) | self.withdrawn | ends
        about = self._about(track.variable, outcome.form)
        return about | others if others else about

    def _ends(self, track: _Track) -> set[int]:
        """The events after which what holds the value does so no more."""
        finished = self._running.ends(track.outcome.running)
        if not track.captured:
            return finished
        once = [bindings[0] for v in track.captured if len(bindings := self._names.bindings(v)) == 1]
        bound = {number for binding in once for number in self._flow.at(Event.BIND, binding.node)}
        return finished | bound

    def _about(self, variable: Variable, form: Form) -> frozenset[int]:
        """The events that matter to a name, if it stands for a value of this form."""
        key = id(self._flow), variable, form
        if key not in self._events_of:
            self._events_of[key] = frozenset(self._events_about(variable, form))
        return self._events_of[key]

    def _events_about(self, variable: Variable, form: Form) -> Iterator[int]:
        for number, (event, node) in enumerate(zip(self._flow.events, self._flow.nodes, strict=True)):
            if event is Event.USE:
                matters = self._means(node, variable) and self._is_use(node, form)
            elif event in (Event.BIND, Event.UNBIND):
                matters = self._means(node, variable)
            elif event is Event.MAKE:
                matters = isinstance(node, Site) and self._captures(node, variable)
            else:
                matters = event is Event.EXIT or (event is Event.LEAVE and self._binds_target(node, variable))
            if matters:
                yield number

    def _expect(self, outcome: Outcome, moment: Moment, before: _Past) -> None:
        """Wait for the event at which this outcome comes to pass."""
        gives = None
        if outcome.given:
            gives = next(iter(self._flow.at(Event.STEP, self._loop_of_target(outcome.node))), None)
        elif Way.GIVEN in before.form and not {Way.GIVEN, Way.THROUGH} & set(outcome.form):
            # all items were taken out of the generator, which has run to its end
            moment = Moment(moment.number, moment.number, True)
        origin = -1 if outcome.end is End.LASTS else moment.number
        track = _Track(outcome, None, origin, before.kept, before.resumes, gives, before.captured)
        if self._is_at(moment, outcome):
            self._waiting.append((moment, track))
        else:
            self._walk_on(moment, track)

    def _visit(self, moment: Moment, track: _Track) -> Iterator[Arrival]:
        outcome = track.outcome
        if moment.number != track.origin and moment.number in self._ends(track):
            return
        if outcome.running and moment.stale:
            yield Arrival(outcome, moment, track.kept or outcome)
            return
        if track.variable is not None:
            yield from self._visit_named(moment, track, track.variable)
        elif self._is_at(moment, outcome):
            yield from self._deliver(moment, track)
            if outcome.event is Event.STEP:
                self._walk_on(moment, track)
        elif moment.number != track.origin:
            self._walk_on(moment, track)

    def _is_at(self, moment: Moment, outcome: Outcome) -> bool:
        return self._flow.nodes[moment.number] is outcome.node and self._flow.events[moment.number] is outcome.event

    def _deliver(self, moment: Moment, track: _Track) -> Iterator[Arrival]:
        """The event of an outcome has come."""
        outcome, kept = track.outcome, track.kept
        if Way.PART in outcome.form and outcome.end not in (End.BOUND, End.RUN):
            return  # that something of the object goes elsewhere says nothing of the closure
        if outcome.end in (End.BOUND, End.HELD):
            if outcome.end is End.HELD and len(self._flow.events) >= _LONG:
                yield Arrival(replace(outcome, end=End.KEPT).weakened(Certainty.LIKELY), moment, kept)
                return
            yield from self._hold(moment, track, shared=outcome.end is End.HELD)
        elif outcome.end is End.LASTS and outcome.event is Event.DONE:
            past = replace(_Past.of(track), kept=kept or outcome)
            for next_ in self._fates.of(outcome.node, outcome.form):
                self._expect(_after(outcome, next_), moment, past)
        elif outcome.end is End.LASTS:
            self._running.finish(moment.number, outcome.running)
            yield Arrival(replace(outcome, end=End.RUN), moment, kept or outcome)
        elif outcome.end is End.WITHDRAWN:
            self.withdrawn.add(moment.number)
        elif outcome.end is not End.RELEASED:
            yield Arrival(outcome, moment, kept)
        else:
            self._running.finish(moment.number, outcome.running)

    def _hold(self, moment: Moment, track: _Track, *, shared: bool) -> Iterator[Arrival]:
        """A name stands for the value from now on, or for an object that holds it, which may be `shared` already."""
        outcome, variable = track.outcome, track.outcome.variable
        assert variable is not None
        self._running.watch(outcome)
        if shared:
            if outcome.running is None:
                outcome = replace(outcome, running=self._sharing.begun(moment.number, variable))
            yield from self._hold_elsewhere(moment, replace(track, outcome=outcome), variable)
        if not outcome.alone and not self._is_used_after(moment.number, variable):
            yield Arrival(replace(outcome, end=End.KEPT).weakened(Certainty.LIKELY), moment, track.kept)
        first = track.kept or (outcome if outcome.end is End.HELD else None)
        resumes = track.resumes if track.gives is None else track.gives
        self._walk_on(moment, _Track(outcome, variable, moment.number, first, resumes, captured=track.captured))

    def _is_used_after(self, number: int, variable: Variable) -> bool:
        """Whether anything is done with an object after this. If not, who handed it out has it: why change it else?"""
        bindings = self._names.bindings(variable)
        bound = {n for binding in bindings for n in self._flow.at(Event.BIND, binding.node)}
        after = self._flow.reachable([number], without=bound)
        nodes = (self._flow.nodes[n] for n in after if self._flow.events[n] is Event.USE)
        return any(self._means(node, variable) and not self._is_changed(node) for node in nodes)

    def _is_changed(self, node: ast.AST | None) -> bool:
        """Whether the use of a name is to set something of what it stands for."""
        around = self._parents.of(node) if node is not None else None
        return isinstance(around, ast.Attribute | ast.Subscript) and isinstance(around.ctx, ast.Store)

    def _hold_elsewhere(self, moment: Moment, track: _Track, variable: Variable) -> Iterator[Arrival]:
        """Others have the object already that holds the value from now on."""
        if (key := (moment.number, variable)) in self._shared:
            return
        self._shared.add(key)
        past = replace(_Past.of(track), kept=track.kept or track.outcome)
        for before in self._sharing.others(moment.number, variable, track.outcome.form):
            outcome = _after(track.outcome, before)
            if outcome.end in (End.BOUND, End.HELD):
                yield from self._hold(moment, replace(track, outcome=outcome, kept=past.kept), shared=True)
            elif outcome.end is End.LASTS:
                self._expect(outcome, moment, past)
            else:
                yield Arrival(outcome, moment, past.kept)

    def _loop_of_target(self, target: ast.AST) -> ast.AST:
        loops = (parent for parent, _ in self._parents.ancestors(target) if isinstance(parent, _LOOPS))
        return next(loops)

    def _is_use(self, node: ast.AST | None, form: Form) -> bool:
        return node is not None and (self._is_tested(node) or bool(self._fates.of(node, form)))

    # -- names -------------------------------------------------------------------------------------------------

    def _visit_named(self, moment: Moment, track: _Track, variable: Variable) -> Iterator[Arrival]:
        event, node = self._flow.events[moment.number], self._flow.nodes[moment.number]
        if moment.number in self.withdrawn and track.outcome.end is End.HELD:
            return
        if event is Event.USE and self._means(node, variable):
            if self._used(moment, track, node):
                return
            if track.outcome.form[0] in ITEMS and self._is_tested(node):  # `while jobs:` goes on as long as it has any
                self._walk_on(moment, track, self._flow.loops[moment.number])
                return
        elif event in (Event.BIND, Event.UNBIND) and self._means(node, variable):
            if not self._adds(node):
                return
        elif event in (Event.STORE, Event.CALL) and self._replaces(moment, track.outcome):
            return
        elif event is Event.MAKE and isinstance(node, Site) and self._captures(node, variable):
            self._carried(moment, track, node)
        elif event is Event.LEAVE and self._binds_target(node, variable):
            self._running.finish(moment.number, track.outcome.running)
            yield Arrival(replace(track.outcome, end=End.RUN, event=event, node=node or ast.Pass()), moment, track.kept)
            return
        elif event is Event.EXIT and track.outcome.running:
            yield Arrival(replace(track.outcome, end=End.KEPT, event=event), moment, track.kept)
        elif event is Event.EXIT and variable.scope.kind is ScopeKind.MODULE:
            yield self._outlives_module(moment, track)
        self._walk_on(moment, track)

    def _replaces(self, moment: Moment, outcome: Outcome) -> bool:
        """Whether a store or a call puts another value in the place where this one is held."""
        event, node = self._flow.events[moment.number], self._flow.nodes[moment.number]
        if event is not outcome.event or not (place := self._replacement.place(event, node)):
            return False
        if place != self._replacement.place(event, outcome.node):
            return False
        within = not moment.left
        return self._replacement.is_fixed(self._flow, moment.number, self._rebinding, within=within)

    def _means(self, node: ast.AST | None, variable: Variable) -> bool:
        return node is not None and self._names.variable(node) is variable

    def _used(self, moment: Moment, track: _Track, node: ast.AST | None) -> bool:
        """Follow one use of the name; whether the value is gone after it."""
        assert node is not None
        outcomes = self._fates.of(node, track.outcome.form)
        past = _Past.of(track)
        for outcome in outcomes:
            self._expect(_after(track.outcome, outcome), moment, past)
        released = any(outcome.end is End.RELEASED for outcome in outcomes)
        if released:
            self._running.finish(moment.number, track.outcome.running)
        return released

    def _is_tested(self, node: ast.AST | None) -> bool:
        loop = self._parents.of(node) if node is not None else None
        return isinstance(loop, ast.While) and loop.test is node

    def _adds(self, node: ast.AST | None) -> bool:
        """`handlers += [f]` binds the name, but the list goes on."""
        return node is not None and isinstance(self._parents.of(node), ast.AugAssign)

    def _captures(self, site: Site, variable: Variable) -> bool:
        if self._means(site, variable):  # a recursive `def` is about to bind the name to itself
            return False
        return variable in self._names.captures(self._names.scope(site))

    def _carried(self, moment: Moment, track: _Track, site: Site) -> None:
        """Another closure captures the name: wherever that one runs, this value may."""
        assert track.variable is not None
        past = replace(_Past.of(track), captured=track.captured | {track.variable})
        for outcome in self._fates.of(site, form_of(site)):
            weak = _after(track.outcome, outcome).weakened(Certainty.LIKELY)
            self._expect(weak, moment, replace(past, form=()))

    def _binds_target(self, node: ast.AST | None, variable: Variable) -> bool:
        return isinstance(node, ast.withitem) and self._means(node.optional_vars, variable)

    def _outlives_module(self, moment: Moment, track: _Track) -> Arrival:
        """A module's names can be used by anybody; a function among them is often just left over."""
        left_over = track.outcome.form[0] in (Way.CALL, Way.ITERATE, Way.AWAIT)
        sure = Certainty.POSSIBLE if left_over else Certainty.LIKELY
        name = track.variable.name if track.variable else ""
        kept = replace(track.outcome, end=End.KEPT, text=f"kept by the module as `{name}`").weakened(sure)
        return Arrival(kept, moment, track.kept)


def _after(before: Outcome, outcome: Outcome) -> Outcome:
    """An outcome that follows another one is no more certain, and what ran goes on running until it is released."""
    ends_running = outcome.end in (End.RUN, End.RELEASED)
    running = outcome.running or (None if ends_running else before.running)
    return replace(outcome.weakened(before.certainty), running=running)
