"""Which exceptions somebody means to see at a place."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.tree.handlers import expects_unbound
from cellophane.source.tree.parents import Parents


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("try: here\nexcept NameError: pass", True),
        ("try:\n  if c: here\nexcept (OSError, UnboundLocalError): pass", True),
        ("try: here\nexcept* NameError: pass", True),
        ("try: here\nexcept Exception: pass", False),
        ("try: here\nexcept: pass", False),
        ("try: pass\nexcept NameError: here", False),
        ("try:\n  def f(): here\nexcept NameError: pass", False),
        ("here", False),
    ],
)
def test_only_a_handler_for_names_around_it_counts(code: str, expected: bool) -> None:
    tree = ast.parse(code)
    [node] = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "here")
    assert expects_unbound(Parents(tree), node) is expected
