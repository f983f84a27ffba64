"""Where functions begin and end in a text that nobody has parsed."""

from __future__ import annotations

import ast
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cellophane.source.text.blocks import functions
from tests.layouts import relaid
from tests.programs import programs


def rows(text: str) -> list[tuple[int, int, int]]:
    """Of each function: the row of its `def`, the first row of its body, and the last that is not before the next."""
    found = functions(text)
    assert found is not None
    return [(one.row, one.first, one.last) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f():\n  1\n", [(1, 2, 2)]),
        ("def f(): 1\n", []),
        ("def f(): (\n  1)\n", []),
        ("@d(\n)\ndef f():\n  1\n2\n", [(3, 4, 4)]),
        ("async def f():\n  1", [(1, 2, 2)]),
        ("async \\\n def f():\n  1\n", [(1, 3, 3)]),
        ("def f(a=(\n  1),\n  b={'x:': 2}) -> x[1:2]:  # what:\n    1\n", [(1, 4, 4)]),
        ("def f(\n):\n  1\n# comment\n  2\n\n3\n", [(1, 3, 6)]),
        ("def f():\n  '''\nx = 1\n'''\n  2\n3\n", [(1, 2, 5)]),
        ("def f():\n  x = [\n1,\n]\n  2\ny\n", [(1, 2, 5)]),
        ("def f():\n  x = \\\n1\n  2\ny\n", [(1, 2, 4)]),
        ("def f():\n  def g():\n    1\n  2\n", [(1, 2, 4)]),
        ("class C:\n  def f(self):\n    1\n  x = 1\n  def g(self):\n    2\n", [(2, 3, 3), (5, 6, 6)]),
        ("if x:\n  def f():\n    1\nelse:\n  def f():\n    2\n", [(2, 3, 3), (5, 6, 6)]),
        ("x = '''\ndef f():\n  1\n'''\n", []),
        ("x = '\\\ndef f():\\\n  1'\n", []),
        ("# def f():\n#   1\n", []),
        ("x = r'\\'\ndef f():\n  1\n", None),  # the string has no end
        ("x = '''\n", None),
        ("def f(:\n  1\n", None),
        ("def f():\nx\n", None),
        ("if x:\n    def f():\n\t1\n", None),  # a tab and four columns cannot be compared
        ("\f\ndef f():\n  1\n", None),
        ("x = " + "(" * 12 + "1" + ")" * 12 + "\n", None),
    ],
)
def test_functions(text: str, expected: list[tuple[int, int, int]] | None) -> None:
    assert functions(text) is None if expected is None else rows(text) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(programs(), min_size=1, max_size=2), st.integers(0, 1 << 30))
def test_what_is_told_is_so(texts: list[str], seed: int) -> None:
    """Where blocks are indented alike, which `tests.layouts` sees to, all is told or nothing."""
    text = relaid("".join(texts), Random(seed))
    found = functions(text)
    assume(found is not None)
    assert found is not None
    try:
        tree = ast.parse(text)
    except SyntaxError:
        assume(False)
    told = {one.row: (one.first, one.last) for one in found}
    for node in _outermost(tree):
        if node.body[0].lineno == node.lineno or node.lineno not in told:
            continue
        first, last = told.pop(node.lineno)
        assert first <= _first_row(node.body[0])
        assert last >= (node.end_lineno or 0)
    assert told == {}


def _first_row(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])


def _outermost(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    waiting: list[ast.AST] = [*tree.body]
    found = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node)
        else:
            waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr)]
    return found


_HOSTILE = {
    "brackets": "(" * 200_000,
    "pairs": "()" * 100_000 + "(\n",
    "nested": ("(" * 9 + ")" * 8) * 10_000,
    "quotes": "'\"" * 100_000,
    "triple": "'''\n\"\"\"\n" * 30_000,
    "open string": "x = 'a\n" * 30_000,
    "defs": "def f(\n" * 30_000,
    "headers": "def f():\n" * 30_000,
    "deeper": "".join(f"{' ' * depth}def f():\n" for depth in range(600)),
    "backslashes": "\\\n" * 100_000,
    "spaces": " " * 200_000,
    "rows of spaces": (" " * 50 + "\n") * 4_000,
}


@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE)
def test_hostile_texts_end(text: str) -> None:
    """A pattern that goes back and forth would not, in hours."""
    functions(text)
    functions("class C:\n" + text)
