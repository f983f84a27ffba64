"""Does a function bind a name again that a closure in it reads? Told from the tree, before names are resolved.

Sound: where a variable of a function is bound twice and captured, one text of it is bound twice and read in a closure.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from cellophane.source.tree.bodies import Comprehension, Site
from cellophane.source.tree.walking import children

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
    """Whether a function, or one in it, binds a name twice that a closure in it reads, and not only before that."""
    inner: list[ast.AST] = [function]
    while inner:
        own, sites, below = _parts(inner.pop())
        inner += below
        rows: dict[str, list[int]] = {}
        for node, row in own if sites else ():
            for name in _bound(node):
                rows.setdefault(name, []).append(row)
        last = {name: max(found) for name, found in rows.items() if len(found) > 1}
        if last and any(last.get(name, 0) >= site.lineno for site in sites for name in _read(site)):
            return True
    return False


def _parts(function: ast.AST) -> tuple[list[tuple[ast.AST, int]], list[Site], list[ast.AST]]:
    """The nodes of a function that may bind its names, each with the row up to which its statement goes; the closures
    in it; and the functions among those."""
    own: list[tuple[ast.AST, int]] = [(argument, 0) for argument in _arguments(function)]
    sites: list[Site] = []
    waiting = [(node, 0, False) for node in ast.iter_child_nodes(function)]
    while waiting:
        node, row, away = waiting.pop()
        if isinstance(node, ast.stmt | ast.excepthandler):
            row = node.end_lineno or 0
        if isinstance(node, Site):
            sites.append(node)
        if isinstance(node, _FUNCTIONS | ast.Lambda | ast.arguments):
            if isinstance(node, _FUNCTIONS) and not away:
                own.append((node, row))
            if isinstance(node, ast.arguments):
                waiting += ((default, row, away) for default in [*node.defaults, *node.kw_defaults] if default)
            if node is not function and not isinstance(node, ast.Lambda):
                waiting += ((one, row, away) for one in getattr(node, "decorator_list", ()))
            continue
        if isinstance(node, ast.NamedExpr) or not away:
            own += ((one, row) for one in ([node.target] if isinstance(node, ast.NamedExpr) else [node]))
        away = away or isinstance(node, Comprehension | ast.GeneratorExp | ast.ClassDef)
        waiting += ((child, row, away) for child in children(node))
    return own, sites, [site for site in sites if not isinstance(site, ast.GeneratorExp)]


def _arguments(function: ast.AST) -> Iterator[ast.AST]:
    arguments = getattr(function, "args", None)
    if isinstance(arguments, ast.arguments):
        yield from (node for node in ast.walk(arguments) if isinstance(node, ast.arg))


def _read(site: Site) -> set[str]:
    """The names that a closure reads and that are no parameters or targets of its own."""
    owned = {node.arg for node in _arguments(site) if isinstance(node, ast.arg)}
    if isinstance(site, ast.GeneratorExp):
        targets = (node for clause in site.generators for node in ast.walk(clause.target))
        owned = {node.id for node in targets if isinstance(node, ast.Name)}
    return {node.id for node in ast.walk(site) if isinstance(node, ast.Name)} - owned


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
