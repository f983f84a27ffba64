"""A fix: the edits that mend a finding, and what they may change.

Rows and columns are those of the text that was read; nothing here knows how a file is written, nor what was found.
"""

from __future__ import annotations

from dataclasses import dataclass

from cellophane.model.place import Span

MODULE = Span(1, 1, 1, 1)
"""The module, as the owner of names: it has no place of its own, and no function is that short."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A stretch of text and what comes in its place; an empty stretch is a place to insert at."""

    span: Span
    text: str
    """With `\\n` for each line end, whatever the file's are."""
    cell: int | None = None
    """The notebook cell, from 1, in which the rows count; none outside notebooks."""

    @classmethod
    def insertion(cls, row: int, column: int, text: str) -> Edit:
        """An edit that puts text before the character at this place.

        >>> Edit.insertion(3, 5, "new").span
        Span(row=3, column=5, end_row=3, end_column=5)
        """
        return cls(Span(row, column, row, column), text)


@dataclass(frozen=True, slots=True)
class Fix:
    """The edits that mend one closure, for all of its variables that want mending, and which names they may concern.

    Mostly such a name belongs to something inside `within` afterwards: a parameter `i` takes the place of the loop's
    `i`. With an `owner` it is the other way round: a function inside bound the name, and now it is declared `nonlocal`
    or `global` there.
    """

    title: str
    """What is done, in a line that can follow "help:"."""
    safe: bool
    """Whether it cannot alter a program that is right."""
    edits: tuple[Edit, ...]
    names: tuple[str, ...]
    """The names which mean another variable afterwards, inside `within` and nowhere else."""
    within: Span
    """The statement or expression that is changed."""
    added: tuple[str, ...] = ()
    """Names that are new in the file."""
    owner: Span | None = None
    """The function around `within` whose variables the names mean afterwards, or `MODULE`. It must be that whose they
    would be if nothing inside bound them. None: they belong to something inside."""
    risk: str = ""
    """Why it may alter a program that is right, in words that go after "unsafe:"; empty if it is safe."""
