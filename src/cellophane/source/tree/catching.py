"""Whether an exception that an expression raises is caught where it stands."""

from __future__ import annotations

import ast

from cellophane.source.tree.parents import Parents, is_body_part

_ALL = frozenset({"Exception", "BaseException"})


def is_caught(parents: Parents, node: ast.AST, *exceptions: str) -> bool:
    """Whether the function or class that evaluates a node catches one of these exceptions around it, or any at all.

    >>> tree = ast.parse("try:\\n    missing\\nexcept NameError:\\n    pass")
    >>> [name] = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "missing")
    >>> is_caught(Parents(tree), name, "NameError"), is_caught(Parents(tree), name, "KeyError")
    (True, False)
    """
    wanted = _ALL.union(exceptions)
    previous = node
    for parent, child in parents.ancestors(node):
        tried = parent.handlers if isinstance(parent, ast.Try | ast.TryStar) and child in parent.body else []
        if any(handler.type is None or wanted & _named(handler.type) for handler in tried):
            return True
        if isinstance(parent, ast.ClassDef) or is_body_part(parent, child, previous):
            return False
        previous = child
    return False


def _named(node: ast.expr) -> set[str]:
    """The last words of the exceptions that a handler names."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return {part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "") for part in parts}
