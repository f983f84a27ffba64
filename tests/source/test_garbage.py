"""The collector works between answers and not in their midst."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from cellophane.source.garbage import Garbage


class Ring:
    """What only the collector frees."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def garbage() -> Iterator[Garbage]:
    before = gc.get_threshold()
    made = Garbage()
    yield made
    made.give_back()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def rings(count: int) -> list[ref[Ring]]:
    return [ref(Ring()) for _ in range(count)]


def alive(found: list[ref[Ring]]) -> int:
    return sum(one() is not None for one in found)


def test_nothing_is_collected_in_the_midst(garbage: Garbage) -> None:
    assert alive(rings(20_000)) == 20_000


def test_what_would_fill_the_memory_is_collected_in_the_midst_all_the_same(garbage: Garbage) -> None:
    assert alive(rings(300_000)) < 300_000


def test_what_the_last_answer_needed_goes_when_it_was_given(garbage: Garbage) -> None:
    found = rings(100)
    garbage.answered()
    assert alive(found) == 0


def test_what_outlived_an_answer_goes_by_and_by(garbage: Garbage) -> None:
    held = [Ring() for _ in range(100)]
    found = [ref(ring) for ring in held]
    garbage.answered()
    held.clear()
    garbage.answered()
    assert alive(found) > 0
    for _ in range(20):
        garbage.answered()
    assert alive(found) == 0


def test_a_rest_frees_all_and_happens_once(garbage: Garbage) -> None:
    held = [Ring() for _ in range(100)]
    found = [ref(ring) for ring in held]
    for _ in range(45):  # now they are as old as they get
        garbage.answered()
    held.clear()
    garbage.rested()
    assert alive(found) == 0
    later = rings(5)
    garbage.rested()
    assert alive(later) == 5
