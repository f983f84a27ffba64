"""The nodes of a tree, fast: without those that say nothing of where they stand, as `Load` and the signs of operators.

Walking all of a tree with `ast.walk` takes as long as parsing it.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator

from cellophane.source.text.unread import UNREAD, with_unread

_WORDS = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "asname", "module", "level", "type_comment", "rest"})
"""Fields in which no node stands that is given out."""

_LEAVES = frozenset({ast.Name, ast.Constant, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal, ast.alias})
_NODE = ast.AST
_STATEMENT = (ast.stmt, ast.excepthandler, ast.match_case)
"""Looked up once: these loops run for each node of a tree."""
_KINDS = [kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)]
_FIELDS = with_unread(
    {kind: () if kind in _LEAVES else tuple(f for f in kind._fields if f not in _WORDS) for kind in _KINDS}
)
_HEADERS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(f for f in _FIELDS[kind] if f != "body") for kind in UNREAD
}

_BLOCKS = with_unread(
    {
        kind: tuple(f for f in ("body", "orelse", "finalbody", "handlers", "cases") if f in kind._fields)
        for kind in _KINDS
        if kind not in (ast.Lambda, ast.IfExp, ast.Expression)  # whose bodies are expressions
    }
)
_STATEMENTS = {kind: tuple(f for f in kind._fields if f in names) for kind, names in _BLOCKS.items()}
"""The same in the order of the fields."""


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all nodes in it, in the order of the fields: what is in a node comes after it.

    >>> [type(node).__name__ for node in walk(ast.parse("x + 1").body[0])]
    ['Expr', 'BinOp', 'Name', 'Constant']
    """
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += children(node)[::-1]


def walk_at_hand(node: ast.AST) -> Iterator[ast.AST]:
    """The same without reading a body that is unread."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += children_at_hand(node)[::-1]


def children(node: ast.AST) -> list[ast.AST]:
    """What a node is made of, in the order of its fields.

    >>> children(ast.parse("x"))[0].value.id
    'x'
    """
    return _in_fields(node, _FIELDS[type(node)])


def children_at_hand(node: ast.AST) -> list[ast.AST]:
    """The same without reading a body that is unread."""
    kind = type(node)
    return _in_fields(node, _HEADERS.get(kind) or _FIELDS[kind])


def header(function: ast.AST) -> list[ast.AST]:
    """What a function is made of without its body."""
    return _in_fields(function, _HEADERS[UNREAD[isinstance(function, ast.AsyncFunctionDef)]])


def _in_fields(node: ast.AST, fields: tuple[str, ...]) -> list[ast.AST]:
    found: list[ast.AST] = []
    for field in fields:
        value = getattr(node, field, None)
        if type(value) is list:
            if value:
                found += [one for one in value if isinstance(one, _NODE)]
        elif isinstance(value, _NODE):
            found.append(value)
    return found


def statements_in(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement in a node, `except` and `case`, those of functions and classes in it too.

    >>> [type(node).__name__ for node in statements_in(ast.parse("if x:\\n    f(lambda: 1)"))]
    ['If', 'Expr']
    """
    waiting = [node]
    while waiting:
        inner = blocks(waiting.pop())
        yield from inner
        waiting += inner


def statements_at_hand(node: ast.AST) -> Iterator[ast.AST]:
    """The same without those of bodies that are unread."""
    waiting = [node]
    while waiting:
        inner = [one for one in children_at_hand(waiting.pop()) if isinstance(one, _STATEMENT)]
        yield from inner
        waiting += inner


def statements_by_depth(node: ast.AST) -> Iterator[ast.AST]:
    """A node and the same, but of bodies that are unread, in the order in which `ast.walk` comes to them: a block after
    all that are less deep.

    >>> [type(node).__name__ for node in statements_by_depth(ast.parse("if x:\\n    f(lambda: 1)\\ny = 1"))]
    ['Module', 'If', 'Assign', 'Expr']
    """
    waiting = deque([node])
    while waiting:
        node = waiting.popleft()
        yield node
        if type(node) not in _HEADERS:  # what is unread stays so
            for field in _STATEMENTS[type(node)]:
                waiting.extend(getattr(node, field))


def blocks(node: ast.AST) -> list[ast.AST]:
    """The statements, `except` and `case`, of the blocks of a node, without what is in those.

    >>> [type(node).__name__ for node in blocks(ast.parse("if x:\\n    y\\nelse: pass").body[0])]
    ['Expr', 'Pass']
    """
    return [inner for name in _BLOCKS[type(node)] for inner in getattr(node, name)]
