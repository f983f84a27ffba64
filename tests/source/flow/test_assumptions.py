"""What is known of conditions where control stands."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.flow.assumptions import (
    Assumption,
    condition_of,
    conditions_in,
    names_bound,
    own_names,
    truth,
)
from cellophane.source.flow.graph import Event, Loop


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def assumed(text: str, holds: bool = True, loop: Loop | None = None) -> Assumption:
    asked = condition_of(expression(text))
    assert asked is not None
    return Assumption(asked[0], holds is asked[1], loop)


@pytest.mark.parametrize(
    ("test", "asks", "holds"),
    [
        ("x", "x", True),
        ("not x", "x", False),
        ("not not x", "x", True),
        ("x is None", "x is None", True),
        ("x is not None", "x is None", False),
        ("not x is not None", "x is None", True),
        ("x == 1", "x == 1", True),
        ("x != 1", "x == 1", False),
        ("x < y", "x < y", True),
    ],
)
def test_what_a_test_asks(test: str, asks: str, holds: bool) -> None:
    asked = condition_of(expression(test))
    assert asked is not None
    assert (asked[0].text, asked[1]) == (asks, holds)


@pytest.mark.parametrize(
    "test", ["x.y", "x()", "x[0]", "x in y", "x < y < z", "x == y.z", "f(x) is None", "1", "x and y"]
)
def test_what_may_be_another_time_is_not_followed(test: str) -> None:
    assert condition_of(expression(test)) is None


def test_the_conditions_of_a_test() -> None:
    test = expression("(x or not y) and f() and z is not None")
    assert [condition.text for condition in conditions_in(test)] == ["x", "y", "z is None"]


@pytest.mark.parametrize(
    ("test", "known"),
    [
        ("x", True),
        ("not x", False),
        ("y is None", False),
        ("y is not None", True),
        ("x and y is not None", True),
        ("x and z", None),
        ("z and not x", False),
        ("z or x", True),
        ("z or not x", None),
        ("not x or y is None", False),
        ("z", None),
        ("y", None),
        ("f()", None),
    ],
)
def test_what_follows_from_what_is_assumed(test: str, known: bool | None) -> None:
    assert truth(expression(test), [assumed("x"), assumed("y is None", holds=False)], None) is known


@pytest.mark.parametrize(
    ("test", "known"),
    [("x == 1", True), ("x == 2", False), ("x != 2", True), ("x is None", False), ("x == True", None), ("x > 0", None)],
)
def test_nothing_is_equal_to_two_constants(test: str, known: bool | None) -> None:
    assert truth(expression(test), [assumed("x == 1")], None) is known
    assert truth(expression("x == 2"), [assumed("x == 1", holds=False)], None) is None
    assert truth(expression("y == 2"), [assumed("x == 1")], None) is None


def test_an_inner_loop_rests_on_nothing() -> None:
    inner = Loop(3, None)
    assert truth(expression("x"), [assumed("x")], inner) is None
    assert truth(expression("x"), [assumed("x", loop=inner)], inner) is True


def bindings(code: str) -> list[ast.AST]:
    return [node for node in ast.walk(ast.parse(code)) if names_bound(node)]


@pytest.mark.parametrize(
    "code",
    [
        "x = 1",
        "del x",
        "for x in y: pass",
        "import x",
        "import x.y",
        "import y as x",
        "def x(): pass",
        "class x: pass",
        "try: pass\nexcept E as x: pass",
        "match y:\n    case [x]: pass",
        "match y:\n    case {**x}: pass",
        "match y:\n    case [*x]: pass",
    ],
)
def test_a_condition_is_forgotten_where_its_name_is_bound(code: str) -> None:
    [node] = bindings(code)
    for text in ("x", "x is None", "y is x"):
        assert not assumed(text).survives(Event.BIND, node)
        assert not assumed(text).survives(Event.UNBIND, node)
    assert assumed("z").survives(Event.BIND, node)


def test_what_is_done_with_an_object_may_make_it_false() -> None:
    use = expression("x")
    assert not assumed("x").survives(Event.USE, use)
    assert not assumed("x == y").survives(Event.USE, use)
    assert assumed("x is y").survives(Event.USE, use)
    assert assumed("x == 1").survives(Event.USE, use)
    assert assumed("z").survives(Event.USE, use)


@pytest.mark.parametrize(
    ("code", "own"),
    [
        ("def f(a, *b, c=1, **d): x = y", {"a", "b", "c", "d", "x"}),
        ("def f():\n    x = 1\n    def g():\n        z = x\n", {"x", "g"}),
        ("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n", {"g"}),
        ("def f():\n    global x\n    x = 1", set()),
        ("lambda a: (x := a)", {"a", "x"}),
    ],
)
def test_which_names_nobody_else_binds(code: str, own: set[str]) -> None:
    body = next(node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef | ast.Lambda))
    assert own_names(body) == own
