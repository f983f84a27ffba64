"""The words for what happens to a function value on its way: what it is now, and what becomes of it next."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

from cellophane.model.finding import Certainty
from cellophane.model.scope import Variable
from cellophane.source.flow.graph import Event
from cellophane.source.knowledge.entry import Entry
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.parents import Parents


class Way(enum.Enum):
    """One step from a value towards running the body of the closure."""

    __hash__ = object.__hash__  # that of `Enum` is written in Python, and forms are looked up all the time

    CALL = "call"
    ITERATE = "iterate"
    THROUGH = "through"
    """Iterate: that iterates the items of a generator, each one before the next is asked for."""
    AWAIT = "await"
    ITEM = "item"
    """The closure is an item (or a value of a mapping): take it out first."""
    GIVEN = "given"
    """The closure is an item that a generator gives out, and moves on when it is asked for the next."""
    OBJECT = "object"
    """Some object holds it: a method may run it."""
    PART = "part"
    """An attribute of an object that holds the closure: it may be the closure, hold it, or be something else."""
    HANDLE = "handle"
    """It does not lead to the closure, but can withdraw it: what a call returned that keeps the closure."""
    INSIDE = "inside"
    """The object is `self`, and one of its attributes holds it: seen from within a method."""


class At(NamedTuple):
    """The closure is an item as well, of which is known where it stands: which items are others is known then."""

    key: int | str
    """A number: the position in a tuple. A text: the key in a dict."""
    of: int | None = None
    """How many items the tuple has."""


Step = Way | At

Form = tuple[Step, ...]
"""How to run the closure's body from a value: `(CALL,)` for a function, `(ITEM, CALL)` for a list of functions,
`(CALL, AWAIT)` for an `async def`, `(ITERATE,)` for a generator, `(At(0, 2), CALL)` for a pair that begins with one."""

ITERATED = frozenset({Way.ITERATE, Way.THROUGH})

_ITEMS = frozenset({Way.ITEM, Way.GIVEN})
_LONGEST = 6
_MOST_PLACES = 3
"""Places that a form tells: each one makes another form of what is otherwise the same."""


def is_item(step: Step) -> bool:
    """Whether what holds the closure has items, and it is one of them."""
    return isinstance(step, At) or step in _ITEMS


def anywhere(form: Form) -> Form:
    """The same form if nobody knows any more where an item stands.

    >>> anywhere((At(0, 2), Way.CALL))
    (<Way.ITEM: 'item'>, <Way.CALL: 'call'>)
    """
    return tuple(Way.ITEM if isinstance(step, At) else step for step in form)


def somewhere(form: Form) -> Form:
    """The same form if the items of the value itself may have moved, but not those of its items."""
    return (Way.ITEM, *form[1:]) if form and isinstance(form[0], At) else form


def form_of(site: Site, parents: Parents) -> Form:
    """How the body of a closure is made to run from its value."""
    if isinstance(site, ast.GeneratorExp):
        return (Way.ITERATE,)
    if parents.yields(site):
        return (Way.CALL, Way.ITERATE)
    return (Way.CALL, Way.AWAIT) if isinstance(site, ast.AsyncFunctionDef) else (Way.CALL,)


def held_as(way: Step, form: Form) -> Form:
    """The form of something that holds a value of this form.

    Bounded, since a loop may wrap a value in itself again and again.

    >>> held_as(Way.ITEM, (Way.CALL,))
    (<Way.ITEM: 'item'>, <Way.CALL: 'call'>)
    """
    if way is Way.OBJECT and form[:1] == (Way.OBJECT,):
        return form
    if len(form) >= _LONGEST:
        return anywhere(form)  # one step stands for several
    if isinstance(way, At) and (way in form or sum(isinstance(step, At) for step in form) >= _MOST_PLACES):
        way = Way.ITEM  # `config["config"]["config"]`, as what describes itself has it, may go on for ever
    return (way, *form)


def instead_of_call(form: Form, inside: Form) -> Form:
    """Put `inside` into the same wrappers as the last step of `form`: what holds a function holds a list of functions.

    >>> [way.value for way in instead_of_call((Way.OBJECT, Way.CALL), (Way.ITEM, Way.CALL))]
    ['object', 'item', 'call']
    """
    for way in reversed(form[:-1]):
        inside = held_as(way, inside)
    return inside


class End(enum.Enum):
    """What becomes of a value at one place."""

    RUN = "run"
    KEPT = "kept"
    RETURNED = "returned"
    YIELDED = "yielded"
    UNKNOWN = "unknown"
    BOUND = "bound"
    HELD = "held"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    LASTS = "lasts"
    DROPPED = "dropped"


class Verb(enum.Enum):
    """By what act: the words that a message is made of are chosen where findings are worded."""

    CALL = "call"
    ITERATE = "iterate"
    UNPACK = "unpack"
    AWAIT = "await"
    RUN = "run"
    KEEP = "keep"
    DROP = "drop"
    DISCARD = "discard"
    LOOK_AT = "look at"
    LOSE = "lose"
    REPLACE = "replace"
    FINISH = "finish"
    END = "end"
    LEAVE = "leave"
    RELEASE = "release"
    HAND_TO = "hand to"
    HAND_BACK = "hand back"
    HAND_ON = "hand on and on"
    DECORATE = "decorate"
    BIND = "bind"
    BIND_OUTSIDE = "bind in an enclosing scope"
    STORE_AS = "store as"
    STORE_IN = "store in"
    ADD_TO = "add to"
    IN_CLASS = "be a member of a class"
    IN_MODULE = "be a name of the module"
    RETURN = "return"
    YIELD = "yield"
    FILL = "fill a parameter"
    BE_ITEM = "be an item"
    BE_VALUE = "be a value"
    BE_GENERATED = "be an item of a generator expression"
    USE = "be in use"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why it comes to an outcome: the act, and who does it."""

    verb: Verb
    by: ast.expr | None = None
    """What is called, decorates, or is stored in, as it stands in the text."""
    name: str = ""
    """The name that is bound, or the keyword by which the value was handed over."""
    entry: Entry | None = field(default=None, compare=False)
    """The knowledge that says so; none if it was read."""
    parameter: str | None = field(default=None, compare=False)
    """The parameter of that entry which the value fills."""


@dataclass(frozen=True, slots=True)
class Hop:
    """What becomes of a value inside a callable, and the file that this is in."""

    outcome: Outcome
    source: Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a value, where, and how sure that is. There is a record for each `End`."""

    end: ClassVar[End]

    event: Event
    node: ast.AST
    """Together the place in the flow at which it happens."""
    form: Form
    certainty: Certainty
    cause: Cause
    via: Hop | None = field(default=None, compare=False)
    """What happens inside the callable that the value was handed to."""
    running: ast.AST | None = None
    """It may run at any time until it is released, as a started thread or a task may: the call that began it, by which
    all know it who have a handle on it; or the method that set the object going which holds it."""
    handle: ast.AST | None = None
    """The call that made somebody keep it, if what it returned may be a handle by which that can be undone."""
    onward: tuple[Outcome, ...] = ()
    """What becomes of it besides, each time that this value runs: a decorator that a factory has made keeps, when it is
    applied, what the factory was given."""
    doubted: bool = field(default=False, compare=False)
    """It is one of several ways through a callee, of which another one is done with the value."""

    def chain(self) -> Iterator[Outcome]:
        """This outcome, and what happens inside the callables that the value is handed through."""
        outcome: Outcome | None = self
        while outcome is not None:
            yield outcome
            outcome = outcome.via.outcome if outcome.via is not None else None

    @property
    def is_at_once(self) -> bool:
        """Whether it needs no event to come to pass."""
        return isinstance(self, Dropped) or self.cause.verb is Verb.LOSE

    @property
    def is_of_handle(self) -> bool:
        """Whether it says what becomes of a handle, of which only those need to know who get it."""
        return Way.HANDLE in self.form and not isinstance(self, Returned)

    def weakened(self, certainty: Certainty) -> Self:
        """The same, no more certain than that."""
        return self if self.certainty <= certainty else replace(self, certainty=certainty)

    def become(self, kind: type[_Kind], **changes: Any) -> _Kind:
        """Another outcome of the same value: all that is said of it stays, but for these changes."""
        shared = {name: getattr(self, name) for name in Outcome.__slots__}
        return kind(**{**shared, **changes})


_Kind = TypeVar("_Kind", bound=Outcome)


@dataclass(frozen=True, slots=True)
class Ran(Outcome):
    """The body runs here, and what runs it does not keep the value."""

    end: ClassVar[End] = End.RUN
    to_end: bool = field(default=False, compare=False)
    """What runs it iterates the value to its end: here, or when the loop whose step this is has no further item."""


@dataclass(frozen=True, slots=True)
class Kept(Outcome):
    """Something keeps it that this body cannot watch: from now on the closure may run at any time."""

    end: ClassVar[End] = End.KEPT
    owner: Variable | None = None
    """The parameter whose object keeps it, if it is one."""


@dataclass(frozen=True, slots=True)
class Returned(Outcome):
    """It leaves the body with `return`."""

    end: ClassVar[End] = End.RETURNED


@dataclass(frozen=True, slots=True)
class Yielded(Outcome):
    """It leaves the body with `yield`."""

    end: ClassVar[End] = End.YIELDED


@dataclass(frozen=True, slots=True)
class Lost(Outcome):
    """It goes where nobody can follow."""

    end: ClassVar[End] = End.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Outcome):
    """A name of this body stands for it."""

    end: ClassVar[End] = End.BOUND
    variable: Variable
    given: bool = False
    """By a loop that takes it from a generator, which moves on when the loop does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Outcome):
    """An object holds it that only a name of this body stands for; in a summary, the object that fills a parameter."""

    end: ClassVar[End] = End.HELD
    variable: Variable
    alone: bool = True
    """Whether it is seen that the object was made here, not handed out by something else that may have it."""


@dataclass(frozen=True, slots=True)
class Dropped(Outcome):
    """It goes no further on this way: the value of a statement, what is only compared, what a callee does not keep."""

    end: ClassVar[End] = End.DROPPED


@dataclass(frozen=True, slots=True)
class Released(Outcome):
    """What held it lets go of it; if it was running, it has finished."""

    end: ClassVar[End] = End.RELEASED


@dataclass(frozen=True, slots=True)
class Withdrawn(Outcome):
    """What keeps the value is asked to drop it: `signal.disconnect(f)`."""

    end: ClassVar[End] = End.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Lasting(Outcome):
    """A construct holds it until an event: a comprehension until it is done, `with` until it is left."""

    end: ClassVar[End] = End.LASTS


def given_up(outcome: Outcome) -> Outcome:
    """Where the trail ends of what is handed about for longer than anybody follows it."""
    return Lost(outcome.event, outcome.node, outcome.form, Certainty.POSSIBLE, Cause(Verb.HAND_ON))


def following_on(before: Outcome, outcome: Outcome) -> Outcome:
    """An outcome that follows another one is no more certain, and what ran goes on running until it is released."""
    ends_running = isinstance(outcome, Ran | Released)
    running = outcome.running or (None if ends_running else before.running)
    handle, onward = outcome.handle or before.handle, outcome.onward or before.onward
    return replace(outcome.weakened(before.certainty), running=running, handle=handle, onward=onward)


def dropped(node: ast.AST, form: Form, verb: Verb, by: ast.expr | None = None, **more: Any) -> Dropped:
    """That a value goes no further than this node. It needs no event: the value is there already."""
    return Dropped(Event.USE, node, form, Certainty.CERTAIN, Cause(verb, by), **more)


def lost(node: ast.AST, form: Form, by: ast.expr | None = None) -> Lost:
    """That nobody can tell what becomes of a value of this form at this node."""
    return Lost(Event.USE, node, form, Certainty.POSSIBLE, Cause(Verb.LOSE, by))


def weaken(outcomes: Iterable[Outcome], certainty: Certainty) -> Iterator[Outcome]:
    """The same outcomes, none more certain than that."""
    return (outcome.weakened(certainty) for outcome in outcomes)
