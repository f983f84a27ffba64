"""Does a function bind a name again that a closure in it reads? Told from the tree, before names are resolved.

Sound: where a variable of a function is bound twice and captured, one text of it is bound twice and read in a closure.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from cellophane.source.tree.bodies import Site
from cellophane.source.tree.walking import children, walk

_CLOSURE = re.compile(r"(?:lambda|def|for)\b")
# The head of a loop on a line of its own, in which nothing else can be a comprehension.
_LOOP = re.compile(r"^[ \t]*(?:async[ \t]+)?for\b(?=(?:(?!for\b|lambda\b)[^\n])*:[ \t]*(?:#[^\n]*)?$)", re.MULTILINE)
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def rebinds_what_closures_read(tree: ast.Module, text: str) -> bool:
    """Whether any function of a file does.

    >>> text = "def f(n):\\n    g = lambda: n\\n    n = 2\\n    return g"
    >>> rebinds_what_closures_read(ast.parse(text), text)
    True
    """
    lines = text.split("\n") if "\r" not in text else []
    return any(_may_hold_closure(function, lines) and _rebinds(function) for function in _functions(tree))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The outermost functions: those in them belong to their trees."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _FUNCTIONS):
            yield node
        elif not isinstance(node, ast.expr):
            waiting += children(node)


def _may_hold_closure(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> bool:
    """Whether a word stands in its body that makes closures; not, if only loops begin with it."""
    if not lines:
        return True
    body = "\n".join(lines[function.body[0].lineno - 1 : function.end_lineno])
    return _CLOSURE.search(_LOOP.sub("", body)) is not None


def _rebinds(function: ast.AST) -> bool:
    nodes = [*walk(function)]
    sites = [node for node in nodes if isinstance(node, Site) and node is not function]
    if not sites:
        return False
    once, twice = set[str](), set[str]()
    for name in (name for node in nodes for name in _bound(node)):
        (twice if name in once else once).add(name)
    return bool(twice) and any(isinstance(node, ast.Name) and node.id in twice for site in sites for node in walk(site))


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a node itself gives a value."""
    if isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Load):
            yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    else:
        names = (getattr(node, "name", None), getattr(node, "rest", None))  # `def`, `except`, `case`
        yield from (name for name in names if isinstance(name, str))
