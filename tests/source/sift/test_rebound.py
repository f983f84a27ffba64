"""Whether a function binds a name again that a closure in it reads, told before names are resolved."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.sift.outline import Outline
from cellophane.source.sift.rebound import rebinds_what_closures_read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(n):\n    g = lambda: n\n    n = 2", True),
        ("def f(n): g = lambda: n; n = 2", True),
        ("def f(n):\n    n = 2\n    return (n for _ in n if n)", False),
        ("class A:\n    def f(self, n):\n        def g(): return n\n        n = 2", True),
        ("async def f(n):\n    g = lambda: n\n    match n:\n        case n: pass", True),
        ("def f(n):\n    for n in (n for m in n): pass", True),
        ("def f(n):\n    for n in map(lambda m: n, n):\n        pass", True),
        ("def f(n):\n    g = lambda: n", False),
        ("def f(n):\n    for n in n:\n        pass", False),
        ("def f(n):\n    n = 2\n    return [m for m in range(n)]", False),
        ("n = 1\ng = lambda: n\nn = 2", False),
        ("def f(n):\n    g = lambda: 1\n    n = 2", False),
    ],
)
def test_it_is_told(text: str, expected: bool) -> None:
    assert rebinds_what_closures_read(Outline(ast.parse(text), text)) is expected
