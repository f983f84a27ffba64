from __future__ import annotations

import pytest

from cellophane.source.reach.differences import different

BASE = """\
import os
from a import b as c

kept = []
other: list = []

def keep(f):
    kept.append(f)

def run():
    for f in kept:
        f()

class Desk:
    def on(self, f):
        self.f = f

def press(desk):
    desk.on(len)

def alone():
    return other and os.sep
"""


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("kept = []", "kept = []  # none", set()),
        ("return other and", "return (other) and", set()),
        ("import os\n", "import os\n\n\n", set()),
        # who hands a closure to `keep` may see what `run` does with it
        ("        f()\n", "        f(1)\n", {"keep", "run", "kept"}),
        ("kept = []", "kept = [1]", {"keep", "run", "kept"}),
        ("other and", "not other and", {"alone", "other"}),
        # `press` knows no class: that which has such a method may be meant
        ("self.f = f", "f()", {"Desk", "press"}),
        ("b as c", "d as c", {"c"}),
        ("import os\n", "import posixpath as os\n", {"os", "alone", "other"}),
        ("def alone", "def lonely", {"alone", "lonely", "other"}),
        ("def alone", "def added(): ...\ndef alone", {"added"}),
        ("def alone", "from a import *\ndef alone", None),
        ("kept = []", "__all__ = []\nkept = []", None),
        ("kept = []", "kept = [", None),
        ("def alone", "def __getattr__(name): ...\ndef alone", None),
    ],
)
def test_edits(before: str, after: str, wanted: set[str] | None) -> None:
    edited = BASE.replace(before, after)
    assert edited != BASE
    for found in (different(BASE, edited), different(edited, BASE)):
        assert (None if found is None else set(found)) == wanted


def test_another_order_may_be_another_module() -> None:
    assert different("x = 1\nx = 2\n", "x = 2\nx = 1\n") is None
    assert different("x = 1\nx = 2\ny = 1\n", "x = 2\nx = 1\ny = 2\n") is None
    assert different("x = 1\nx = 2\n", "x = 1\nx = 2\nx = 1\n") is None


def test_a_way_of_names_of_any_length() -> None:
    text = "".join(f"def f{n}(): return f{n + 1}()\n" for n in range(300))
    assert different(f"{text}def f300(): 1\n", f"{text}def f300(): 2\n") == frozenset(f"f{n}" for n in range(301))


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("for a in b: c = 1", {"a", "c"}),
        ("with x as (a, b): ...", {"a", "b"}),
        ("try: ...\nexcept E as e: ...", {"e"}),
        ("match x:\n    case [a, *b]: ...\n    case {'k': c, **d}: ...\n    case e: ...", {*"abcde"}),
        ("(a := 1)", {"a"}),
        ("a, (b, *c) = x", {*"abc"}),
        ("if x:\n    def a(): ...\n    class b: ...", {"a", "b"}),
        ("import a.b, c as d", {"a", "d"}),
        ("del a", {"a"}),
    ],
)
def test_what_statements_bind(statement: str, names: set[str]) -> None:
    assert different("", statement) == frozenset(names)
