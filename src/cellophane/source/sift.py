"""What can hold a hazard at all, told from the text before it is parsed, and from the tree before it is resolved.

Both tests are sound: a file in which a rule would find something always passes. They look for words, so strings and
comments make some files pass that need not. They know nothing of names.

Ending a loop's block at the first line that is indented less would drop many more files, but a bracket or a string
may go on at any indentation; the tree knows where blocks end, and asking it costs next to nothing.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator

_LOOP = re.compile(r"^[ \t\f]*(?:async[ \t\f]+)?(?:for|while)\b", re.MULTILINE)
# A number may touch the word after it, as in `[0for x in y]`; no word boundary is there.
_CLOSURE = re.compile(r"\b(?:lambda|def)\b|(?:\b|(?<=[0-9jJ]))for\b")


def may_hold_hazard(text: str) -> bool:
    """Whether a file with this text needs to be parsed: a loop or comprehension, and a closure after it begins.

    >>> may_hold_hazard("def f(x):\\n    return lambda: x\\n")
    False
    >>> may_hold_hazard("for x in y:\\n    f(lambda: x)\\n")
    True
    """
    loop = _LOOP.search(text)
    if loop is not None and _CLOSURE.search(text, loop.end()):
        return True
    inner = [match.group() for match in _CLOSURE.finditer(text)]
    return inner.count("for") > 1 or ("for" in inner and "lambda" in inner)


def holds_closure_in_loop(tree: ast.Module, text: str) -> bool:
    """Whether a word that makes a closure stands in a loop's body or beside the `for` of a comprehension.

    >>> text = "for x in y:\\n    print(x)\\nf(lambda: x)\\n"
    >>> holds_closure_in_loop(ast.parse(text), text)
    False
    """
    words = _Words(text)
    return any(_may_make_closures(statement, words) for statement in _statements(tree))


def _may_make_closures(statement: ast.AST, words: _Words) -> bool:
    """Whether enough words stand in a loop, in another statement's header, or in a simple statement.

    A `for` loop and a `def` bring a word of their own; a comprehension is one word, a closure in it another.
    """
    if isinstance(statement, ast.While):
        return words.count(statement.lineno, statement.end_lineno) > 0
    body = getattr(statement, "body", None)
    if isinstance(statement, ast.For | ast.AsyncFor) or not isinstance(body, list):
        return words.count(_first_row(statement), getattr(statement, "end_lineno", None)) > 1
    return words.count(_first_row(statement), body[0].lineno) > 1


def _first_row(statement: ast.AST) -> int:
    if isinstance(statement, ast.match_case):
        return statement.pattern.lineno
    decorators = getattr(statement, "decorator_list", None)
    first = decorators[0] if decorators else statement
    assert isinstance(first, ast.expr | ast.stmt | ast.excepthandler)
    return first.lineno


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Every statement, `except` and `case`."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            children = getattr(node, name, ())
            if isinstance(children, list):  # not the body of a lambda
                yield from children
                waiting.extend(children)


class _Words:
    """The rows in which words that make closures stand."""

    def __init__(self, text: str) -> None:
        starts = [match.start() for match in _CLOSURE.finditer(text)]
        self._rows: list[int] = []
        row, seen = 1, 0
        for start in starts:
            row += text.count("\n", seen, start)
            seen = start
            self._rows.append(row)

    def count(self, first: int, last: int | None) -> int:
        """How many stand from one row to another."""
        return bisect_left(self._rows, (last or first) + 1) - bisect_left(self._rows, first)
