"""A trail: what became of a closure, for one variable that it captured, and how each way that it took ended."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from cellophane.model.finding import Certainty, Evidence
from cellophane.model.place import Span


class Ending(enum.Enum):
    """How one way of a closure ends."""

    LATE = "late"
    """It can run when the variable has been rebound."""
    LOST = "lost"
    """Nobody can tell what becomes of it, so it may run late."""
    IN_TIME = "in time"
    """It ran before the variable was rebound, and whoever ran it did not keep it."""
    GONE = "gone"
    """Nothing holds it any more: dropped, released, replaced, or gone with the body that held it."""
    SPARED = "spared"
    """Somebody keeps it, but the variable is rebound no more."""

    @property
    def is_seen(self) -> bool:
        """Whether it is an end that was seen."""
        return self not in (Ending.LATE, Ending.LOST)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a closure, step by step; the last step is its end."""

    ending: Ending
    steps: tuple[Evidence, ...]
    certainty: Certainty | None = None
    """Of a late or lost one."""
    hint: str = ""
    """Of a lost one: what would tell."""


@dataclass(frozen=True, slots=True)
class Trail:
    """What became of a closure, for one variable that it captured.

    >>> import cellophane
    >>> code = "for i in range(3):\\n    print(sorted('ab', key=lambda letter: (letter, i)))\\n"
    >>> [trail] = cellophane.why("a.py", 2, text=code)
    >>> trail.name, trail.certainty, [way.ending.value for way in trail.ways]
    ('i', None, ['in time'])
    """

    name: str
    """The captured variable."""
    closure: str
    """What the closure is called: `the lambda`, `` `read` ``."""
    filename: str
    made: Span
    """The closure."""
    read: Span
    """Where it reads the variable."""
    verdict: str
    """One line that says what it comes to."""
    ways: tuple[Way, ...]
    certainty: Certainty | None = None
    """How sure it is that the closure can run late; none if each way ends before."""
    code: str | None = None
    """The rule that reports it, if one does."""
    cell: int | None = None
    """The notebook cell, from 1, in which the rows count; none outside notebooks."""

    @property
    def is_safe(self) -> bool:
        """Whether each way was seen to end before the closure could read a later value."""
        return self.certainty is None

    def __str__(self) -> str:
        """One line for the trail, and one for each way."""
        said = f"{self.filename}:{self.made.row}: {self.closure} reads `{self.name}`: {self.verdict}"
        ends = (f"  {way.ending.value}: " + ", ".join(step.text for step in way.steps) for way in self.ways)
        return "\n".join((said, *ends))
