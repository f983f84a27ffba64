"""Which calls in a file call a function of the same file."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.meaning.own_calls import OwnCalls
from tests.parts import Parts


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("def f(): ...\nf()\nlist(f())\ng()", [2, 3]),
        ("class A:\n    def f(self): ...\n    def g(self): self.f()\nA().f()\nf()", [3, 4]),
        ("class A:\n    def f(self): ...\nclass B:\n    def f(self): ...\n    def g(self): self.f()", []),
        ("class A:\n    def f(self): ...\ndef g(a): a.f()", []),
        ("def f(): ...\nif x:\n    def f(): ...\nf()", []),
        ("def f(): ...\ng = f\ng()", []),
    ],
)
def test_calls_that_are_seen_to_call_it(code: str, rows: list[int]) -> None:
    parts = Parts(code)
    function = next(n for n in ast.walk(parts.tree) if isinstance(n, ast.FunctionDef) and n.name == "f")
    assert sorted(call.lineno for call in OwnCalls(parts.parents, parts.callees).of(function)) == rows
