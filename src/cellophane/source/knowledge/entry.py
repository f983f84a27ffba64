"""One entry of knowledge: what one callable does with the functions it is given.

Decides which parameter an argument fills and what becomes of it there. Does not read files, and does not
know which callable a piece of source means.
"""

from __future__ import annotations

import enum
from collections.abc import Container, Mapping
from dataclasses import dataclass

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.knowledge.running import UNTOLD, Running
from cellophane.source.knowledge.signature import Signature

UNKNOWN: frozenset[Fate] = frozenset()
"""No words: nobody knows what becomes of it."""


class ResultKind(enum.Enum):
    """When the functions that a result holds run."""

    OBJECT = "object"
    """When some method of it, or something else, calls them."""
    LAZY = "lazy"
    """When it is iterated."""
    AWAITABLE = "awaitable"
    """When it is awaited."""
    CALLABLE = "callable"
    """When it is called."""
    MAKER = "maker"
    """When something calls what it makes when it is called: `delayed(f)(1)` is an object that holds `f`."""


class Trait(enum.Enum):
    """What else there is to say of a callable: the key of it, and what stands there."""

    INSPECTS = "inspects", True
    """It reads the signatures of the functions that it is given, so that a new parameter would be seen."""
    HOLDS_ITEMS = "holds", "items"
    """What it keeps with the receiver comes out of that as items: by iterating, by index, by `pop`."""
    GIVES_PAIRS = "gives", "pairs"
    """Of each pair that its result gives, the second is an item of what it holds: `enumerate`, `dict.items`."""
    GIVES_GROUPS = "in_rounds", True
    """Of each pair that its result gives, the second is an iterator that is at its end as soon as the next is asked
    for: `itertools.groupby`."""
    GIVES_ITEMS = "whole", True
    """What its result gives are the items as they are, each by itself: `sorted`, `dict.values`."""
    FIELDS = "fields", True
    """A decorator that makes parameters of `__init__` of the annotated fields of a class, and keeps what fills them."""
    SHARES = "shares", True
    """Others have its result as well: an accessor, as `logging.getLogger` is."""
    DECLARES = "declares", True
    """A decorator of functions whose bodies are for those who fill them in, whatever they return: `abstractmethod`."""
    PROPERTY = "property", True
    """It is no method: reading the attribute gives the result."""
    MANAGES = "manages", True
    """A decorator that makes a context manager of a generator function."""
    COMPUTED = "computed", True
    """A decorator of methods that run when the attribute is read: `property`."""
    TELLS_CALLABLE = "tells", "callable"
    """It tells whether what it is given can be called; one that takes a name as well, whether that is `__call__`."""
    WITHDRAWS = "withdraws", True
    """It drops a function that is equal to the one it is given: `signal.disconnect(f)`."""
    RUNS_OUT = "runs_out", True
    """Its result is an iterator that gives its items once, and is easily taken for a collection of them: `map`."""
    EARLY = "early", True
    """It, or its result, may leave off before what that iterates has come to its end: `any`, `islice`."""
    STARTS = "starts", "processes"
    """Its first argument says how processes are started: those that its result makes, or all if it has none."""
    CLOSES = "closes", True
    """Leaving a `with` block on its result closes that, so that nothing can be read from it any more: `open`."""
    EXPECTS = "expects", "errors"
    """It expects that what it calls, or what is done inside a `with` on its result, raises something."""


@dataclass(frozen=True, slots=True)
class When:
    """With which arguments something holds of a callable: that its iterator may never end, that it waits for jobs.

    >>> When(without=("times",)).given({"object"})
    True
    """

    only_with: tuple[str, ...] = ()
    """The parameters that have to be filled."""
    without: tuple[str, ...] = ()
    """The parameters that must not be filled."""

    def given(self, filled: Container[str]) -> bool:
        """Whether it holds where these parameters are filled."""
        return all(one in filled for one in self.only_with) and not any(one in filled for one in self.without)


@dataclass(frozen=True, slots=True)
class Generic:
    """What a class, or a special form, says of what is annotated with `X[…]`: a position in the brackets, from 0."""

    items: int | None = None
    """Where the class of its items stands; of a mapping, of its values."""
    wraps: int | None = None
    """Where the class of the object itself stands, or of what it gives when it is awaited or called."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one callable does with the functions, iterators and awaitables handed to it.

    >>> from cellophane.source.knowledge import load
    >>> entry = load().callable("builtins.sorted")
    >>> entry.parameter(None, "key", bound=False)
    'key'
    >>> [fate.value for fate in entry.fate("key")]
    ['consumed']
    """

    name: str
    """Dotted, as `functools.partial`; `*.append` for any method of that name; `*` for any callable."""
    signature: Signature
    fates: Mapping[str, frozenset[Fate]]
    """By parameter; `parameter[]` for the items of it; `self` for what the receiver holds already."""
    running: Mapping[str, Running]
    """By parameter too; `applied` for a function to which the result is applied."""
    result: ResultKind
    makes: str
    """The dotted name of the class of the result, under which its methods are looked up.

    The name of the entry itself where the file says nothing, as for classes."""
    applied: frozenset[Fate]
    """What becomes of a function to which the result is applied: `lru_cache(maxsize=None)(f)`."""
    exit: Fate | None
    """What leaving a `with` on the result does with the functions it holds."""
    replaces: tuple[str, ...] | None
    """A later call in which the arguments for these parameters are the same drops what this one kept; none: it keeps
    what any number of calls hand to it."""
    traits: frozenset[Trait]
    endless: When | None
    """When its result may never end, if it may."""
    waits: When | None
    """When it waits for the jobs among the items that it is given, if it does."""
    generic: Generic | None
    """What it says in annotations, if it is a generic class."""
    source: str
    """Where it is written that it is so."""
    convention: bool
    """It is a guess by name: right in the overwhelming majority of code, and no more than likely."""
    certainty: Certainty = Certainty.CERTAIN
    """How sure a finding can be that rests on it."""

    def __hash__(self) -> int:
        return hash(self.name)  # the tables have none

    def parameter(self, position: int | None, keyword: str | None, bound: bool) -> str | None:
        """The parameter that an argument fills, as its signature has it: see `Signature.parameter`."""
        return self.signature.parameter(position, keyword, bound)

    def fate(self, parameter: str) -> frozenset[Fate]:
        """What becomes of what is handed to `parameter`; empty where nobody knows."""
        return self.fates.get(parameter, UNKNOWN)

    def runs(self, parameter: str) -> Running:
        """How it runs a function that is handed to `parameter`."""
        return self.running.get(parameter, UNTOLD)

    @property
    def receiver(self) -> str | None:
        """The parameter that `Fate.RECEIVER` speaks of: `self` of a method, else the first one."""
        return next(iter(self.signature.positional), None)
