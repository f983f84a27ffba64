"""Which calls give a function what it uses."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.meaning.passing import Passing
from tests.following import facts

CLASS = "class C:\n    def __init__(self, a, b=0):\n        self.b = b\n    def m(self):\n        use(self.b)\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(a, b):\n    use(b)\nf(1, 2)\nf(1, b=3)\nf(1, *x)\nf(1)", ["2", "3"]),
        ("def f(a):\n    a = 2\n    use(a)\nf(1)", []),
        (f"{CLASS}C(1, 2)\nC(1, b=3)\nC(1)", ["2", "3"]),
        ("class C:\n    def m(self, a):\n        use(a)\nc = C()\nc.m(1)", ["1"]),
        ("use(unknown)", []),
        ("def f(a):\n    use(a.b)\nf(1)", []),
    ],
)
def test_what_is_given(code: str, expected: list[str]) -> None:
    known = facts(code)
    [use] = [n for n in known.sendings.calls if isinstance(n.func, ast.Name) and n.func.id == "use"]
    passing = Passing(known.calls, known.names, known.parents, known, known.words)
    assert [ast.unparse(value) for _, value in passing.given(use.args[0])] == expected
