"""What is timed, and what is not; never how long it took."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from cellophane.model.cost import Spread
from cellophane.rework.timing import AWAITED, DRAINED, EXHAUSTED, PLAIN, Call, NotTimed, timed, way_of


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


class Clock:
    """Time passes only in what is called."""

    def __init__(self) -> None:
        self.shows = 0.0
        self.calls = 0

    def __call__(self) -> float:
        return self.shows

    def taking(self, seconds: float) -> Callable[[], None]:
        def call() -> None:
            self.shows += seconds
            self.calls += 1

        return call


def test_slow_calls_are_few() -> None:
    clock = Clock()
    found = timed([clock.taking(1.0)], Call((), {}), 0.0, clock)
    assert (found.rounds, found.calls, clock.calls) == (5, 1, 8)


def test_quick_calls_fill_a_turn_and_turns_fill_the_time() -> None:
    clock, short = Clock(), 2.0**-20
    found = timed([clock.taking(short)], Call((), {}), 20.5 * 524 * short, clock)
    assert (found.calls, found.rounds) == (524, 20)


def test_a_turn_is_long_beside_the_steps_of_the_clock() -> None:
    shown = itertools.count()
    found = timed([lambda: next(shown)], Call((), {}), 0.0, lambda: next(shown) // 1000 / 1000)
    assert 50 <= found.seconds[0].median * found.calls * 1000 <= 400


def test_a_first_call_that_waits_for_something_says_nothing() -> None:
    clock, short = Clock(), 2.0**-20
    late = iter([1.0])
    found = timed([lambda: clock.taking(short + next(late, 0.0))()], Call((), {}), 0.0, clock)
    assert found.calls > 100


def test_there_is_an_end_to_turns() -> None:
    clock = Clock()
    assert timed([clock.taking(1.0)], Call((), {}), 1e9, clock).rounds == 1_000


def test_what_is_told_is_what_a_call_took() -> None:
    clock = Clock()
    found = timed([clock.taking(1.0), clock.taking(4.0)], Call((), {}), 0.0, clock)
    assert found.seconds == (Spread(1.0, 1.0, 1.0), Spread(4.0, 4.0, 4.0))
    assert found.ratios == (Spread(1.0, 1.0, 1.0), Spread(4.0, 4.0, 4.0))


def numbers(end: int) -> Iterator[int]:
    yield from range(end)


def forever() -> Iterator[int]:
    yield from itertools.count()


async def at_once() -> int:
    return 1


async def later() -> None:
    await asyncio.sleep(0)


def test_generators_run_to_their_end() -> None:
    assert way_of(numbers(3)) == EXHAUSTED
    ran = []

    def tell() -> Iterator[None]:
        yield
        ran.append(True)

    Call((), {}, EXHAUSTED).timer(tell).timeit(1)
    assert ran == [True]
    with pytest.raises(NotTimed, match="has not ended"):
        way_of(forever())


def test_coroutines_run_if_they_do_not_wait() -> None:
    assert way_of(at_once()) == AWAITED
    Call((), {}, AWAITED).timer(at_once).timeit(1)
    with pytest.raises(NotTimed, match="event loop"):
        way_of(later())


def test_all_else_is_only_called() -> None:
    assert way_of(0) == PLAIN


def test_asynchronous_generators_run_to_their_end() -> None:
    ran = []

    async def letters() -> AsyncIterator[str]:
        for letter in "abc":
            ran.append(letter)
            yield letter

    async def waiting() -> AsyncIterator[int]:
        await asyncio.sleep(0)
        yield 1

    async def on_and_on() -> AsyncIterator[int]:
        while True:
            yield 1

    assert way_of(letters()) == DRAINED
    Call((), {}, DRAINED).timer(letters).timeit(1)
    assert "".join(ran) == "abcabc"
    with pytest.raises(NotTimed, match="event loop"):
        way_of(waiting())
    with pytest.raises(NotTimed, match="has not ended"):
        way_of(on_and_on())


def test_what_a_wrapper_gives_is_run_as_well() -> None:
    assert way_of((lambda: numbers(3))()) == EXHAUSTED
    assert way_of((lambda: at_once())()) == AWAITED


def test_names_that_are_no_identifiers() -> None:
    seen: list[Any] = []
    named = {"class": 1, "not-a-name": 2, "plain": 3}
    Call((0,), named).timer(lambda *arguments, **rest: seen.append((arguments, rest))).timeit(1)
    assert seen == [((0,), named)]
