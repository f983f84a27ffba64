"""The words for what happens to a function value on its way: what it is now, and what becomes of it next."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cellophane.model.finding import Certainty
from cellophane.model.scope import Variable
from cellophane.source.flow.graph import Event
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.parents import yields

if TYPE_CHECKING:
    from cellophane.source.meaning.definitions import Home


class Way(enum.Enum):
    """One step from a value towards running the body of the closure."""

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
    INSIDE = "inside"
    """The object is `self`, and one of its attributes holds it: seen from within a method."""


Form = tuple[Way, ...]
"""How to run the closure's body from a value: `(CALL,)` for a function, `(ITEM, CALL)` for a list of functions,
`(CALL, AWAIT)` for an `async def`, `(ITERATE,)` for a generator."""

ITEMS = frozenset({Way.ITEM, Way.GIVEN})
ITERATED = frozenset({Way.ITERATE, Way.THROUGH})

_LONGEST = 6


def form_of(site: Site) -> Form:
    """How the body of a closure is made to run from its value."""
    if isinstance(site, ast.GeneratorExp):
        return (Way.ITERATE,)
    if yields(site):
        return (Way.CALL, Way.ITERATE)
    return (Way.CALL, Way.AWAIT) if isinstance(site, ast.AsyncFunctionDef) else (Way.CALL,)


def held_as(way: Way, form: Form) -> Form:
    """The form of something that holds a value of this form.

    Bounded, since a loop may wrap a value in itself again and again.

    >>> held_as(Way.ITEM, (Way.CALL,))
    (<Way.ITEM: 'item'>, <Way.CALL: 'call'>)
    """
    nested = form[0] is Way.OBJECT and way is Way.OBJECT
    return form if nested or len(form) >= _LONGEST else (way, *form)


def instead_of_call(form: Form, inside: Form) -> Form:
    """The form of what holds a value of the form `inside`, told from what it would be if that value were of one step.

    >>> [way.value for way in instead_of_call((Way.OBJECT, Way.CALL), (Way.ITEM, Way.CALL))]
    ['object', 'item', 'call']
    """
    for way in reversed(form[:-1]):
        inside = held_as(way, inside)
    return inside


class End(enum.Enum):
    """What becomes of a value at one place."""

    RUN = "run"
    """The body runs here, and what runs it does not keep the value."""
    KEPT = "kept"
    """Something keeps it that this body cannot watch: from now on the closure may run at any time."""
    RETURNED = "returned"
    YIELDED = "yielded"
    UNKNOWN = "unknown"
    BOUND = "bound"
    """A name of this body stands for it."""
    HELD = "held"
    """An object that only a name of this body stands for holds it."""
    RELEASED = "released"
    """What held it lets go of it; if it was running, it has finished."""
    WITHDRAWN = "withdrawn"
    """What keeps the value is asked to drop it: `signal.disconnect(f)`."""
    LASTS = "lasts"
    """A construct holds it until an event: a comprehension until it is done, `with` until it is left."""


@dataclass(frozen=True, slots=True)
class Hop:
    """What becomes of a value inside a callable, and the file that this is in."""

    outcome: Outcome
    home: Home


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a value, where, and how sure that is."""

    end: End
    event: Event
    node: ast.AST
    """Together the place in the flow at which it happens."""
    form: Form
    certainty: Certainty
    text: str
    """What happens, in words that go after "it is"."""
    variable: Variable | None = None
    """BOUND, HELD: the name. KEPT: the parameter whose object keeps it, if it is one."""
    alone: bool = True
    """HELD: whether it is seen that the object was made here, not handed out by something else that may have it."""
    given: bool = False
    """BOUND: by a loop that takes it from a generator, which moves on when the loop does."""
    via: Hop | None = field(default=None, compare=False)
    """What happens inside the callable that the value was handed to."""
    running: ast.AST | None = None
    """It may run at any time until it is released, as a started thread or a task may: the call that began it, by which
    all know it who have a handle on it; or the method that set the object going which holds it."""

    doubted: bool = field(default=False, compare=False)
    """It is one of several ways through a callee, of which another one is done with the value."""

    def chain(self) -> Iterator[Outcome]:
        """This outcome, and what happens inside the callables that the value is handed through."""
        outcome: Outcome | None = self
        while outcome is not None:
            yield outcome
            outcome = outcome.via.outcome if outcome.via is not None else None

    def weakened(self, certainty: Certainty) -> Outcome:
        """The same, no more certain than that."""
        return self if self.certainty <= certainty else replace(self, certainty=certainty)


def weaken(outcomes: Iterable[Outcome], certainty: Certainty) -> Iterator[Outcome]:
    """The same outcomes, none more certain than that."""
    return (outcome.weakened(certainty) for outcome in outcomes)


def words(expression: ast.expr) -> str:
    """An expression as it can stand in a message: short, on one line."""
    text = ast.unparse(expression)
    return text if len(text) <= 40 and "\n" not in text else text[:37].split("\n")[0] + "…"


def is_class_name(dotted: str) -> bool:
    """Whether a name is written as those of classes are.

    >>> is_class_name("threading.Thread"), is_class_name("MAXIMUM"), is_class_name("run")
    (True, False, False)
    """
    last = dotted.rpartition(".")[2]
    return last[:1].isupper() and not last.isupper()


def is_dotted(expression: ast.expr) -> bool:
    """Whether an expression is a name, or an attribute of an attribute … of a name.

    >>> [is_dotted(ast.parse(text, mode="eval").body) for text in ("a.b.c", "a[0].b")]
    [True, False]
    """
    while isinstance(expression, ast.Attribute):
        expression = expression.value
    return isinstance(expression, ast.Name)
