"""What the functions and classes of a file do with a function that is handed to them."""

from __future__ import annotations

import pytest

from cellophane.source.outcomes import End
from tests.following import ends, stale

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"


def handed(definition: str, call: str = "h(lambda: 1)") -> set[tuple[End, str]]:
    """What becomes of the lambda in a call of something that is defined before it."""
    return ends(f"{definition}\ndef main():\n    {call}\n")


@pytest.mark.parametrize(
    ("definition", "call"),
    [
        ("def h(f): f()", "h(lambda: 1)"),
        ("def h(f): return f()", "h(lambda: 1)"),
        ("def h(f): return sorted(x, key=f)", "h(lambda: 1)"),
        ("def h(f):\n    g = f\n    return g()", "h(lambda: 1)"),
        ("def h(f):\n    for x in y:\n        f(x)", "h(lambda: 1)"),
        ("def h(f):\n    try:\n        return f()\n    finally:\n        pass", "h(lambda: 1)"),
        ("def h(a, f): f()", "h(2, lambda: 1)"),
        ("def h(a, *, f): f()", "h(2, f=lambda: 1)"),
        ("def h(a, f=None): f()", "h(2, f=lambda: 1)"),
        ("def g(f): f()\ndef h(f): g(f)", "h(lambda: 1)"),
        ("def h(f, n):\n    f()\n    h(f, n - 1)", "h(lambda: 1, 3)"),
        ("def h(f):\n    fs = [f]\n    fs[0]()", "h(lambda: 1)"),
        ("class h:\n    def __init__(self, f): f()", "h(lambda: 1)"),
        ("def h(*fs): fs[0]()", "h(lambda: 1)"),
        ("def h(**fs): fs['f']()", "h(f=lambda: 1)"),
    ],
)
def test_it_is_called(definition: str, call: str) -> None:
    assert handed(definition, call) == {(End.RUN, CERTAIN)}


@pytest.mark.parametrize(
    "definition",
    [
        "def h(f): pass",
        "def h(f): f = None",
        "def h(f): print(f)",
        "def h(f): return f is None",
    ],
)
def test_it_is_dropped(definition: str) -> None:
    assert handed(definition) == set()


@pytest.mark.parametrize(
    ("definition", "certainty"),
    [
        ("fs = []\ndef h(f): fs.append(f)", LIKELY),
        ("def h(f):\n    global kept\n    kept = f", LIKELY),
        ("import atexit\ndef h(f): atexit.register(f)", CERTAIN),
        ("fs = {}\ndef g(f): fs[1] = f\ndef h(f): g(f)", LIKELY),
    ],
)
def test_it_is_kept(definition: str, certainty: str) -> None:
    assert (End.KEPT, certainty) in handed(definition)


@pytest.mark.parametrize(
    "definition",
    [
        "def h(f): return f",
        "def h(f): return [f]",
        "def h(f): return f or x",
        "def h(f):\n    def g(): return f()\n    return g",
        "def h(f): return map(f, x)",
        "class h:\n    def __init__(self, f): self.f = f",
        "class h:\n    def __init__(self, f):\n        self.fs = []\n        self.fs.append(f)",
    ],
)
def test_it_comes_back(definition: str) -> None:
    assert {End.BOUND} == {end for end, _ in handed(definition, "g = h(lambda: 1)")}
    assert {End.RETURNED} == {end for end, _ in handed(definition, "return h(lambda: 1)")}


def test_the_receiver_holds_it() -> None:
    definition = "class A:\n    def add(self, f): self.f = f"
    assert handed(definition, "a = A(); a.add(lambda: 1)") == {(End.HELD, CERTAIN)}


@pytest.mark.parametrize(
    ("definition", "call"),
    [
        ("def h(f): x(f)", "h(lambda: 1)"),
        ("@x\ndef h(f): f()", "h(lambda: 1)"),
        ("def h(f): yield f", "h(lambda: 1)"),
        ("async def h(f): f()", "h(lambda: 1)"),
        ("class h: pass", "h(lambda: 1)"),
    ],
)
def test_it_cannot_be_told(definition: str, call: str) -> None:
    assert (End.RUN, CERTAIN) not in handed(definition, call)


def test_a_helper_that_keeps_in_one_branch_only_keeps() -> None:
    helper = "fs = []\ndef h(f):\n    if x:\n        fs.append(f)\n    else:\n        f()\n"
    assert handed(helper) >= {(End.KEPT, LIKELY), (End.RUN, CERTAIN)}
    assert stale(helper + "def main():\n    for i in x:\n        h(lambda: i)\n") == {"i": LIKELY}


def test_mutual_recursion_comes_to_an_end() -> None:
    definition = "def g(f):\n    h(f)\ndef h(f):\n    g(f)\n    f()"
    assert (End.RUN, CERTAIN) in handed(definition)
