"""The names that code binds, as they are written."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.sift.bound import names_bound, own_code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a = b", {"a"}),
        ("for a, (b, *c) in d: pass", {"a", "b", "c"}),
        ("import a.b, c as d\nfrom e import f", {"a", "d", "f"}),
        ("def f(x): y = 1", {"f"}),
        ("class C:\n  y = 1", {"C"}),
        ("try: pass\nexcept E as e: pass", {"e"}),
        ("match x:\n  case {'k': a, **rest}: pass\n  case [b, *c] as d: pass", {"a", "rest", "b", "c", "d"}),
        ("[a for a in b if (c := a)]", {"c"}),
        ("del a", set()),
    ],
)
def test_what_a_module_binds(code: str, expected: set[str]) -> None:
    assert set(names_bound(ast.parse(code))) == expected


def test_what_functions_do_is_their_own_code() -> None:
    tree = ast.parse("f(lambda: x)\ndef g(): y")
    assert {node.id for node in own_code(tree) if isinstance(node, ast.Name)} == {"f"}
