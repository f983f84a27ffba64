"""What is freed: against the allocator, and where references decide."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from cellophane.live.layers import look
from cellophane.live.sizes import measure
from tests.weighed import NUMPY, PLAIN, Maker, freed


def retained(subject: Any) -> int:
    return measure(subject).retained


@pytest.mark.parametrize("make", PLAIN + NUMPY, ids=lambda make: make.__name__)
def test_the_allocator_frees_what_was_predicted(make: Maker) -> None:
    predicted, seen = freed(make, 300, retained)
    assert predicted == pytest.approx(seen, rel=0.05)


@pytest.mark.parametrize("make", PLAIN + NUMPY, ids=lambda make: make.__name__)
def test_having_looked_at_it_keeps_nothing_alive(make: Maker) -> None:
    function = make(300)
    meant = measure(function)
    seen = [look(function), look(function)]
    told = look(function).size()
    assert (told.retained, told.deep) == (meant.retained, meant.deep)
    assert {name: told[name].retained for name in meant.variables} == {
        name: each.retained for name, each in meant.variables.items()
    }
    assert len(seen) == 2


def test_looking_at_what_stands_around_a_function_keeps_nothing_alive() -> None:
    class Thing:
        def __init__(self) -> None:
            self.large = [0.5] * 10_000

        def method(self) -> Any:
            return self.large

    def numbers(large: list[float]) -> Any:
        yield lambda: large

    running = numbers([0.5] * 10_000)
    next(running)
    for subject in (Thing().method, partial(holder([0.5] * 10_000)), partial(print, [0.5] * 10_000), running):
        closure = look(subject)
        assert closure.size().retained == measure(subject).retained > 80_000
    assert look(running).size()["large"].deep > 80_000


@pytest.mark.parametrize(
    "make", [make for make in PLAIN if make.__name__ != "a_generator"], ids=lambda make: make.__name__
)
def test_small_ones_as_well(make: Maker) -> None:
    predicted, seen = freed(make, 1, retained)
    assert predicted == pytest.approx(seen, rel=0.05)


def holder(value: Any) -> Callable[[], Any]:
    return lambda: value


def test_what_others_hold_is_not_freed() -> None:
    large = [0.5] * 10_000
    shares = holder(large)
    assert retained(shares) < 1_000
    del large
    assert retained(shares) > 80_000


def test_a_cell_of_two_functions_is_freed_with_neither() -> None:
    def both() -> tuple[Any, Any]:
        large = [0.5] * 10_000
        return (lambda: large), (lambda: large)

    first, second = both()
    assert retained(first) < 1_000
    assert retained(second) < 1_000
    assert measure(first).variables["large"].retained == 0
    del second
    assert retained(first) > 80_000


def test_a_ring_that_somebody_holds_stays() -> None:
    ring: list[Any] = [[0.5] * 10_000]
    ring.append(ring)
    entry = holder(ring)
    assert retained(entry) < 1_000
    del ring
    assert retained(entry) > 80_000


def test_a_ring_held_at_its_far_end_stays() -> None:
    far: list[Any] = [[0.5] * 10_000]
    near = [far]
    far.append(near)
    entry = holder(near)
    del near
    assert retained(entry) < 1_000
    del far
    assert retained(entry) > 80_000


def test_a_million_lists_in_each_other() -> None:
    value: list[Any] = []
    for _ in range(1_000_000):
        value = [value]
    entry = holder(value)
    del value
    sizes = measure(entry, objects=20_000)
    assert not sizes.complete
    assert 19_000 * 64 < sizes.retained < 1_000_000 * 64
    assert sizes.note.startswith("stopped after")


def test_a_recursive_function_lets_go_of_its_own_cell() -> None:
    def make() -> Any:
        def again() -> Any:
            return again

        return again

    again = make()
    assert measure(again).variables["again"].retained == sys.getsizeof(again.__closure__[0])


def test_attributes_whose_dictionary_somebody_keeps_stay() -> None:
    class Thing:
        pass

    def make() -> Any:
        thing: Any = Thing()
        thing.large = [0.5] * 10_000
        kept.append(vars(thing))
        return lambda: thing

    kept: list[Any] = []
    function = make()
    assert retained(function) < 1_000
    kept.clear()
    assert retained(function) > 80_000
