"""What is timed, and what is not; never how long it took."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from cellophane.rework.timing import AWAITED, EXHAUSTED, PLAIN, Call, NotTimed, timed, way_of


def test_arguments_come_as_they_were_given() -> None:
    seen = []

    def function(*arguments: Any, **named: Any) -> None:
        seen.append((arguments, named))

    Call((1, "two"), {"three": [3]}).timer(function).timeit(1)
    assert seen == [((1, "two"), {"three": [3]})]


def test_each_is_called_as_often_as_the_others() -> None:
    calls = {"one": 0, "other": 0}

    def caller(name: str) -> Any:
        def call() -> None:
            calls[name] += 1

        return call

    found = timed([caller("one"), caller("other")], Call((), {}), 0.0)
    assert calls["other"] == found.calls * (found.rounds + 1)
    assert calls["one"] > calls["other"]  # how many make a turn was tried with it
    assert found.ratios[0].median == found.ratios[0].low == 1.0
    assert all(each.low <= each.median <= each.high for each in (*found.seconds, *found.ratios))


def test_slow_calls_are_few() -> None:
    calls = itertools.count()

    def slow() -> None:
        next(calls)
        sum(range(100_000))

    found = timed([slow], Call((), {}), 0.0)
    assert (found.rounds, next(calls)) == (5, 7)
    assert found.calls == 1


def numbers(end: int) -> Iterator[int]:
    yield from range(end)


def forever() -> Iterator[int]:
    yield from itertools.count()


async def at_once() -> int:
    return 1


async def later() -> None:
    await asyncio.sleep(0)


def flags(function: Any) -> int:
    return int(function.__code__.co_flags)


def test_generators_run_to_their_end() -> None:
    assert way_of(flags(numbers), numbers(3)) == EXHAUSTED
    ran = []

    def tell() -> Iterator[None]:
        yield
        ran.append(True)

    Call((), {}, EXHAUSTED).timer(tell).timeit(1)
    assert ran == [True]
    with pytest.raises(NotTimed, match="has not ended"):
        way_of(flags(forever), forever())


def test_coroutines_run_if_they_do_not_wait() -> None:
    assert way_of(flags(at_once), at_once()) == AWAITED
    Call((), {}, AWAITED).timer(at_once).timeit(1)
    with pytest.raises(NotTimed, match="event loop"):
        way_of(flags(later), later())


def test_all_else_is_only_called() -> None:
    assert way_of(flags(flags), 0) == PLAIN
