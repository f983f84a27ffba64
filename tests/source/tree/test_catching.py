from __future__ import annotations

import ast

import pytest

from cellophane.source.tree.catching import expects_unbound, is_caught
from cellophane.source.tree.parents import Parents


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("try:\n  missing\nexcept NameError: pass", True),
        ("try:\n  missing\nexcept (KeyError, builtins.NameError): pass", True),
        ("try:\n  missing\nexcept: pass", True),
        ("try:\n  missing\nexcept* NameError: pass", True),
        ("try:\n  missing\nexcept KeyError: pass", False),
        ("try: pass\nexcept NameError: pass\nelse:\n  missing", False),
        ("try:\n  def f(): missing\nexcept NameError: pass", False),
        ("try:\n  class A: missing\nexcept NameError: pass", False),
    ],
)
def test_where_an_error_is_caught(text: str, caught: bool) -> None:
    tree = ast.parse(text)
    [name] = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "missing")
    assert is_caught(Parents(tree), name, "NameError") is caught


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
