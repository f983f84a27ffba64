"""Which argument of a call a value is."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.inside import Argument


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f(X)", Argument(position=0)),
        ("f(1, X)", Argument(position=1)),
        ("f(1, X, 2)", Argument(position=1)),
        ("f(X, *y)", Argument(position=0)),
        ("f(key=X)", Argument(keyword="key")),
        ("f(1, key=X)", Argument(keyword="key")),
        ("f(*y, key=X)", Argument(keyword="key")),
        ("f(*y, X)", Argument()),
        ("f(1, *y, 2, X)", Argument()),
        ("f(**X)", Argument()),
    ],
)
def test_where_an_argument_stands(code: str, expected: Argument) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    values = [*call.args, *call.keywords]
    value = next(v for v in values if ast.unparse(v).rpartition("=")[2].lstrip("*") == "X")
    assert Argument.of(call, value) == expected


def test_what_is_no_argument_stands_nowhere() -> None:
    call = ast.parse("f(1)", mode="eval").body
    assert isinstance(call, ast.Call)
    assert Argument.of(call, call.func) == Argument()


def test_two_equal_constants_are_two_arguments() -> None:
    call = ast.parse("f(1, 1)", mode="eval").body
    assert isinstance(call, ast.Call)
    assert [Argument.of(call, value).position for value in call.args] == [0, 1]
