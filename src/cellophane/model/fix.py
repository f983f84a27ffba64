"""A fix: the edits that mend a finding, and what they may change.

Rows and columns are those of the text that was read; nothing here knows how a file is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from cellophane.model.place import Span


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
    """The edits that mend one closure, for all of its variables that want mending."""

    title: str
    """What is done, in a line that can follow "help:"."""
    safe: bool
    """Whether it cannot alter a program that is right: the finding is certain, and each iteration has its own value."""
    edits: tuple[Edit, ...]
    names: tuple[str, ...]
    """The names which mean another variable afterwards, inside `within` and nowhere else."""
    within: Span
    """The statement or expression that is changed."""
    added: tuple[str, ...] = ()
    """Names that are new in the file."""
