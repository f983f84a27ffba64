"""A finding: a hazard at a place, with the evidence that proves it and how sure it is."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from cellophane.model.fix import Fix
from cellophane.model.nearest import one_of
from cellophane.model.place import Span


class Certainty(enum.IntEnum):
    """How much of the evidence was seen.

    >>> Certainty.LIKELY >= Certainty.POSSIBLE
    True
    """

    POSSIBLE = 1
    """A link of the evidence is unknown."""
    LIKELY = 2
    """One link rests on convention."""
    CERTAIN = 3
    """Every link was seen."""

    @property
    def word(self) -> str:
        """The lower-case name that options and outputs use."""
        return self.name.lower()

    @classmethod
    def of(cls, word: object) -> Certainty:
        """The certainty that a word means. Raises `ValueError`, in words that can follow the name of a setting.

        >>> Certainty.of("likely")
        <Certainty.LIKELY: 2>
        """
        return cls[one_of([certainty.word for certainty in cls], word).upper()]


class Step(enum.Enum):
    """What happened at one place of the evidence."""

    MADE = "made"
    KEPT = "kept"
    BOUND = "bound"
    """Given its first value, or one that is read in vain."""
    REBOUND = "rebound"
    UNBOUND = "unbound"
    """Its value is taken away: `del`, the end of `except … as`, a resource that is closed."""
    READ = "read"
    CALLED = "called"
    PASSED = "passed"
    """On to the next holder."""
    ENDED = "ended"
    """The end of a way on which it is not read late."""
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that proves a finding, and what happened there, in a short phrase."""

    step: Step
    span: Span
    text: str
    cell: int | None = None
    """The notebook cell, from 1, in which the rows count; none outside notebooks."""
    filename: str | None = None
    """The file that the place is in, if it is not the finding's own."""
    line: str | None = None
    """The line of source there, if it is in another file and could be read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A hazard at a place. `span` is where the captured name is read inside the closure's body."""

    code: str
    name: str
    """The captured variable."""
    message: str
    """One line that says what goes wrong."""
    advice: str
    """One line that says what to write instead."""
    filename: str
    span: Span
    certainty: Certainty
    evidence: tuple[Evidence, ...]
    """In the order in which it happens."""
    cell: int | None = None
    """The notebook cell, from 1, in which the rows count; none outside notebooks."""
    fix: Fix | None = None
    unfixed: str = ""
    """Why there is no fix, in words that go after "not fixed:"."""
    hint: str = ""
    """Of a finding that is only possible: what would tell whether it is one, in words that go before "would tell"."""
