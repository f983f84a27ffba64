"""What closures do with a value that another name of theirs stands for, when they run: hand it on, return it, keep it.

`def later(): queue.append(job)` captures `job`. Running `later` does not run `job`, but the queue has it from then on.
A `def` that names itself in its own body, as one that asks to be called again does, captures its own value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from cellophane.model.finding import Certainty
from cellophane.model.scope import Variable
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.following.tracks import Arrival, Capturer, Following, Moment, Past, Track
from cellophane.source.steps.outcomes import (
    Cause,
    End,
    Form,
    Lost,
    Named,
    Outcome,
    Returned,
    Verb,
    Way,
    Yielded,
    following_on,
    form_of,
)
from cellophane.source.tree.bodies import Site

_OBJECTS = frozenset({Way.OBJECT, Way.PART, Way.INSIDE})
"""Forms of objects that hold the value somewhere. What is done with one is mostly to ask it for something, as
`numbers = defaultdict(lambda: len(numbers))` does: that is not followed into closures."""

_LET_GO = frozenset({End.RUN, End.DROPPED, End.RELEASED, End.WITHDRAWN})


class Captured:
    """Answers for one body. `arrivals` follows a value through another one."""

    def __init__(
        self, flow: Flow, facts: Following, arrivals: Callable[[Flow, Moment, Outcome], list[Arrival]]
    ) -> None:
        self._flow = flow
        self._facts = facts
        self._arrivals = arrivals

    def onward(self, capturer: Capturer) -> tuple[Outcome, ...]:
        """What becomes of the value, beyond being run, each time that the closure runs."""
        known = self._facts.onward.get(capturer)
        if known is None:
            guesses = self._facts.fates.guesses
            follows = capturer.form[0] not in _OBJECTS and self._is_handed_on(capturer)
            known = tuple(dict.fromkeys(self._handed_on(capturer))) if follows else ()
            if guesses == self._facts.fates.guesses:
                self._facts.onward[capturer] = known
        return known

    def onward_of(self, track: Track) -> tuple[Outcome, ...]:
        """The same of all closures that something has which holds the value."""
        found = (inside for capturer in track.capturers for inside in self.onward(capturer))
        return tuple(dict.fromkeys((*found, *track.outcome.onward)))

    def on_running(self, track: Track) -> Iterator[tuple[Outcome, Past]]:
        """What closures of this body, or of a callee, do with the value when this runs, and what it was before."""
        past = Past.of(track)
        for capturer in track.capturers:
            before = past if self.is_itself(capturer) else past.without(capturer)
            for inside in self.onward(capturer):
                yield self._following(track, inside), before
        for inside in track.outcome.onward:
            yield self._following(track, inside), past

    def _following(self, track: Track, inside: Outcome) -> Outcome:
        return replace(following_on(track.outcome, inside), onward=inside.onward)

    def before(self, number: int, variable: Variable, form: Form) -> Iterator[tuple[Named, Capturer]]:
        """The names of closures that were made before the variable came to stand for the value at this event, and that
        hand it on when they run: itself, if it is a closure that does so."""
        for made in sorted(self._flow.leading_to(number, self._facts.happenings(self._flow).bound(variable))):
            site = self._flow.nodes[made]
            if self._flow.events[made] is not Event.MAKE or not isinstance(site, Site):
                continue
            capturer = Capturer(site, variable, form)
            if variable in self._facts.names.captures(self._facts.names.scope(site)) and self.onward(capturer):
                for outcome in self._facts.fates.of(site, form_of(site, self._facts.parents)):
                    if isinstance(outcome, Named):
                        yield outcome, capturer

    def is_itself(self, capturer: Capturer) -> bool:
        """Whether it is a `def` that captured its own name: who runs what it gives back runs it again."""
        return self._facts.names.variable(capturer.site) is capturer.variable

    def _is_handed_on(self, capturer: Capturer) -> bool:
        """A cheap first test: whether the name is there for more than to be called."""
        parents, uses = self._facts.parents, self._facts.names.uses(capturer.variable)
        inside = (use.node for use in uses if parents.is_inside(use.node, capturer.site))
        return any(not parents.is_called(node) for node in inside)

    def _handed_on(self, capturer: Capturer) -> Iterator[Outcome]:
        site, variable, form = capturer.site, capturer.variable, capturer.form
        inner = self._facts.flow(site)
        there = Named(Event.ENTRY, site, form, Certainty.LIKELY, Cause(Verb.FILL), variable=variable)
        for start in inner.at(Event.ENTRY, site):
            for arrival in self._arrivals(inner, Moment(start), there):
                outcome = arrival.outcome
                if outcome.end not in _LET_GO and outcome.cause.verb is not Verb.IN_MODULE:
                    yield outcome


def outside(outcome: Outcome) -> Outcome:
    """What a body gives to whoever runs it, where that is not seen: nobody knows what becomes of it."""
    return outcome.become(Lost, certainty=Certainty.POSSIBLE) if isinstance(outcome, Returned | Yielded) else outcome
