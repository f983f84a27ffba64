"""Texts with a mark where the cursor is."""

from __future__ import annotations

from cellophane.source.facts import Facts
from tests.following import facts

MARK = "¦"


def marked(code: str) -> tuple[Facts, int, int]:
    """The facts of a text, and the row and column of the mark in it, which is taken out.

    >>> marked("x = ¦y")[1:]
    (1, 5)
    """
    before = code.partition(MARK)[0]
    return facts(code.replace(MARK, "")), before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
