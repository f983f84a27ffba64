"""Which of two nodes comes first."""

from __future__ import annotations

import ast

from cellophane.source.tree.order import begin, end


def test_nodes_are_compared_by_row_and_column() -> None:
    first, second, third = ast.parse("aa; b\nc").body
    assert begin(first) < end(first) < begin(second) < begin(third)


def test_what_is_inside_begins_no_earlier_and_ends_no_later() -> None:
    [statement] = ast.parse("f(\n  a)").body
    [inner] = (node for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id == "a")
    assert begin(statement) < begin(inner) < end(inner) < end(statement)
