"""Whether an exception is expected where a node stands."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.tree.expecting import is_asked_for, is_caught
from cellophane.source.tree.parents import Parents

NAMES = frozenset({"NameError"})


@pytest.mark.parametrize(
    ("code", "caught", "asked"),
    [
        ("try: x()\nexcept (OSError, NameError): pass", True, False),
        ("try: x()\nexcept Exception: pass", False, False),
        ("try: pass\nexcept NameError: x()", False, False),
        ("with pytest.raises(NameError): x()", False, True),
        ("self.assertRaises(builtins.NameError, x())", False, True),
        ("with raises(OSError): x()", False, False),
    ],
)
def test_expected(code: str, caught: bool, asked: bool) -> None:
    tree = ast.parse(code)
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node) == "x()")
    parents = Parents(tree)
    assert is_caught(parents, call, NAMES, tree) is caught
    assert is_asked_for(parents, call, NAMES) is asked
