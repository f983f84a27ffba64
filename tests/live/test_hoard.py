"""Which closures keep most alive, and what is to blame."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from types import CellType, FunctionType
from typing import Any

import pytest

from cellophane.live import deadline, look
from cellophane.live.hoard import Hoard, Holding, hoard

LARGE = 1_000_000
pytestmark = pytest.mark.usefixtures("alone")


def remember() -> Callable[[], Any]:
    values = [0.5] * LARGE
    return lambda: values


def entry_of(function: Any, found: Hoard) -> Holding:
    return next(each for each in found if any(one is function for one in each.functions))


def test_the_largest_comes_first() -> None:
    function = remember()
    found = hoard(3)
    first = found[0]
    assert first.function is function
    assert first.name == f"{__name__}.remember.<locals>.<lambda>"
    assert first.place.endswith(f"test_hoard.py:{function.__code__.co_firstlineno}")
    assert [(kept.name, kept.type) for kept in first.variables] == [("values", "list")]
    assert first.retained > first.variables[0].retained > 8 * LARGE
    assert len(found) == len(found.entries) == 3
    assert sorted(found, key=lambda each: -each.retained) == list(found)


def test_functions_that_share_count_together() -> None:
    def make() -> tuple[Any, Any, Any]:
        shared, own = [0.5] * LARGE, [0.5] * LARGE
        return (lambda: shared), (lambda: shared), (lambda: (shared, own))

    first, second, both = make()
    found = hoard(4)
    together = next(each for each in found if len(each.functions) == 3)
    alone = next(each for each in found if each.functions == (both,))
    assert set(map(id, together.functions)) == set(map(id, (first, second, both)))
    assert [kept.name for kept in together.variables] == ["shared"]
    assert [kept.name for kept in alone.variables] == ["own"]
    assert together.variables[0].retained > 8 * LARGE
    assert 8 * LARGE < alone.retained < 9 * LARGE


def test_the_function_beneath_is_named_and_not_the_shell() -> None:
    def shell(inner: Any) -> Any:
        return lambda: inner()

    inner = remember()
    outer = shell(inner)
    identity = id(inner)
    del inner
    found = hoard(5)
    assert id(found[0].function) == identity
    assert not any(each.function is outer for each in found)


def test_what_somebody_else_holds_does_not_count() -> None:
    values = [0.5] * LARGE

    def make(kept: Any) -> Callable[[], Any]:
        return lambda: kept

    function = make(values)
    assert not any(each.function is function for each in hoard(5) if each.retained > LARGE)


class Owner:
    def __init__(self) -> None:
        self.name, self.load, self.itself = "owner", bytes(LARGE), self

    def by_name(self) -> Callable[[], str]:
        return lambda: self.name.upper()

    def whole(self) -> Callable[[], Any]:
        return lambda: (self.name, self)

    def by_load(self) -> Callable[[], Any]:
        return lambda: self.load


def with_exception() -> Callable[[], Any]:
    def fail() -> None:
        load = bytes(LARGE)
        raise ValueError(len(load))

    try:
        fail()
    except ValueError as error:
        kept = error
    return lambda: kept


def with_generator() -> Callable[[], Any]:
    def numbers() -> Iterator[int]:
        load = bytes(LARGE)
        yield len(load)
        yield len(load)

    running = numbers()
    next(running)
    return lambda: running


def with_frame() -> Callable[[], Any]:
    def inside() -> Any:
        load = bytes(LARGE)
        return sys._getframe() if load else None

    frame = inside()
    return lambda: frame


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (with_exception, "an exception with its traceback: 2 frames"),
        (with_generator, "a generator"),
        (with_frame, "a frame"),
        (lambda: Owner().by_name(), "it reads only `self.name`: capture that, unless it is to be read anew each time"),
        (lambda: Owner().by_load(), ""),
        (lambda: Owner().whole(), ""),
        (remember, ""),
    ],
)
def test_the_classic_culprits(make: Callable[[], Any], words: str) -> None:
    function = make()
    entry = entry_of(function, hoard(10))
    assert entry.retained > LARGE
    assert entry.variables[0].culprit.startswith(words)
    assert bool(entry.variables[0].culprit) == bool(words)


def test_printed_it_is_a_table() -> None:
    function = remember()
    found = hoard(1)
    text = str(found)
    assert "values: list" in text
    assert f"{function.__qualname__}" in text
    assert "functions with captured variables" in repr(found).splitlines()[-1]


def test_without_time_it_says_so_and_still_finds_what_promises_most() -> None:
    small = [(lambda value: lambda: value)(bytes(10)) for _ in range(30)]
    function = remember()
    found = hoard(5, seconds=0)
    assert not found.complete
    assert "groups of them were not weighed for lack of time" in found.note
    assert found.functions >= len(small) + 1
    assert found[0].function is function
    assert [kept.name for kept in found[0].variables] == ["values"]
    assert found[0].retained > 8 * LARGE
    assert len(hoard(0, seconds=0)) == 0


def test_a_machine_that_is_too_slow_for_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the table was empty where what stays alone took all the time."""
    ticks = itertools.count(step=1_000_000)
    monkeypatch.setattr(deadline, "_now", lambda: float(next(ticks)))
    function = remember()
    assert hoard(1, seconds=60)[0].function is function


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is a second later each time it is looked at."""
    ticks = itertools.count()
    monkeypatch.setattr(deadline, "_now", lambda: float(next(ticks)))


@pytest.mark.usefixtures("ticking")
def test_in_little_time_what_promises_most_comes_first() -> None:
    small = [(lambda value: lambda: value)(bytes(10)) for _ in range(1_000)]
    function = remember()
    found = hoard(1, seconds=1_000)
    assert found[0].function is function
    assert "groups of them were not weighed for lack of time" in found.note
    assert found.functions >= len(small) + 1


@pytest.mark.usefixtures("ticking")
def test_in_some_more_time_all_are_weighed_but_not_in_full() -> None:
    many = [(lambda value: lambda: value)([[each] for each in range(10_000)]) for _ in range(40)]
    found = hoard(1, seconds=1_200)
    assert "not weighed" not in found.note
    assert "may keep more alive than was seen" in found.note
    assert not found.complete
    assert found.functions >= len(many)


@pytest.mark.usefixtures("ticking")
def test_in_enough_time_all_are_weighed_in_full() -> None:
    many = [(lambda value: lambda: value)([[each] for each in range(10_000)]) for _ in range(10)]
    found = hoard(len(many), seconds=100_000)
    assert (found.complete, found.note) == (True, "")
    assert all(each.complete for each in found)
    assert {id(each.function) for each in found} == {id(function) for function in many}


def test_it_is_a_sequence() -> None:
    function = remember()
    found = hoard(3)
    assert list(found[:2]) == [found[0], found[1]]
    assert found[0] in found
    assert function is not None
    none = hoard(0)
    assert len(none) == 0
    assert len(str(none).splitlines()) == 2


def test_a_limit_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot show -1"):
        hoard(-1)
    with pytest.raises(TypeError, match=r"a whole number of entries, not 2\.5"):
        hoard(2.5)  # type: ignore[arg-type]


def test_strange_namespaces_and_names() -> None:
    class Space(dict[str, Any]):
        def get(self, *_: Any) -> Any:
            raise RuntimeError

    class Name(str):
        def __format__(self, spec: str) -> str:
            raise RuntimeError

        __eq__ = __hash__ = __str__ = __format__  # type: ignore[assignment]

    strange: Any = FunctionType(remember().__code__, Space(), "strange", None, (CellType([0.5] * LARGE),))
    strange.__qualname__ = Name("strange")
    found = hoard(1)
    assert found[0].function is strange
    assert "strange" in str(found)
    assert "strange" in str(look(strange))


def test_where_the_clock_stands_still_it_ends_and_says_what_was_not_looked_at() -> None:
    """Each of these leads to all others: weighed one after the other, they are as many objects as their square."""
    ring: list[Any] = []
    ring += [(lambda value: lambda: value)((ring, each)) for each in range(200)]
    found = hoard(5, seconds=0.01)
    assert found.functions >= 200
    assert not found.complete
    assert "groups of them were not weighed for lack of time" in found.note
