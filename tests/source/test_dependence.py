"""Who rests on whom: circles, what is dropped, and that nothing is kept of what is gone."""

from __future__ import annotations

import random

import pytest

from cellophane.source.dependence import Dependence


def made(*pairs: str) -> Dependence:
    """The first letter of each pair rests on the second one."""
    dependence = Dependence()
    for pair in pairs:
        dependence.note(pair[0], pair[1])
    return dependence


@pytest.mark.parametrize(
    ("pairs", "thing", "expected"),
    [
        (["ab", "bc", "dc"], "c", "abcd"),
        (["ab", "bc", "dc"], "b", "ab"),
        (["ab", "ba", "ca"], "b", "abc"),
        (["aa"], "a", "a"),
        (["ab"], "x", "x"),
    ],
)
def test_what_rests_on_a_thing(pairs: list[str], thing: str, expected: str) -> None:
    assert made(*pairs).resting_on(thing) == set(expected)


@pytest.mark.parametrize(
    ("things", "expected"), [("a", "abc"), ("b", "bc"), ("ad", "abcd"), ("", ""), ("x", "x"), ("e", "ef")]
)
def test_what_holds_things_up(things: str, expected: str) -> None:
    assert made("ab", "bc", "dc", "ef", "fe").holding_up(things) == set(expected)


def test_what_is_dropped_rests_on_nothing_but_others_may_rest_on_it_still() -> None:
    dependence = made("ab", "bc", "xb")
    dependence.drop("b")
    assert dependence.resting_on("c") == {"c"}
    assert dependence.resting_on("b") == {"a", "b", "x"}


def test_nothing_is_kept_of_what_is_dropped() -> None:
    dependence, chance = Dependence(), random.Random(1)
    for _ in range(1000):
        dependence.note(chance.randrange(30), chance.randrange(30))
        dependence.drop(dependence.resting_on(chance.randrange(30)))
    dependence.drop(range(30))
    assert dependence.things() == set()
