"""Which of two nodes comes first in the text."""

from __future__ import annotations

import ast

Place = tuple[int, int]
"""A row from 1 and a column from 0, in bytes, as the parser counts: for comparing, not for showing."""


def begin(node: ast.AST) -> Place:
    """Where a node begins.

    >>> a, b = ast.parse("a; b").body
    >>> begin(a) < begin(b)
    True
    """
    node = placed(node)
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def end(node: ast.AST) -> Place:
    """Where it ends."""
    node = placed(node)
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]


def placed(node: ast.AST) -> ast.AST:
    """What stands for a node that the parser gives no place: the context of a `with`, the target of a `for` within."""
    if isinstance(node, ast.withitem):
        return node.context_expr
    return node.target if isinstance(node, ast.comprehension) else node
