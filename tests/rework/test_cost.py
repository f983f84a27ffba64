"""What `cost` tells of a function, and what it leaves as it was; not how much it is."""

from __future__ import annotations

import json
import sys
import tracemalloc
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import pytest

import cellophane
from cellophane.model.cost import Cost, Spread
from cellophane.rework import bind, clone, cost, timing
from cellophane.rework.subjects import Refused


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few calls are enough for what is asked here."""
    monkeypatch.setattr(timing, "_A_TURN", 1e-5)
    monkeypatch.setattr(timing, "_MOST", 5)


def power(exponent: int) -> Callable[[int], int]:
    def of(base: int) -> int:
        return int(base**exponent)

    return of


def test_all_forms_are_called_and_weighed() -> None:
    found = cost(power(2), 7)
    assert [one.form for one in found.forms] == ["closure", "bound", "default", "global", "partial", "class"]
    assert all(one.seconds and one.ratio and one.bytes and not one.reason for one in found.forms)
    assert found["closure"].ratio == found.forms[0].ratio
    assert (found.function, found.call, found.note) == ("power.<locals>.of", "of(7)", "")


@pytest.mark.parametrize(("high", "reliable"), [(1.4, True), (1.6, False)])
def test_times_that_spread_too_far_are_not_reliable(
    high: float, reliable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spread(subjects: list[Any], *_: object) -> timing.Timed:
        steady = Spread(1.0, 1.0, 1.0)
        times = (steady,) * (len(subjects) - 1)
        return timing.Timed((*times, Spread(1.0, 1.0, high)), (*times, steady), 5, 1)

    monkeypatch.setattr(sys.modules["cellophane.rework.cost"], "timed", spread)
    found = cost(power(2), 7)
    assert found.reliable is reliable
    assert ("not to be believed" in str(found)) is ("not to be believed" in repr(found)) is not reliable
    assert found.to_dict()["reliable"] is reliable


def test_partials_and_cached_functions() -> None:
    cached = lru_cache(power(2))
    found = [cost(one, *given) for one, given in ((cached, [7]), (partial(cached, 7), []), (partial(power(2), 7), []))]
    assert [one.call for one in found] == ["of(7)", "of()", "of()"]
    assert [one.note for one in found] == [*("its cache is left out: each call is worked out",) * 2, ""]
    assert all(form.seconds for one in found for form in one.forms)
    assert cached.cache_info().currsize == 0


def test_each_call_of_a_cached_function_is_worked_out() -> None:
    worked_out = []

    @lru_cache
    def of(base: int) -> int:
        worked_out.append(base)
        assert len(worked_out) < 4, "enough"
        return base

    with pytest.raises(Refused, match="enough"):
        cost(of, 7)


def test_named_arguments() -> None:
    assert cost(power(2), base=3).call == "of(base=3)"


def test_a_form_that_there_is_not() -> None:
    with pytest.raises(KeyError, match="no form 'cls', only closure, bound"):
        cost(power(2), 1)["cls"]


def test_the_state_of_the_original_does_not_move() -> None:
    seen: list[int] = []
    count = 0

    def function() -> int:
        nonlocal count
        count += 1
        seen.append(count)
        return count

    found = cost(function)
    assert (count, seen) == (0, [])
    assert found["bound"].seconds is not None
    assert found["partial"].reason.startswith("it writes 'count'")
    assert found["partial"].bytes is None


def test_without_its_arguments_it_is_not_called() -> None:
    found = cost(power(2))
    assert found.note == (
        "it was not called: missing a required argument: 'base'. Hand over what it is to be called with"
    )
    assert all(one.seconds is None and one.bytes for one in found.forms)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(Refused, match=r"power.<locals>.of cannot be called so: too many positional arguments"):
        cost(power(2), 1, 2)


def test_what_raises_is_refused_with_what_it_raises() -> None:
    with pytest.raises(Refused, match="raises TypeError: unsupported operand"):
        cost(power(2), None)


def test_what_raises_after_a_while_is_refused_as_well() -> None:
    left = 3

    def function() -> int:
        nonlocal left
        left -= 1
        return 1 // left

    with pytest.raises(Refused, match="raises ZeroDivisionError"):
        cost(function)


@pytest.mark.parametrize("subject", [len, 42, power, [].append])
def test_what_is_no_closure_is_refused(subject: Any) -> None:
    with pytest.raises(Refused):
        cost(subject)


def test_bound_methods() -> None:
    n = 1

    class Thing:
        def method(self, x: int) -> Any:
            return self, x + n

    found = cost(Thing().method, 2)
    assert found["bound"].seconds
    assert "variable `self`" in found["class"].reason


def test_what_cannot_be_run_to_its_end_is_weighed_only() -> None:
    n = 1

    def forever() -> Any:
        while True:
            yield n

    found = cost(forever)
    assert found.note.startswith("no times: it has not ended after")
    assert found["closure"].bytes


def taken_for_each(another: Callable[[], Any], kept: list[Any]) -> float:
    """How many bytes the allocator gave out for each of the objects that fill `kept`."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for place in range(len(kept)):
            kept[place] = another()
        return (tracemalloc.get_traced_memory()[0] - before) / len(kept)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("name", "another"), [("closure", partial(clone, deep=False)), ("bound", bind)])
def test_bytes_are_what_the_allocator_says(name: str, another: Callable[[Any], Any]) -> None:

    def make(values: list[int], text: str) -> Any:
        return lambda x: (values, text, x)

    function = make([1, 2, 3], "text")
    told = cost(function)[name].bytes
    assert told is not None
    # Small tuples are kept for later use, up to 2,000 of a length: with these, such are used up.
    # So are those of every round, which is why all rounds' objects live to the end.
    before_them = [another(function) for _ in range(2_500)]
    rounds: list[list[Any]] = [[None] * 500 for _ in range(5)]
    # Whatever else goes on in the process, in other threads too, can only add to what is counted.
    taken = min(taken_for_each(lambda: another(function), kept) for kept in rounds)
    del before_them
    assert taken == pytest.approx(told, rel=0.08)


def test_it_is_plain_data_and_shows_itself() -> None:
    found = cellophane.cost(power(2), 7)
    assert isinstance(found, Cost)
    assert json.loads(json.dumps(found.to_dict()))["forms"][0]["form"] == "closure"
    assert "bound" in str(found)
    assert str(found).startswith("power.<locals>.of, called as of(7)")
    assert repr(found).startswith("<Cost of of(7): closure ")
    assert "<pre" in str(found._repr_html_())
