"""Does a function bind a name again that a closure in it reads? Told from the tree, before names are resolved.

Sound: where a variable of a function is bound twice and captured, one text of it is bound twice and read in a closure.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.source.sift.bound import names_of
from cellophane.source.sift.outline import DefinedFunction, Outline
from cellophane.source.tree.bodies import Comprehension, Site
from cellophane.source.tree.walking import children, walk

_SPECIAL = frozenset(
    kind
    for kind in vars(ast).values()
    if isinstance(kind, type)
    and issubclass(kind, ast.stmt | ast.excepthandler | Site | Comprehension | ast.arguments | ast.NamedExpr)
)
"""What `_parts` looks at more closely."""


def rebinds_what_closures_read(outline: Outline) -> bool:
    """Whether any function of a file does.

    >>> text = "def f(n):\\n    g = lambda: n\\n    n = 2\\n    return g"
    >>> rebinds_what_closures_read(Outline(ast.parse(text), text))
    True
    """
    outermost = (node for owner, node in outline.statements if isinstance(owner, ast.Module))
    functions = (node for node in outermost if isinstance(node, DefinedFunction) and outline.sites.in_body(node))
    return any(map(_rebinds, functions))


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
        if type(node) not in _SPECIAL:  # most nodes of most functions
            if not away:
                own.append((node, row))
            waiting += [(child, row, away) for child in children(node)]
            continue
        if isinstance(node, ast.stmt | ast.excepthandler):
            row = node.end_lineno or 0
        if isinstance(node, Site):
            sites.append(node)
        if isinstance(node, DefinedFunction | ast.Lambda | ast.arguments):
            if isinstance(node, DefinedFunction) and not away:
                own.append((node, row))
            if isinstance(node, ast.arguments):
                waiting += ((default, row, away) for default in [*node.defaults, *node.kw_defaults] if default)
            if node is not function and not isinstance(node, ast.Lambda):
                waiting += ((one, row, away) for one in getattr(node, "decorator_list", ()))
            continue
        if not away:
            own.append((node, row))
        elif isinstance(node, ast.NamedExpr):
            own.append((node.target, row))
        away = away or isinstance(node, Comprehension | ast.GeneratorExp | ast.ClassDef)
        waiting += ((child, row, away) for child in children(node))
    return own, sites, [site for site in sites if not isinstance(site, ast.GeneratorExp)]


def _arguments(function: ast.AST) -> Iterator[ast.AST]:
    arguments = getattr(function, "args", None)
    if isinstance(arguments, ast.arguments):
        yield from (node for node in walk(arguments) if isinstance(node, ast.arg))


def _read(site: Site) -> set[str]:
    """The names that a closure reads and that are no parameters or targets of its own."""
    owned = {node.arg for node in _arguments(site) if isinstance(node, ast.arg)}
    if isinstance(site, ast.GeneratorExp):
        targets = (node for clause in site.generators for node in walk(clause.target))
        owned = {node.id for node in targets if isinstance(node, ast.Name)}
    return {node.id for node in walk(site) if isinstance(node, ast.Name)} - owned


def _bound(node: ast.AST) -> tuple[str, ...]:
    """The names that a node itself gives a value."""
    return (node.arg,) if isinstance(node, ast.arg) else names_of(node)
