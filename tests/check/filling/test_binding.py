"""Which defaults are there to bind a value."""

from __future__ import annotations

import pytest

from cellophane.check.filling.binding import bound
from cellophane.source.facts import alone
from cellophane.source.text.source import Source


def names(code: str) -> list[str]:
    return [one.parameter.arg for one in bound(alone(Source("sample.py", code)))]


@pytest.mark.parametrize(
    "code",
    [
        "for x in y: f(lambda x=x: x)",
        "for n in y: f(lambda x=n + 1: x)",
        "def g(n): f(lambda x=n: x)",
        "def g(x):\n    def h(x=x): return x\n    f(h)",
        "for n in y:\n    def h(x=n): return x",
        "[lambda x=n: x for n in y]",
    ],
)
def test_it_binds(code: str) -> None:
    assert names(code) == ["x"]


@pytest.mark.parametrize(
    "code",
    [
        "f(lambda x=None: x)",
        "n = 1\nf(lambda x=n: x)",
        "import n\nf(lambda x=n.a: x)",
        "for n in y: f(lambda _x=n: _x)",
        "for x in y: f(lambda x=x: 0)",
        "for x in y: f(lambda *, x=x: x)",
        "def g(n):\n    def h(x=n): return x\n    f(h)",
        "for x in y:\n    class C:\n        def h(self, x=x): return x",
    ],
)
def test_it_does_not_bind(code: str) -> None:
    assert names(code) == []
