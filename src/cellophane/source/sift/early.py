"""Whether a closure may run before a name is bound that it reads, as the text has it.

It takes a function or module that makes a closure which reads a name, and binds that name for the first time only
below; and if the closure has a name, that name, or one of the others that are made there, has to be written between.
Nothing is known of scopes: a name is what is written. Sound, as all of the sift is.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right

from cellophane.source.sift.bound import Owner, names_of, own_code
from cellophane.source.sift.rows import NAME, rows
from cellophane.source.tree.bodies import Function, Site
from cellophane.source.tree.order import Place, begin, end
from cellophane.source.tree.parents import own_nodes
from cellophane.source.tree.walking import statements_in, walk

_NEVER = (0, 0)
_WORD = re.compile(r"(?:lambda|def|for)\b")
_NAME = re.compile(NAME)
_LOOPS = ast.For | ast.AsyncFor


def runs_early(tree: ast.Module, text: str) -> bool:
    """Whether any closure of a file may run so."""
    statements = list(statements_in(tree))
    words = _Rows(_rows(text))
    loops = _Rows(sorted(node.lineno for node in statements if isinstance(node, _LOOPS)))
    owners = [node for node in statements if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    makers = (one for one in owners if words.within(one) > loops.within(one))
    lines = rows(text)
    return _may_run_early(tree, lines) or any(_may_run_early(one, lines) for one in makers)


def _rows(text: str) -> list[int]:
    """The rows in which words stand that make closures, or loops."""
    rows, row, seen = [], 1, 0
    for match in _WORD.finditer(text):
        row += text.count("\n", seen, match.start())
        seen = match.start()
        rows.append(row)
    return rows


class _Rows:
    """How often something stands in which row."""

    def __init__(self, rows: list[int]) -> None:
        self._sorted = rows

    def within(self, owner: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        """How often it does in the body of a function."""
        first, last = owner.body[0].lineno, owner.end_lineno or owner.lineno
        return bisect_right(self._sorted, last) - bisect_left(self._sorted, first)


def _may_run_early(owner: Owner, lines: list[str]) -> bool:
    own = list(own_code(owner))
    runs = {site: place for site in own if isinstance(site, Site) and (place := _runs(site, own)) is not None}
    if not runs:
        return False
    bound = _bound(owner, own)
    last = max(bound.values(), default=_NEVER)
    return any(
        place < last and _may_name(site, lines, bound, place) and _names_later(site, bound, place)
        for site, place in runs.items()
    )


def _runs(site: ast.AST, own: list[ast.AST]) -> Place | None:
    """Where a closure may run first: at once if it has no name, or else where that stands below it."""
    if not isinstance(site, ast.FunctionDef | ast.AsyncFunctionDef):
        return begin(site)
    last, name = end(site), site.name
    called = [begin(node) for node in own if isinstance(node, ast.Name) and node.id == name and begin(node) >= last]
    return min(called, default=None)


def _may_name(site: ast.AST, lines: list[str], bound: dict[str, Place], runs: Place) -> bool:
    """Whether the text of a closure has a word that is bound too late: looking for words is fast."""
    if not lines:
        return True
    text = "\n".join(lines[begin(site)[0] - 1 : end(site)[0]])
    return any(bound.get(word, _NEVER) > runs for word in set(_NAME.findall(text)))


def _names_later(site: ast.AST, bound: dict[str, Place], runs: Place) -> bool:
    return any(bound.get(name, _NEVER) > runs for name in _read(site))


def _bound(owner: Owner, own: list[ast.AST]) -> dict[str, Place]:
    """Where each name is bound first: of an assignment, its end."""
    places: dict[ast.AST, Place] = {}
    first: dict[str, Place] = {}
    for node in own:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            places |= dict.fromkeys((part for target in targets for part in walk(target)), end(node))
    for node in own:
        for name in names_of(node):
            place = places.get(node) or begin(node)
            first[name] = min(place, first.get(name, place))
    if not isinstance(owner, ast.Module):
        first |= {argument.arg: _NEVER for argument in walk(owner.args) if isinstance(argument, ast.arg)}
    return first


def _read(site: ast.AST) -> set[str]:
    """The names that a closure may have from around it."""
    read = {node.id for node in walk(site) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    if isinstance(site, Function):
        read -= {name for node in own_nodes(site) for name in names_of(node)} - _in_comprehensions(site)
        read -= {argument.arg for argument in walk(site.args) if isinstance(argument, ast.arg)}
    return read


def _in_comprehensions(site: ast.AST) -> set[str]:
    """The names that comprehensions bind inside, which are theirs."""
    targets = (node.target for node in walk(site) if isinstance(node, ast.comprehension))
    return {node.id for target in targets for node in walk(target) if isinstance(node, ast.Name)}
