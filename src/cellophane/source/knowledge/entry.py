"""One entry of knowledge: what one callable does with the functions it is given.

Decides which parameter an argument fills and what becomes of it there. Does not read files, and does not
know which callable a piece of source means.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
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
    inspects: bool
    """Whether it reads the signatures of the functions that it is given, so that a new parameter would be seen."""
    source: str
    """Where it is written that it is so."""
    convention: bool
    """It is a guess by name: right in the overwhelming majority of code, and no more than likely."""
    certainty: Certainty = Certainty.CERTAIN
    """How sure a finding can be that rests on it."""

    def parameter(self, position: int | None, keyword: str | None, bound: bool) -> str | None:
        """The parameter that an argument fills, as its signature has it: see `Signature.parameter`."""
        return self.signature.parameter(position, keyword, bound)

    def fate(self, parameter: str) -> frozenset[Fate]:
        """What becomes of what is handed to `parameter`; empty where nobody knows."""
        return self.fates.get(parameter, UNKNOWN)

    @property
    def receiver(self) -> str | None:
        """The parameter that `Fate.RECEIVER` speaks of: `self` of a method, else the first one."""
        return next(iter(self.signature.positional), None)
