"""`rebound`: in which form a closure reads a variable that was bound again."""

from __future__ import annotations

import pytest

from cellophane.check.late.rebound import rebound
from tests.following import facts

SIGNALS = "class Signal:\n    def __init__(self): self.all = []\n    def connect(self, f): self.all.append(f)\n"


@pytest.mark.parametrize(
    ("code", "shape", "certainty"),
    [
        ("def f(v, w):\n    g = (i for i in w if v)\n    v = 2\n    return list(g)", "lazy", "certain"),
        ("def f(v, w):\n    for v in (i for i in w if i != v):\n        print(v)", "lazy", "certain"),
        ("def f(v, w):\n    for i in (i for i in w if i != v):\n        v = i", "lazy", "possible"),
        ("def f(v, w):\n    v = lambda: v()\n    return v", "own", "certain"),
        ("def f(v, w):\n    w.connect(lambda: v)\n    v = 2\n    w.connect(lambda: v)", "unrolled", "likely"),
        (
            "def f(v, w):\n    a = []\n    a.append(lambda: v)\n    v = 2\n    return [b() for b in a]",
            "called",
            "certain",
        ),
        ("def f(v, w):\n    w.connect(lambda: v)\n    v = 2", "alone", "possible"),
    ],
)
def test_the_shape(code: str, shape: str, certainty: str) -> None:
    found = {(one.shape.value, one.stale.certainty.word) for one in rebound(facts(SIGNALS + code))}
    assert (shape, certainty) in found


@pytest.mark.parametrize(
    "code",
    [
        "def f(v, w):\n    g = lambda: v\n    v = 2\n    return g()",
        "def f(v, w):\n    v = w(lambda: v)",
        "def f(v, w):\n    for v in w:\n        a.append(lambda: v)",
        "def f(v, w):\n    g = (i for i in w if v)\n    g = list(g)\n    v = 2\n    return g",
    ],
)
def test_nothing_is_told(code: str) -> None:
    assert [one for one in rebound(facts(code)) if one.stale.certainty.word != "possible"] == []
