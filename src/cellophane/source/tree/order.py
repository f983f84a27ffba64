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
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def end(node: ast.AST) -> Place:
    """Where it ends."""
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
