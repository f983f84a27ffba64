"""Which values are the same."""

from __future__ import annotations

import gc
import math
from typing import Any

import pytest

from cellophane.witnessing.values import HELD_BY_ONE, Values, _count, _held_by_one

PAIRS_ALIKE: list[tuple[Any, Any]] = [
    (1000, int("1000")),
    (10**40, 10**40 + int("0")),
    ("text", "".join("text")),
    ("long" * 100, "".join(["long"] * 100)),
    (b"x", bytes([120])),
    (1.5, float("1.5")),
    (math.nan, float("nan")),
    ((1, "a"), (1, "".join("a"))),
    (None, None),
]
PAIRS_APART: list[tuple[Any, Any]] = [
    (1, True),
    (1, 1.0),
    (0.0, -0.0),
    ("1", b"1"),
    ((1,), (True,)),
    (10**40, 10**40 + 2**64),
    (10**40, -(10**40)),
    ("long" * 100, "long" * 101),
    ((), None),
]


@pytest.mark.parametrize(("one", "other"), PAIRS_ALIKE)
def test_equal_numbers_and_texts_are_one(one: Any, other: Any) -> None:
    values = Values()
    assert values.of_atom(one) is values.of_atom(other) is not None


@pytest.mark.parametrize(("one", "other"), PAIRS_APART)
def test_different_ones_are_not(one: Any, other: Any) -> None:
    values = Values()
    assert values.of_atom(one) is not values.of_atom(other)


class Hostile:
    def __eq__(self, other: object) -> bool:
        raise AssertionError("nobody asked for this")

    def __repr__(self) -> str:
        raise AssertionError("nobody asked for this")

    def __hash__(self) -> int:
        raise AssertionError("nobody asked for this")


class Text(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise AssertionError("nobody asked for this")

    def __hash__(self) -> int:
        raise AssertionError("nobody asked for this")


@pytest.mark.parametrize("found", [Hostile(), Text("x"), (1, Hostile()), [Hostile()], ((1,), 2), ("x", Text("x"))])
def test_everything_else_goes_by_identity_and_is_asked_nothing(found: Any) -> None:
    values = Values()
    assert values.of_atom(found) is None
    assert values.resident(found) is values.resident(found)
    assert values.resident(Hostile()) is not values.resident(found)


def test_an_object_in_the_place_of_one_that_is_gone() -> None:
    values = Values()
    first = values.resident(Hostile())
    taken = [Hostile() for _ in range(100)]
    gc.collect()
    assert first not in [values.resident(one) for one in taken]


def test_a_list_that_has_changed_is_the_same_and_looks_otherwise() -> None:
    values, one = Values(), list[int]()
    known = values.resident(one)
    one.append(1)
    assert values.resident(one) is known
    assert known.value.look("[]") is None
    look = known.value.look("[1]")
    assert look is not None
    assert (look.text, look) == ("[1]", known.value.look("[1]"))


def test_what_has_come_to_the_address_of_another_type_is_another() -> None:
    one = [1]
    resident = Values().resident(one)
    assert resident.is_for(one)
    assert resident.is_for([2])
    assert not resident.is_for({})


def test_a_list_that_is_gone_is_forgotten() -> None:
    values = Values()
    one = [1]
    known = values.resident(one)
    values.forget(id(one))
    assert values.resident(one) is not known


def test_how_often_something_is_held() -> None:
    from types import CellType

    thing = object()
    assert _held_by_one() == HELD_BY_ONE
    assert _count(CellType(thing)) == HELD_BY_ONE + 1
