"""What checking one file came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cellophane.model.finding import Certainty, Finding
from cellophane.model.problem import Problem
from cellophane.model.silencing import Form

Place = tuple[int | None, int]
"""A notebook cell (none outside notebooks) and a row in it, both from 1."""
SHOWN_BETWEEN = 2
"""So many lines between two that are touched are in the excerpt, and shown, rather than left out."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The bytes of a file before its fixes and after, the findings that they mended, and what was found at first."""

    before: bytes
    after: bytes
    fixed: tuple[Finding, ...]
    original: Checked
    form: Form | None = None
    """That of the comments which were put in, where findings were silenced rather than mended."""

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, order=True)
class Unresolved:
    """A callee that a closure was handed to and of which nothing is known, as it stands in the text.

    >>> str(Unresolved(12, "attempt.call"))
    '12: nothing is known of attempt.call'
    """

    row: int
    """From 1; 0 if it stands in another file."""
    callee: str
    cell: int = 0
    """The notebook cell, from 1, in which the row counts; 0 outside notebooks."""

    def __str__(self) -> str:
        """Its place in the file, as compilers print it, and what is to be said."""
        place = [f"cell {self.cell}:"] * bool(self.cell) + [f"{self.row}:"] * bool(self.row)
        return f"{''.join(place)} nothing is known of {self.callee}"


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings in one file, in the order of their places, and what went wrong with it."""

    filename: str
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    excerpt: Mapping[Place, str] = field(default_factory=dict)
    """The lines that findings and their evidence touch, so that a report need not read the file again."""
    hidden: tuple[Certainty, ...] = ()
    """Of the findings that were left out because they are less certain than what was asked for."""
    known: int = 0
    """How many findings were left out because a baseline knows them."""
    gone: int = 0
    """How many findings a baseline knows in this file that are not there any more."""
    unresolved: tuple[Unresolved, ...] = ()
    """The callees that closures were handed to and of which nothing is known, in the order of their places."""
    left_out: bool = False
    """Whether it was not looked at, and comes along only because its text is passed on."""
    rests_on_others: bool = False
    """Whether other files had a say, so that all this holds only as long as they stay as they are."""
    rests_on: frozenset[str] = frozenset()
    """The absolute paths of the files that were read for it, or more. It holds as long as these say what they said, and
    as long as no file comes or goes, if it rests on others at all."""
    mended: Mended | None = None
    """What mending came to, where that was asked for: all else is then about the file as it is afterwards."""
