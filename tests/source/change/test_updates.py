"""What a function changes of what it captured."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.change.updates import Updates
from tests.following import facts


@pytest.mark.parametrize(
    ("first", "body", "expected"),
    [
        ("n = 0", "nonlocal n; n += 1", ["n rebound"]),
        ("n = 0", "nonlocal n; (n := 2)", ["n rebound"]),
        ("n = 0", "n = 1", []),
        ("n = []", "n.append(1)", ["n contents"]),
        ("n = list()", "n[0] = 1", ["n contents"]),
        ("n = {}", "n['a'] += 1", ["n contents"]),
        ("n = {}", "del n['a']", ["n contents"]),
        ("n = {1}", "n.clear()", ["n contents"]),
        ("n = []", "print(n, n[0], n.index(1))", []),
        ("n = manager.list()", "n.append(1)", []),
    ],
)
def test_what_is_changed(first: str, body: str, expected: list[str]) -> None:
    known = facts(f"def outer():\n    {first}\n    def inner():\n        {body}\n")
    [inner] = [n for n in ast.walk(known.tree) if isinstance(n, ast.FunctionDef) and n.name == "inner"]
    found = Updates(known.names, known.parents, known.callees).of(inner)
    assert [f"{one.variable.name} {one.manner.value}" for one in found] == expected
