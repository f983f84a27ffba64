"""What the definition of a function says about how it is called."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.tree.signatures import is_class_method, is_static, positional, receiver


def definition(code: str) -> ast.AST:
    statement = ast.parse(code).body[0]
    return statement.value if isinstance(statement, ast.Expr) else statement


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("def f(self, x): ...", "self"),
        ("async def f(a, /, b): ...", "a"),
        ("lambda x: x", "x"),
        ("def f(*args): ...", None),
        ("def f(*, x): ...", None),
        ("def f(): ...", None),
        ("class A: ...", None),
    ],
)
def test_the_first_parameter(code: str, name: str | None) -> None:
    found = receiver(definition(code))
    assert (found and found.arg) == name


def test_what_positions_fill() -> None:
    function = definition("def f(a, /, b, *c, d, **e): ...")
    assert isinstance(function, ast.FunctionDef)
    assert [parameter.arg for parameter in positional(function)] == ["a", "b"]


@pytest.mark.parametrize(
    ("decorator", "static", "of_class"),
    [
        ("@staticmethod", True, False),
        ("@builtins.staticmethod", True, False),
        ("@classmethod", False, True),
        ("@abc.abstractmethod\n@classmethod", False, True),
        ("@staticmethod_like", False, False),
        ("@property", False, False),
    ],
)
def test_what_fills_it(decorator: str, static: bool, of_class: bool) -> None:
    function = definition(f"{decorator}\ndef f(x): ...")
    assert (is_static(function), is_class_method(function)) == (static, of_class)
