"""The outline of a file: its statements, and in which rows of its text what words stand.

Walking all of a tree takes as long as parsing it. So all regions are told from one pass over the statements, and from
the words that stand in their rows; only what these cannot rule out is walked.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from cellophane.source.sift.rows import CLOSURE, Rows, first_row
from cellophane.source.text.unread import kind
from cellophane.source.tree.walking import blocks, walk

DefinedFunction = ast.FunctionDef | ast.AsyncFunctionDef
Owner = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef
_Kind = TypeVar("_Kind", bound=ast.AST)
_PARTS = ast.stmt | ast.excepthandler | ast.match_case
"""What a statement is made of that is a statement of the outline itself."""
_WORDED = DefinedFunction | ast.For | ast.AsyncFor
_NAME = r"[^\x00-@\[-^`{-\x7f][^\x00-/:-@\[-^`{-\x7f]*"  # without what is ASCII and in no name: compiled at once
_READ = re.compile(rf"(?<![\w.])(?<!def )(?<!class ){_NAME}+(?!\s*=(?!\s*[=}}!:]))")
"""A name that may be read: not right behind a dot, `def` or `class`, nor before `=`, unless that is the one of
`f"{name=}"`. Whatever is no ASCII may belong to one, which makes no word too few."""
_END = re.compile("\n")


class Outline:
    """The outline of one file, each part made when it is first asked for.

    >>> text = "def f(n):\\n    return lambda: n"
    >>> outline = Outline(ast.parse(text), text)
    >>> [type(node).__name__ for _, node in outline.statements]
    ['FunctionDef', 'Return']
    >>> outline.reads("n").between(2, 2)
    1
    """

    def __init__(self, tree: ast.Module, text: str) -> None:
        self.tree = tree
        self.text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text  # as the parser counts
        self._reads: dict[str, Rows] = {}

    @cached_property
    def statements(self) -> list[tuple[Owner, ast.AST]]:
        """Every statement, `except` and `case`, each with the function or module whose code it is."""
        found: list[tuple[Owner, ast.AST]] = []
        waiting: list[tuple[Owner, ast.AST]] = [(self.tree, self.tree)]
        while waiting:
            owner, node = waiting.pop()
            inner = node if isinstance(node, DefinedFunction) else owner
            below = [(inner, child) for child in blocks(node)]
            found += below
            waiting += below
        return found

    @cached_property
    def _by_kind(self) -> dict[type[ast.AST], list[ast.AST]]:
        kinds = defaultdict(list)
        for _, node in self.statements:
            kinds[kind(node)].append(node)
        return kinds

    def of_kind(self, *kinds: type[_Kind]) -> Iterator[_Kind]:
        """The statements of these kinds."""
        for one in kinds:
            yield from self._by_kind.get(one, ())  # type: ignore[misc]

    @cached_property
    def functions(self) -> list[DefinedFunction]:
        """Every `def`."""
        return [*self.of_kind(ast.FunctionDef), *self.of_kind(ast.AsyncFunctionDef)]

    @cached_property
    def closures(self) -> Rows:
        """The rows of words that make closures, or loops."""
        return self.rows(CLOSURE)

    @cached_property
    def sites(self) -> Rows:
        """The rows in which the statements begin that make closures themselves: what is in their blocks is apart."""
        rows = [function.lineno for function in self.functions]
        for _, statement in self.statements:
            has_word = isinstance(statement, _WORDED)  # of its own
            if self.closures.in_own(statement) > has_word and any(map(_makes_closure, own_parts(statement))):
                rows.append(first_row(statement))
        return Rows(sorted(rows))

    def rows(self, pattern: re.Pattern[str]) -> Rows:
        """The rows in which a pattern is found."""
        return Rows.found(pattern, self.text)

    def parts(self, rows: Rows) -> Iterator[ast.AST]:
        """All nodes of the statements in which something stands, without those of the statements in their blocks."""
        for _, statement in self.statements:
            if rows.in_own(statement):
                yield from own_parts(statement)

    @cached_property
    def _words(self) -> str:
        """The text, with names as the tree has them."""
        return self.text if self.text.isascii() else unicodedata.normalize("NFKC", self.text)

    @cached_property
    def _starts(self) -> list[int]:
        """Where the rows of that begin."""
        return [0, *(match.end() for match in _END.finditer(self._words))]

    def read_in(self, first: int, last: int) -> set[str]:
        """The names that may be read from one row to another."""
        end = self._starts[last] if last < len(self._starts) else len(self._words)
        return set(_READ.findall(self._words, self._starts[first - 1], end))

    def reads(self, name: str) -> Rows:
        """The rows in which a name stands where it may be read."""
        if name not in self._reads:
            self._reads[name] = Rows(bisect_right(self._starts, place) for place in self._places(name))
        return self._reads[name]

    def _places(self, name: str) -> Iterator[int]:
        place = self._words.find(name)
        while place >= 0:
            found = _READ.match(self._words, place)
            if found and found.group() == name:
                yield place
            place = self._words.find(name, place + 1)

    def reads_of(self, names: Iterable[str]) -> Rows:
        """The rows in which any of these names stands where it may be read."""
        return Rows(sorted(row for name in names for row in self.reads(name)))


def own_parts(statement: ast.AST) -> Iterator[ast.AST]:
    """A statement, and all nodes in it but those of the statements in its blocks."""
    yield statement
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, _PARTS):
            yield from walk(child)


def _makes_closure(node: ast.AST) -> bool:
    return isinstance(node, ast.Lambda | ast.GeneratorExp)
