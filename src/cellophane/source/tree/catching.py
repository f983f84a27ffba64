"""Which exceptions are caught around a node, and by what names."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import takewhile

from cellophane.source.tree.dotted import last_name
from cellophane.source.tree.parents import Parents

_ALL = frozenset({"Exception", "BaseException"})
_UNBOUND = frozenset({"NameError", "UnboundLocalError"})


def is_caught(parents: Parents, node: ast.AST, *exceptions: str) -> bool:
    """Whether the function or class that evaluates a node catches one of these exceptions around it, or any at all.

    >>> tree = ast.parse("try:\\n    missing\\nexcept NameError:\\n    pass")
    >>> [name] = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "missing")
    >>> is_caught(Parents(tree), name, "NameError"), is_caught(Parents(tree), name, "KeyError")
    (True, False)
    """
    wanted = _ALL.union(exceptions)
    own = takewhile(lambda step: not isinstance(step[0], ast.ClassDef), parents.own_ancestors(node))
    return any(handler.type is None or wanted & named(handler.type) for handler in handlers(own))


def expects_unbound(parents: Parents, node: ast.AST) -> bool:
    """Whether a `try` of the same body around a node has a handler for names without a value."""
    return any(_UNBOUND & named(handler.type) for handler in handlers(parents.own_ancestors(node)))


def handlers(way: Iterable[tuple[ast.AST, ast.AST]]) -> Iterator[ast.ExceptHandler]:
    """The handlers that an exception meets on a way up, of parents with the child that it comes from."""
    for parent, child in way:
        if isinstance(parent, ast.Try | ast.TryStar) and child in parent.body:
            yield from parent.handlers


def named(exceptions: ast.expr | None) -> set[str]:
    """The last words of the exceptions that a handler, or a call that expects some, names.

    >>> sorted(named(ast.parse("(OSError, builtins.NameError)", mode="eval").body))
    ['NameError', 'OSError']
    """
    kinds = exceptions.elts if isinstance(exceptions, ast.Tuple) else [exceptions]
    return {last_name(kind) for kind in kinds if kind is not None}
