"""What can hold a hazard at all, told from the text before it is parsed, and from the tree before it is resolved.

Both tests are sound: a file in which a rule would find something always passes. The first looks for words, so strings
and comments make some files pass that need not. They know nothing of names.

Ending a loop's block at the first line that is indented less would drop many more files unparsed, but a bracket or a
string may go on at any indentation; only the tree knows where blocks end.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator

from cellophane.source.tree.bodies import Comprehension, Site

_LOOPS = ast.For | ast.AsyncFor | ast.While
_PARTS = ast.stmt | ast.excepthandler | ast.match_case
"""What a statement is made of that `_statements` gives out by itself."""

# A leading newline lets the search jump from line to line; `^` tries every character.
_LOOP = re.compile(r"\n[ \t\f]*(?:async[ \t\f]+)?(?:for|while)\b")
# No boundary before the word: a number may touch it, as in `[0for x in y]`.
_CLOSURE = re.compile(r"(?:lambda|def|for)\b")


def may_hold_hazard(text: str) -> bool:
    """Whether a file with this text needs to be parsed: a loop or comprehension, and a closure after it begins.

    >>> may_hold_hazard("def f(x):\\n    return lambda: x\\n")
    False
    >>> may_hold_hazard("for x in y:\\n    f(lambda: x)\\n")
    True
    """
    loop = _LOOP.search("\n" + text)
    if loop is not None and _CLOSURE.search(text, loop.end() - 1):
        return True
    inner = [match.group() for match in _CLOSURE.finditer(text)]
    return inner.count("for") > 1 or ("for" in inner and "lambda" in inner)


def holds_closure_in_loop(tree: ast.Module, text: str) -> bool:
    """Whether a closure is made in a loop or a comprehension.

    Walking all of a tree takes as long as parsing it, so the words tell which statements are worth it.

    >>> text = "for x in y:\\n    print(x)\\nf(lambda: x)\\n"
    >>> holds_closure_in_loop(ast.parse(text), text)
    False
    """
    words = _Words(text)
    return any(_has_words(statement, words) and _repeats_closure(statement) for statement in _statements(tree))


def _has_words(statement: ast.AST, words: _Words) -> bool:
    """Whether enough words stand in a loop, in another statement's header, or in a simple statement.

    It takes two: that of a loop, which `while` does without, and that of a closure. The `def` of a header is neither.
    """
    body = getattr(statement, "body", None)
    if isinstance(statement, _LOOPS) or not isinstance(body, list):
        least, last = 1 if isinstance(statement, ast.While) else 2, getattr(statement, "end_lineno", None)
    else:
        least, last = 3 if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) else 2, body[0].lineno
    return words.count(_first_row(statement), last) >= least


def _repeats_closure(statement: ast.AST) -> bool:
    if isinstance(statement, _LOOPS):
        return _holds_site(statement)
    header = (child for child in ast.iter_child_nodes(statement) if not isinstance(child, _PARTS))
    inside = (node for child in header for node in ast.walk(child))
    return any(_holds_site(node) for node in inside if isinstance(node, Comprehension | ast.GeneratorExp))


def _holds_site(loop: ast.AST) -> bool:
    return any(isinstance(node, Site) for node in ast.walk(loop) if node is not loop)


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
