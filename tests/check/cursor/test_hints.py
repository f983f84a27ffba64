"""What closures capture, beside them."""

from __future__ import annotations

import re

import pytest

from cellophane.check.cursor.hints import hints
from cellophane.model.hover import Hint
from tests.following import facts

EVERYTHING = range(1, 1000)


def shown(code: str) -> str:
    """The text with the names at the place of each hint."""
    known = facts(code)
    lines = list(known.source.lines)
    for hint in reversed(hints(known, EVERYTHING)):
        line = lines[hint.row - 1]
        lines[hint.row - 1] = f"{line[: hint.column - 1]}⟨{' '.join(hint.names)}⟩{line[hint.column - 1 :]}"
    return "\n".join(lines)


@pytest.mark.parametrize(
    "expected",
    [
        "def f(a):\n    return lambda:⟨a⟩ a",
        "def f(a, b):\n    return lambda x=(b):⟨b a⟩ x + b + a",
        "def f(a):\n    @a\n    def g(x=a)⟨a⟩ -> a: return a",
        "def f(a):\n    def g()⟨a⟩:\n        nonlocal a\n        a = 1",
        "def f(a):\n    def g()⟨a⟩:\n        return lambda:⟨a⟩ a",
        "def f(a):\n    return [lambda:⟨b⟩ b for b in a]",
        "def f(a):\n    return (lambda:⟨b⟩ b for b in a)",
        # Of a module, what a loop rebinds and is read.
        "import q\nfor i in q.x:\n    f = lambda:⟨i⟩ (i, q)",
        "for i in x:\n    def f():\n        global i\n        i = 1",
        "n = 0\nlambda: n",
        # Used up where it stands.
        "def f(a):\n    return any(a for _ in a)",
        # Of a class, and of types.
        "class C:\n    def f(self): return super().f()",
        "def f(a):\n    '\N{PILE OF POO}'; return lambda:⟨a⟩ a",
    ],
)
def test_hints_stand_behind_the_parameters(expected: str) -> None:
    assert shown(re.sub("⟨.*?⟩", "", expected)) == expected


def test_only_the_rows_that_are_asked_for() -> None:
    known = facts("def f(a):\n    return lambda: (\n        lambda:\n            a)\n")
    assert hints(known, range(2, 3)) == (Hint(2, 19, ("a",)),)
    assert hints(known, range(3, 4)) == (Hint(3, 16, ("a",)),)
    assert hints(known, range(1, 2)) == hints(known, range(4, 4)) == hints(known, range(-5, 0)) == ()
