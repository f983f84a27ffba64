"""A problem: a file, setting or argument that could not be dealt with, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that kept cellophane from doing what was asked of it. It is no hazard in the code that is checked.

    >>> str(Problem("a.py", "invalid syntax", 3, 7))
    'a.py:3:7: invalid syntax'
    >>> str(Problem("gone.py", "no such file or directory"))
    'gone.py: no such file or directory'
    """

    filename: str
    message: str
    row: int | None = None
    column: int | None = None
    cell: int | None = None
    """The notebook cell, from 1, in which the row counts; none outside notebooks."""

    def __str__(self) -> str:
        """The place, then the message, as compilers print it."""
        place = [self.filename]
        if self.cell is not None:
            place.append(f"cell {self.cell}")
        if self.row is not None:
            place.append(str(self.row))
            if self.column is not None:
                place.append(str(self.column))
        return ":".join(place) + f": {self.message}"
