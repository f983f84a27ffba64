"""Whether a closure may read a name that is taken away: by the end of an `except … as`, or by `del`.

Told from the statements of the tree and the words of the text; nothing is known of names. Sound, as all of the sift is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from cellophane.source.tree.bodies import Site
from cellophane.source.tree.walking import blocks, walk

_Owner = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef


def of_handlers(tree: ast.Module, text: str) -> bool:
    """Whether the block of an `except … as name` makes a closure, or the name stands elsewhere in the function around
    it, which makes one."""
    lines: list[str] = []
    holding: dict[_Owner, bool] = {}
    named: dict[_Owner, list[ast.ExceptHandler]] = {}
    for owner, node in _statements(tree):
        if isinstance(node, ast.ExceptHandler) and node.name:
            if any(isinstance(inner, Site) for inner in walk(node)):
                return True
            named.setdefault(owner, []).append(node)
    for owner, handlers in named.items():
        lines = lines or text.split("\n")
        if _stands_elsewhere(owner, handlers, lines) and holding.setdefault(owner, _makes_site(owner)):
            return True
    return False


def by_deletion(tree: ast.Module) -> bool:
    """Whether a function deletes a name and makes a closure."""
    return any(
        isinstance(node, ast.Delete)
        and not isinstance(owner, ast.Module)
        and any(_names(target) for target in node.targets)
        and _makes_site(owner)
        for owner, node in _statements(tree)
    )


def _names(target: ast.expr) -> bool:
    """Whether a target of `del` is a name, or has one in it."""
    if isinstance(target, ast.Tuple | ast.List):
        return any(_names(part) for part in target.elts)
    return isinstance(target, ast.Name)


def _makes_site(owner: _Owner) -> bool:
    return any(isinstance(node, Site) for node in walk(owner) if node is not owner)


def _stands_elsewhere(owner: _Owner, handlers: list[ast.ExceptHandler], lines: list[str]) -> bool:
    """Whether the name of a handler is written in the owner, but in no handler of that name."""
    for name in {handler.name for handler in handlers}:
        rows = {
            row
            for handler in handlers
            if handler.name == name
            for row in range(handler.lineno, (handler.end_lineno or handler.lineno) + 1)
        }
        first, last = (1, len(lines)) if isinstance(owner, ast.Module) else (owner.lineno, owner.end_lineno or 0)
        word = re.compile(rf"\b{name}\b")
        if any(row not in rows and word.search(lines[row - 1]) for row in range(first, last + 1)):
            return True
    return False


def _statements(tree: ast.Module) -> Iterator[tuple[_Owner, ast.AST]]:
    """Every statement and `except`, each with the function or module whose code it is."""
    waiting: list[tuple[_Owner, ast.AST]] = [(tree, tree)]
    while waiting:
        owner, node = waiting.pop()
        inner = node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else owner
        found = [(inner, child) for child in blocks(node)]
        yield from found
        waiting += found
