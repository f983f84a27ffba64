"""The rows of a text in which something stands."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

CLOSURE = re.compile(r"(?:lambda|def|for)\b")
"""A word that makes a closure, or a loop. No boundary before it: a number may touch it, as in `[0for x in y]`."""


class Rows:
    """Rows from 1, each as often as something stands in it.

    >>> Rows([2, 2, 5]).between(1, 4)
    2
    """

    def __init__(self, rows: Iterable[int]) -> None:
        self._rows = list(rows)

    @classmethod
    def found(cls, pattern: re.Pattern[str], text: str) -> Rows:
        """Those in which the matches of a pattern begin."""
        rows, row, seen = [], 1, 0
        for match in pattern.finditer(text):
            row += text.count("\n", seen, match.start())
            seen = match.start()
            rows.append(row)
        return cls(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def between(self, first: int, last: int) -> int:
        """How often it stands from one row to another."""
        return bisect_right(self._rows, last) - bisect_left(self._rows, first)

    def within(self, statement: ast.AST) -> int:
        """How often it stands in a statement."""
        first = first_row(statement)
        return self.between(first, getattr(statement, "end_lineno", None) or first)

    def in_own(self, statement: ast.AST) -> int:
        """How often it stands in a statement without those in its blocks, as far as rows can tell."""
        body = getattr(statement, "body", None)
        if not isinstance(body, list):
            return self.within(statement)
        return self.between(first_row(statement), body[0].lineno)

    def in_body(self, owner: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        """How often it stands in the body of a function, or anywhere."""
        if isinstance(owner, ast.Module):
            return len(self)
        return self.between(first_row(owner.body[0]), owner.end_lineno or owner.lineno)


def first_row(statement: ast.AST) -> int:
    """The row in which a statement, an `except` or a `case` begins: that of its first decorator, if it has any."""
    if isinstance(statement, ast.match_case):
        return statement.pattern.lineno
    decorators = getattr(statement, "decorator_list", None)
    return (decorators[0] if decorators else statement).lineno  # type: ignore[union-attr, no-any-return]
