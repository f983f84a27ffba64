"""Where one goes from a name."""

from __future__ import annotations

import pytest

from cellophane.check.cursor.definitions import definitions
from cellophane.check.cursor.pointing import name_at
from tests.check.cursor.marking import marked

WRITTEN = """\
def make(steps):
    total = 0
    def bump():
        nonlocal {}
        {} += 1
    late = [lambda: {} for step in steps]
    total = 1
    return late, bump, {}
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("for i in x:\n  f(lambda: i¦)", ["1:5"]),
        ("i¦ = 1\ni = 2", ["1:1"]),
        ("i = 1\ni¦ = 2", ["2:1"]),
        ("i = 1\ni¦ += 2", ["1:1"]),
        ("i = 1\ni = 2\nprint(i¦)", ["2:1"]),
        ("i = 1\ndel i¦\ni = 2", ["1:1", "3:1"]),
        ("def f(a, *b): return b¦", ["1:11"]),
        ("def f(): return f¦", ["1:5"]),
        ("import q.r as s\ns¦", ["1:15"]),
        ("import q.r\nq¦.r", ["1:8"]),
        ("try: ...\nexcept E as e: e¦", ["2:13"]),
        ("class C:\n  def f(self): return super¦()", []),
        ("class C:\n  def f(self): return __class__¦", []),
        ("print¦(1)", []),
        ("x = '\N{PILE OF POO}'; y = 1; lambda: y¦", ["1:10"]),
        (WRITTEN.format("total¦", "total", "total", "total"), ["2:5", "5:9", "7:5"]),
        (WRITTEN.format("total", "total¦", "total", "total"), ["2:5", "5:9", "7:5"]),
        (WRITTEN.format("total", "total", "total¦", "total"), ["2:5", "5:9", "7:5"]),
        (WRITTEN.format("total", "total", "total", "total¦"), ["5:9", "7:5"]),
        ("def f(x):\n  return [y for y in x if y¦]", ["2:17"]),
        ("def f(x: 'int') -> x¦: ...\nx = 1", ["2:1"]),
        ("def f():\n  a: x¦ = 1\nx = 1", ["3:1"]),
    ],
)
def test_from_a_name_to_its_bindings(code: str, expected: list[str]) -> None:
    known, row, column = marked(code)
    pointed = name_at(known, row, column)
    assert pointed is not None
    assert [f"{span.row}:{span.column}" for span in definitions(known, pointed)] == expected
