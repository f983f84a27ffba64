from __future__ import annotations

import ast
import sys

import pytest

from cellophane.source.names.class_names import hidden_reads, is_in_comprehension, is_in_method, value_before
from cellophane.source.names.elsewhere import is_unbound, may_bind_unseen
from cellophane.source.names.scopes import resolve
from cellophane.source.tree.parents import Parents


def test_where_the_read_is() -> None:
    names = resolve(ast.parse("class A:\n  n = 1\n  a = [n for _ in ()]\n  def f(self): return [n for _ in ()]"))
    first, second = hidden_reads(names)
    assert (is_in_comprehension(first), is_in_method(first)) == (True, False)
    assert (is_in_comprehension(second), is_in_method(second)) == (False, True)


@pytest.mark.parametrize(
    ("bound", "value"),
    [("n = 2", "2"), ("n: int = 2", "2"), ("n = n", None), ("n = other.n", None), ("import n", None)],
)
def test_the_value_that_the_class_has_given(bound: str, value: str | None) -> None:
    tree = ast.parse(f"class A:\n  {bound}\n  a = [n for _ in ()]")
    names = resolve(tree)
    [one] = hidden_reads(names)
    found = value_before(names, Parents(tree), one)
    assert (found and ast.unparse(found)) == value


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with 3.12")
def test_type_parameters_see_the_class() -> None:
    assert not list(hidden_reads(resolve(ast.parse("class A:\n  n = int\n  def f[T: n](self): pass\n  type X = n"))))


@pytest.mark.parametrize("text", ["from a import *", "globals()", "exec('')", "import builtins\nbuiltins.n = 1"])
def test_globals_that_do_not_stand_in_the_file(text: str) -> None:
    tree = ast.parse(text)
    assert may_bind_unseen(resolve(tree), tree)


def test_what_python_has_is_bound() -> None:
    names = resolve(ast.parse("print(__file__, n)"))
    assert [use.variable.name for use in names.all_uses() if is_unbound(names, use.variable)] == ["n"]
