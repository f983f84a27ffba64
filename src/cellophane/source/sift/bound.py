"""The names that code binds, as they are written: nothing is known of scopes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import get_args

from cellophane.source.sift.outline import Owner
from cellophane.source.text.unread import with_unread
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.walking import children

_NAMES = (
    *("MatchStar", "MatchMapping", "MatchAs", "FunctionDef", "AsyncFunctionDef", "ClassDef"),
    *("ExceptHandler", "alias", "TypeAlias"),
)
_BINDING = frozenset(
    with_unread({getattr(ast, name): None for name in _NAMES if hasattr(ast, name)})  # TypeAlias is new in Python 3.12
)
"""What `names_of` finds names in: asking the type first is fast."""
_CLOSED = frozenset(with_unread(dict.fromkeys((*get_args(Function), ast.ClassDef, ast.Name, ast.Constant))))
"""What is not walked into: code of its own, and leaves."""


def own_code(owner: Owner) -> Iterator[ast.AST]:
    """The nodes of the owner's own code, but for the targets of comprehensions, which are theirs."""
    waiting: list[ast.AST] = list(owner.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.comprehension):
            waiting += [node.iter, *node.ifs]
        elif type(node) not in _CLOSED:
            waiting += children(node)


def names_bound(module: ast.Module) -> Iterator[str]:
    """The names that a module's own code binds."""
    return (name for node in own_code(module) for name in names_of(node))


def names_of(node: ast.AST) -> tuple[str, ...]:
    """The names that a node binds by itself."""
    if isinstance(node, ast.Name):  # most of those that may
        return (node.id,) if isinstance(node.ctx, ast.Store) else ()
    if type(node) not in _BINDING:
        return ()
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return (name,)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return (name,)
        case ast.MatchMapping(rest=str(name)):
            return (name,)
        case ast.alias(name=name, asname=known_as):
            return (known_as or name.partition(".")[0],)
        case _ if type(node).__name__ == "TypeAlias":
            return names_of(node.name)  # type: ignore[attr-defined]
    return ()
