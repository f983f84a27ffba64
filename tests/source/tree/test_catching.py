from __future__ import annotations

import ast

import pytest

from cellophane.source.tree.catching import is_caught
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
