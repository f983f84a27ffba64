"""At which place of a tuple, or under which key of a dict, a value stands, and what takes it from there."""

from __future__ import annotations

import ast
import itertools

import pytest

from cellophane.source.steps.inside import Argument
from cellophane.source.steps.outcomes import At, held_as, is_item
from cellophane.source.steps.positions import (
    handed_on,
    is_spread,
    is_told_by_key,
    place_in,
    subscripted,
    unpacked,
)
from tests.parts import Parts, form, shape


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def part(display: ast.expr, name: str) -> ast.expr:
    """The name where it stands in a display."""
    return next(node for node in ast.walk(display) if isinstance(node, ast.Name) and node.id == name)


# -- in a display --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("display", "place"),
    [
        ("(X,)", "0/1"),
        ("(X, 1, 2)", "0/3"),
        ("(1, 2, X)", "2/3"),
        ("{'k': X}", "'k'"),
        ("{'k': 1, 'm': X}", "'m'"),
        ("{**y, 'm': X}", "'m'"),
        # anywhere
        ("(X, *y)", "item"),
        ("(*y, X)", "item"),
        ("[X, 1]", "item"),
        ("{X, 1}", "item"),
        ("{1: X}", "item"),
        ("{k: X}", "item"),
        ("{**X}", "item"),
        ("{X: 1}", "item"),
    ],
)
def test_where_it_stands_in_a_display(display: str, place: str) -> None:
    whole = expression(display)
    assert shape((place_in(whole, part(whole, "X")),)) == place


@pytest.mark.parametrize("text", ["({})", "{{{}}}"])
def test_the_places_of_long_displays_are_not_told(text: str) -> None:
    for length in (16, 17):
        items = ["X", *(f"f{number}" for number in range(length - 1))]
        if text == "({})":
            whole = expression(f"({', '.join(items)})")
        else:
            whole = expression("{" + ", ".join(f"'{item}': {item}" for item in items) + "}")
        assert isinstance(place_in(whole, part(whole, "X")), At) is (length == 16)


@pytest.mark.parametrize(
    ("display", "spread"), [("{**X}", True), ("{'k': X}", False), ("{X: 1}", False), ("[X]", False)]
)
def test_what_a_dict_has_all_items_of(display: str, spread: bool) -> None:
    whole = expression(display)
    assert is_spread(part(whole, "X"), whole) is spread


# -- by subscripts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "key", "gives"),
    [
        ("0/2 call", "0", "call"),
        ("0/2 call", "1", None),
        ("1/2 call", "-1", "call"),
        ("0/2 call", "-1", None),
        ("0/2 call", "-2", "call"),
        ("0/2 call", "i", "call"),
        ("0/2 call", "-i", "call"),
        ("0/2 call", "True", None),
        ("0/2 call", "'k'", None),
        ("0/2 1/2 call", "0", "1/2 call"),
        ("item 1/2 call", "0", "1/2 call"),
        ("item call", "0", "call"),
        ("given call", "0", "call"),
        ("'k' call", "'k'", "call"),
        ("'k' call", "'m'", None),
        ("'k' call", "0", None),
        ("'k' call", "-1", None),
        ("'k' call", "k", "call"),
        # of which nobody knows how long it is
        ("0/ call", "0", "call"),
        ("0/ call", "1", None),
        ("0/ call", "-1", "call"),
    ],
)
def test_what_a_subscript_gives(of: str, key: str, gives: str | None) -> None:
    taken = subscripted(form(of), expression(key))
    assert (shape(taken) if taken is not None else None) == gives


@pytest.mark.parametrize(
    ("of", "key", "gives"),
    [
        ("1/3 call", ":", "1/3 call"),
        ("1/3 call", "1:", "0/2 call"),
        ("1/3 call", "2:", None),
        ("1/3 call", ":1", None),
        ("1/3 call", ":-1", "1/2 call"),
        ("1/3 call", "-2:", "0/2 call"),
        ("1/3 call", "1:9", "0/2 call"),
        ("1/3 call", "::2", "item call"),
        ("1/3 call", "i:", "item call"),
        ("1/3 call", ":i", "item call"),
        ("1/ call", "1:", "item call"),
        ("'k' call", "1:", "item call"),
        ("item call", "1:", "item call"),
        ("given call", "1:", "given call"),
    ],
)
def test_what_a_slice_gives(of: str, key: str, gives: str | None) -> None:
    whole = expression(f"X[{key}]")
    assert isinstance(whole, ast.Subscript)
    taken = subscripted(form(of), whole.slice)
    assert (shape(taken) if taken is not None else None) == gives


@pytest.mark.parametrize(
    ("of", "argument", "told"),
    [("'k' call", "'m'", True), ("'k' call", "m", False), ("'k' call", "1", False), ("0/2 call", "1", False)],
)
def test_of_which_key_a_method_speaks(of: str, argument: str, told: bool) -> None:
    place = form(of)[0]
    assert isinstance(place, At)
    assert is_told_by_key(place, expression(argument)) is told


# -- by targets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "targets", "takers"),
    [
        ("item call", "a, b", ["a call", "b call"]),
        ("item call", "a, *b", ["a call", "b item call"]),
        ("'k' call", "a, b", ["a call", "b call"]),
        ("0/2 call", "a, b", ["a call"]),
        ("1/2 call", "a, b", ["b call"]),
        ("1/2 call", "a", []),
        ("0/ call", "a, b", ["a call"]),
        ("0/ call", "a, *b, c", ["a call"]),
        ("1/ call", "a, *b, c", ["b item call", "c call"]),
    ],
)
def test_which_targets_take_it(of: str, targets: str, takers: list[str]) -> None:
    into = expression(f"({targets},)")
    assert isinstance(into, ast.Tuple)
    assert [f"{ast.unparse(t).strip('*')} {shape(taken)}" for t, taken in unpacked(form(of), into.elts)] == takers


SPLIT = [
    (before, behind, star, length)
    for before, behind, length in itertools.product(range(3), range(3), range(1, 6))
    for star in (True, False)
    if (length == before + behind if not star else length >= before + behind)
]


@pytest.mark.parametrize(("before", "behind", "star", "length"), SPLIT)
def test_they_take_what_they_do_when_python_unpacks(before: int, behind: int, star: bool, length: int) -> None:
    names = [f"a{n}" for n in range(before)] + ["*rest"] * star + [f"b{n}" for n in range(behind)]
    target = f"({', '.join(names)},)"
    for position in range(length):
        values: dict[str, object] = {}
        exec(f"{target} = range({length})", values)
        took = [n for n in values if values[n] == position or (n == "rest" and position in values[n])]  # type: ignore[operator]
        into = expression(target)
        assert isinstance(into, ast.Tuple)
        of = (At(position, length), *form("call"))
        assert [ast.unparse(taker).strip("*") for taker, _ in unpacked(of, into.elts)] == took


# -- as arguments --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "place", "becomes"),
    [
        ("h(*x)", "0/", Argument(position=0)),
        ("h(*x)", "2/3", Argument(position=2)),
        ("h(1, *x)", "0/", Argument(position=1)),
        ("h(1, 2, *x, k=3)", "1/", Argument(position=3)),
        ("h(*x)", "16/", Argument(position=16)),
        ("h(**x)", "'k'", Argument(keyword="k")),
        ("h(1, *y, **x)", "'k'", Argument(keyword="k")),
        # it goes too far, or somewhere behind what nobody can count
        ("h(1, *x)", "16/", Argument()),
        ("h(*y, *x)", "0/", Argument()),
        # one of them, of which nobody says which
        ("h(*x)", "item", Argument(after=0)),
        ("h(1, *x)", "item", Argument(after=1)),
        ("h(1, *x)", "'k'", Argument(after=1)),
        ("h(*y, *x)", "item", Argument()),
        ("h(**x)", "item", Argument()),
    ],
)
def test_which_argument_it_becomes(line: str, place: str, becomes: Argument) -> None:
    call = Parts(line).call(line)
    stars: list[ast.Starred | ast.keyword] = [a for a in call.args if isinstance(a, ast.Starred)]
    stars += [keyword for keyword in call.keywords if keyword.arg is None]
    assert handed_on(call, stars[-1], form(place)[0]) == becomes


# -- how many forms there are --------------------------------------------------------------------------------------


def test_a_form_tells_few_places() -> None:
    of = form("call")
    for _ in range(100):
        of = held_as(At(0, 2), of)
        assert sum(isinstance(step, At) for step in of) <= 3
        assert all(is_item(step) for step in of[:-1])
    assert shape(of) == "item item item item item call"
