"""How much time is left, by a clock that a test sets; and that the suite's own clock stands still."""

from __future__ import annotations

import pytest

from cellophane.live import deadline
from cellophane.live.deadline import Deadline


class Clock:
    """Shows what it is set to."""

    def __init__(self) -> None:
        self.shows = 100.0

    def __call__(self) -> float:
        return self.shows


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(deadline, "_now", clock)
    return clock


def test_time_passes(clock: Clock) -> None:
    time = Deadline.after(10)
    assert (time.left, time.over) == (10, False)
    clock.shows += 9
    assert (time.left, time.over) == (1, False)
    clock.shows += 1
    assert (time.left, time.over) == (0, True)
    clock.shows += 1
    assert (time.left, time.over) == (-1, True)


def test_a_part_has_begun_with_the_whole_and_anew_is_from_now_on(clock: Clock) -> None:
    time = Deadline.after(10)
    clock.shows += 4
    assert (time.part(0.5).left, time.part(0.4).over) == (1, True)
    assert time.anew(3).left == 3


def test_no_time_is_over_at_once_and_endless_time_never() -> None:
    assert Deadline.after(0).over
    endless = Deadline.after(float("inf"))
    assert not endless.over
    assert not endless.part(0.1).over
    assert not endless.anew(endless.left / 4).over


def test_in_the_suite_time_stands_still() -> None:
    time = Deadline.after(1e-9)
    assert not time.over
    assert time.left == 1e-9


def test_where_the_clock_stands_still_work_takes_time() -> None:
    time = Deadline.after(10)
    part = time.part(0.5)
    part.anew(1).looked_at(5_000_000)
    assert (time.left, part.over, time.over) == (5, True, False)
