"""Where a value is on its way through one body: a moment, what holds the value then, and where it ends up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cellophane.model.scope import Variable
from cellophane.source.change.watch import Watch
from cellophane.source.flow.graph import Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.following.replacement import Replacement
from cellophane.source.following.serving import Serving
from cellophane.source.meaning.own_calls import OwnCalls
from cellophane.source.names.scopes import Names
from cellophane.source.steps.conditions import Conditions
from cellophane.source.steps.fates import Fates
from cellophane.source.steps.outcomes import Form, Outcome
from cellophane.source.tree.bodies import Body, Site
from cellophane.source.tree.parents import Parents

_LONGEST = 12
"""Steps of a path that are remembered: whoever reads more is lost as well."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the flow, and what has become of the watched variable since the value came to be."""

    number: int
    spoilt: int | None = None
    """The event that spoilt what a closure reads, if one did and none has restored it."""
    left: bool = False
    """Whether the iteration has ended that made the value."""

    @property
    def stale(self) -> bool:
        """Whether a closure that runs now reads something else than what it was made for."""
        return self.spoilt is not None

    def after(self, number: int, flow: Flow, watch: Watch) -> Moment:
        """The moment of an event that comes next."""
        left = self.left
        if not left and watch.loop is not None:
            left = number == watch.loop.header or watch.loop not in flow.enclosing(number)
        if number in watch.spoils and (left or watch.loop is None):
            return Moment(number, number, left)
        return Moment(number, None if number in watch.restores else self.spoilt, left)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a value ends up."""

    outcome: Outcome
    moment: Moment
    kept: Outcome | None
    """What first kept it beyond the expression that it stands in."""
    path: tuple[Outcome, ...] = field(default=(), compare=False)
    """What became of it on the way here."""


@dataclass(frozen=True, slots=True)
class Capturer:
    """A closure, and the variable by which it has the value, which is of this form."""

    site: Site
    variable: Variable
    form: Form


@dataclass(frozen=True, slots=True)
class Track:
    """Something that holds the value: a name, or a construct until its event comes."""

    outcome: Outcome
    variable: Variable | None
    origin: int | None
    """Where it began to hold the value: coming here again, it holds a newer one. None: it holds one for each time."""
    kept: Outcome | None = field(compare=False)
    resumes: frozenset[int] = frozenset()
    """The STEP at which the generator that gave out the value moves on, in each copy of its loop."""
    gives: frozenset[int] | None = None
    """The STEP at which it will give it out."""
    captured: frozenset[Variable] = frozenset()
    """The names by which closures captured the value. One that is always bound by the same statement no longer stands
    for the value when that runs again: `numbers = defaultdict(lambda: len(numbers))`."""
    capturers: frozenset[Capturer] = frozenset()
    """The closures that have the value when they run, and so when this runs."""
    path: tuple[Outcome, ...] = field(default=(), compare=False)
    """What became of the value before."""


@dataclass(frozen=True, slots=True)
class Past:
    """What a value was before an outcome."""

    form: Form
    kept: Outcome | None = None
    resumes: frozenset[int] = frozenset()
    captured: frozenset[Variable] = frozenset()
    capturers: frozenset[Capturer] = frozenset()
    path: tuple[Outcome, ...] = ()

    @classmethod
    def of(cls, track: Track) -> Past:
        """What it was while something held it."""
        path = (*track.path, track.outcome) if len(track.path) < _LONGEST else track.path
        return cls(track.outcome.form, track.kept, track.resumes, track.captured, track.capturers, path)

    def without(self, capturer: Capturer) -> Past:
        """The same of what a closure has given back: who runs that does not run the closure, nor ask for its name."""
        captured, capturers = self.captured - {capturer.variable}, self.capturers - {capturer}
        return replace(self, captured=captured, capturers=capturers)


@dataclass(frozen=True, slots=True)
class Following:
    """What a trace asks about the file that it is in."""

    names: Names
    parents: Parents
    fates: Fates
    replacement: Replacement
    conditions: Conditions
    serving: Serving
    own_calls: OwnCalls
    flow: Callable[[Body], Flow]
    happenings: Callable[[Flow], Happenings]
    events_of: dict[tuple[Flow, Variable, Form], frozenset[int]] = field(default_factory=dict)
    """The events of a flow that matter to a variable which holds a value of some form."""
    onward: dict[Capturer, tuple[Outcome, ...]] = field(default_factory=dict)
    """What closures do with what they captured, beyond running it."""
