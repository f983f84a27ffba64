"""Which bindings a read may have its value from: by hand, and against what programs read when they run."""

from __future__ import annotations

import ast
import contextlib
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellophane.model.scope import Use
from tests.following import facts


def rows(code: str) -> list[int]:
    """The rows of the bindings that the last read of `x` may see."""
    known = facts(code)
    reads = [use for use in known.names.all_uses() if use.variable.name == "x"]
    last = max(reads, key=lambda use: (use.node.lineno, use.node.col_offset))  # type: ignore[attr-defined]
    return [int(binding.node.lineno) for binding in known.use_def.of(last)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1\nx = 2\nprint(x)\nx = 3", [2]),
        ("x = 1\nif c:\n    x = 2\nprint(x)", [1, 3]),
        ("x = 1\nx = 2\nlate = lambda: x\nx = 3", [2, 4]),
        ("x = 1\nfor x in y:\n    late = lambda: x", [2]),
        ("def f(x):\n    return lambda: x", [1]),
        ("def f(x):\n    x = 1\n    return lambda: x", [2]),
        ("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    x = 3\n    return x", [5, 6]),
        ("x = 1\ndef g():\n    global x\n    x = 2\nx = 3\nlambda: x", [4, 5]),
        ("x = 1\ndel x\nx = 2\nprint(x)", [3]),
        ("x = 1\nclass C:\n    x = 2\n    x = 3\n    print(x)", [4]),
        ("x = 1\ny = [x for x in z]", [2]),
        ("x = 1\ny = [lambda: x for x in z]", [2]),
        ("x = 1\ny = [x for _ in z]", [1]),
        ("x = 1\ny = (_ for _ in x)\nx = 2", [1]),
        ("x = 1\ny = (x for _ in z)\nx = 2", [1, 3]),
        ("def f(x):\n    def g():\n        def h():\n            return x\n    x = 2", [1, 5]),
        ("try: ...\nexcept E as x:\n    print(x)\nx = 1", [2]),
        # Where it cannot be told: all of them.
        ("def f():\n    x = 1\n    x = 2\n    return\n    print(x)", [2, 3]),
        ("def f():\n    print(x)\n    x = 1", [3]),
        # Where there is none.
        ("print(x)", []),
        ("class C:\n    def f(self): return x", []),
    ],
)
def test_by_hand(code: str, expected: list[int]) -> None:
    assert rows(code) == expected


# -- against runs ----------------------------------------------------------------------------------------------------


class _Program:
    """A function that binds `x` in each way to the number of the row that does it, and reads it, at once and late."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._lines: list[str] = ["def body(x):"]
        self._left = 12
        while self._left > 0:
            self._statement("    ", "x = {}")
        self._line("    ", "run()")

    @property
    def text(self) -> str:
        return "\n".join(self._lines) + "\n"

    def _line(self, indent: str, text: str) -> None:
        self._lines.append(indent + text.format(len(self._lines) + 1))

    def _block(self, indent: str, bind: str) -> None:
        for _ in range(self._random.randint(1, 3)):
            self._statement(indent + "    ", bind)

    def _statement(self, indent: str, bind: str) -> None:
        self._left -= 1
        match self._random.randrange(10 if self._left > 0 else 5):
            case 0 | 1:
                self._line(indent, bind)
            case 2:
                self._line(indent, "see({}, lambda: x)()")
            case 3:
                self._line(indent, "late.append(see({}, lambda: x))")
            case 4:
                self._line(indent, "run()")
            case 5:
                self._line(indent, "if coin():")
                self._block(indent, bind)
                self._line(indent, "else:")
                self._block(indent, bind)
            case 6:
                self._line(indent, "for x in [{0}, {0}]:")
                self._block(indent, bind)
            case 7:
                self._line(indent, "try:")
                self._block(indent, bind)
                self._line(indent + "    ", "if coin(): raise Failure")
                self._line(indent, "except Failure as x:")
                self._line(indent + "    ", "x = {}")
                self._block(indent, bind)
            case 8:
                self._line(indent, "def inner():")
                self._line(indent + "    ", "nonlocal x")
                self._block(indent, bind)
                self._line(indent, "late.append(inner)")
            case 9:
                self._line(indent, "while coin():")
                self._block(indent, bind)
                self._line(indent + "    ", "if coin(): break")


def _reads(text: str, coins: Random) -> set[tuple[int, int]]:
    """The pairs of a row that reads and the row that bound what it read."""
    seen: set[tuple[int, int]] = set()
    late: list[Any] = []

    def see(row: int, read: Any) -> Any:
        def reading() -> None:
            try:
                value = read()
            except NameError:
                return
            if isinstance(value, int):
                seen.add((row, value))

        return reading

    def run() -> None:
        for one in late[-6:]:
            one()

    fuel = iter(range(200))
    failure = type("Failure", (Exception,), {})
    space: dict[str, Any] = {"see": see, "run": run, "late": late, "Failure": failure}
    space["coin"] = lambda: coins.random() < 0.5 and next(fuel, None) is not None
    exec(text, space)
    with contextlib.suppress(NameError, RecursionError, failure):
        space["body"](1)
    return seen


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 1000))
def test_what_is_read_was_bound_by_one_of_them(random: Random, coins: int) -> None:
    text = _Program(random).text
    known = facts(text)
    uses: dict[int, Use] = {}
    for use in known.names.all_uses():
        if use.variable.name == "x":
            assert isinstance(use.node, ast.Name)
            uses[use.node.lineno] = use
    for number in range(4):
        for row, bound in _reads(text, Random(coins + number)):
            found = [binding.node.lineno for binding in known.use_def.of(uses[row])]  # type: ignore[attr-defined]
            assert bound in found, text
