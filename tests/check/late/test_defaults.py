"""Binding by keyword-only parameters: behind every kind of parameter list."""

from __future__ import annotations

import ast
import sys

import pytest

from cellophane.check.late.defaults import parameters
from tests.mended import after, fixes

LAMBDA = "for i in items:\n    late.append({})\n"
DEF = "for i in items:\n    {}\n        return i\n    late.append(f)\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("lambda: i", "lambda *, i=i: i"),
        ("lambda : i", "lambda *, i=i : i"),
        ("lambda:i", "lambda *, i=i:i"),
        ("lambda x: i", "lambda x, *, i=i: i"),
        ("lambda x=0: i", "lambda x=0, *, i=i: i"),
        ("lambda x , : i", "lambda x , *, i=i, : i"),
        ("lambda x, /: i", "lambda x, /, *, i=i: i"),
        ("lambda *rest: i", "lambda *rest, i=i: i"),
        ("lambda *, x=0: i", "lambda *, x=0, i=i: i"),
        ("lambda x, /, y, *z, a, b=1: i", "lambda x, /, y, *z, a, b=1, i=i: i"),
        ("lambda x=lambda: 0: i", "lambda x=lambda: 0, *, i=i: i"),
        ("lambda x={1: [2][:]}: i", "lambda x={1: [2][:]}, *, i=i: i"),
        ("lambda x=(lambda y: {y: 0}): i", "lambda x=(lambda y: {y: 0}), *, i=i: i"),
        ("lambda: (i, lambda: 0)", "lambda *, i=i: (i, lambda: 0)"),
        ("(lambda  # why\n    :\n    i)", "(lambda *, i=i  # why\n    :\n    i)"),
        ("(lambda x,  # why\n    : i)", "(lambda x, *, i=i,  # why\n    : i)"),
        ("lambda x='größe': i", "lambda x='größe', *, i=i: i"),
    ],
)
def test_lambdas(before: str, expected: str) -> None:
    assert after(LAMBDA.format(before)) == LAMBDA.format(expected)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("def f():", "def f(*, i=i):"),
        ("def f( ):", "def f(*, i=i ):"),
        ("def f(x):", "def f(x, *, i=i):"),
        ("def f(x, /):", "def f(x, /, *, i=i):"),
        ("def f(x=(1, 2)):", "def f(x=(1, 2), *, i=i):"),
        ("def f(*rest):", "def f(*rest, i=i):"),
        ("def f(*, x):", "def f(*, x, i=i):"),
        ("def f(x: int = 0, *rest: str) -> dict[str, int]:", "def f(x: int = 0, *rest: str, i=i) -> dict[str, int]:"),
        ("def f(x: 'a)' = ')') -> ')':", "def f(x: 'a)' = ')', *, i=i) -> ')':"),
        ("async def f(x):", "async def f(x, *, i=i):"),
        ("def f(\n        x,\n        y,\n    ):", "def f(\n        x,\n        y, *, i=i,\n    ):"),
        (
            "def f(\n        x,  # (one)\n        # two\n    ):",
            "def f(\n        x, *, i=i,  # (one)\n        # two\n    ):",
        ),
        ("def f  \\\n        (x):", "def f  \\\n        (x, *, i=i):"),
    ],
)
def test_definitions(before: str, expected: str) -> None:
    assert after(DEF.format(before)) == DEF.format(expected)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with 3.12")
@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("def f[T](x: T):", "def f[T](x: T, *, i=i):"),
        ("def f[T: (int, str)]():", "def f[T: (int, str)](*, i=i):"),
        ("def f[T: (lambda: 0)]():", "def f[T: (lambda: 0)](*, i=i):"),
    ],
)
def test_generic_definitions(before: str, expected: str) -> None:
    assert after(DEF.format(before)) == DEF.format(expected)


def test_several_names_come_in_the_order_in_which_they_are_read() -> None:
    code = "for a in items:\n    for b in a:\n        late.append(lambda: (b, a))\n"
    assert after(code) == code.replace("lambda:", "lambda *, b=b, a=a:")


def test_nested_closures_are_bound_where_the_outermost_is_made() -> None:
    code = "for i in items:\n    late.append(lambda: (lambda: i))\n"
    assert after(code) == code.replace("lambda: (", "lambda *, i=i: (")


def test_a_private_name_is_bound_as_it_is_written() -> None:
    code = """\
class A:
    def all(self, items):
        late = []
        for __i in items:
            late.append(lambda: __i)
        return late
"""
    assert after(code) == code.replace("lambda:", "lambda *, __i=__i:")


@pytest.mark.parametrize(
    ("before", "added"),
    [("", "*, i=i"), ("a", "*, i=i"), ("*a", "i=i"), ("*, a", "i=i"), ("a, /", "*, i=i")],
)
def test_the_star_is_added_once(before: str, added: str) -> None:
    function = ast.parse(f"lambda {before}: 0", mode="eval").body
    assert isinstance(function, ast.Lambda)
    assert parameters(function.args, ["i"]) == added


@pytest.mark.parametrize(
    ("before", "shown"), [("lambda: i", "lambda *, i=i: …"), ("lambda x: i", "lambda x, *, i=i: …")]
)
def test_the_title_shows_it(before: str, shown: str) -> None:
    assert [fix.title for fix in fixes(LAMBDA.format(before))] == [f"bind `i` when it is made: `{shown}`"]
