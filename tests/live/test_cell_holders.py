"""Holds sharing to who can really see a change of the cell."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Generator, Iterator
from types import CellType, FunctionType
from typing import Any

import pytest

from cellophane.live import look
from cellophane.live.cell_holders import Holder, holders
from tests.sharers import sharing


def told(found: tuple[Holder, ...]) -> set[tuple[str, str, bool]]:
    return {(one.kind, one.name.rpartition(".")[2], one.writes) for one in found}


def of(function: Callable[..., Any], name: str) -> set[tuple[str, str, bool]]:
    captured = look(function)[name]
    (found,) = holders([captured]).values()
    return told(found)


def thermostat() -> tuple[Callable[[int], None], Callable[[], int]]:
    degrees = 20

    def turn(by: int) -> None:
        nonlocal degrees
        degrees += by

    def show() -> int:
        return degrees

    return turn, show


def test_functions_that_share() -> None:
    turn, show = thermostat()
    other = thermostat()
    assert of(show, "degrees") == of(turn, "degrees") == {("function", "turn", True), ("function", "show", False)}
    assert len(other) == 2


def test_who_is_gone_does_not_count() -> None:
    turn, show = thermostat()
    del turn
    assert of(show, "degrees") == {("function", "show", False)}


def test_a_writer_nested_in_a_holder() -> None:
    n = 0

    def outer() -> Callable[[], None]:
        def inner() -> None:
            nonlocal n
            n = 1

        return inner

    assert ("function", "outer", True) in of(outer, "n")


def test_a_frame_that_runs_owns_its_variables() -> None:
    n = 0
    read = lambda: n  # noqa: E731
    assert of(read, "n") == {
        ("function", "<lambda>", False),
        ("frame", "test_a_frame_that_runs_owns_its_variables", True),
    }
    n = 1
    assert ("frame", "test_a_frame_that_runs_owns_its_variables", False) in of(read, "n")


def suspended() -> Generator[Callable[[], int], None, None]:
    n = 0
    read = lambda: n  # noqa: E731
    yield read
    n = 1
    yield read


def test_a_suspended_generator_shares() -> None:
    generator = suspended()
    read = next(generator)
    assert of(read, "n") == {("function", "<lambda>", False), ("generator", "suspended", True)}
    next(generator)
    assert of(read, "n") == {("function", "<lambda>", False), ("generator", "suspended", False)}
    generator.close()
    assert of(read, "n") == {("function", "<lambda>", False)}


def test_a_generator_that_runs_is_there_once() -> None:
    seen = []

    def generator() -> Iterator[None]:
        n = 0
        read = lambda: n  # noqa: E731
        seen.append(of(read, "n"))
        yield
        n = 1

    next(generator())
    assert seen == [{("function", "<lambda>", False), ("frame", "generator", True)}]


def test_a_frame_kept_by_a_traceback() -> None:
    kept: list[Any] = []

    def fails() -> None:
        n = 0
        kept.append(lambda: n)
        raise ValueError

    try:
        fails()
    except ValueError as error:
        kept.append(error)
    assert of(kept[0], "n") == {("function", "<lambda>", False), ("frame", "fails", False)}
    kept.pop().__traceback__ = None


def test_nothing_captured_is_shared_with_nobody() -> None:
    assert holders(look(thermostat).captured) == {}
    assert holders(look(thermostat()[1].__code__).captured) == {}


@pytest.mark.usefixtures("whole_process")
def test_all_pairs_of_the_process() -> None:
    """By asking, for each cell, who refers to the tuples that refer to it."""
    family = thermostat()
    found = {frozenset(map(id, held)) for cell, held in sharing() if all(type(one) is FunctionType for one in held)}
    assert frozenset(map(id, family)) in found
    for cell, held in sharing():
        tuples = [one for one in gc.get_referrers(cell) if type(one) is tuple]
        owners = [one for each in tuples for one in gc.get_referrers(each) if type(one) is FunctionType]
        expected = {id(one) for one in owners if one.__closure__ and any(cell is each for each in one.__closure__)}
        if len(expected) > 1:
            assert expected == {id(one) for one in held if type(one) is FunctionType}
            break
    else:
        pytest.fail("no cell is shared in the whole process")


def test_cells_without_functions() -> None:
    kept = [CellType(1)]
    assert not [cell for cell, _ in sharing() if cell is kept[0]]


class Kept:
    pass


def test_asking_keeps_nothing_in_a_frame() -> None:
    kept, n = Kept(), 0
    read = lambda: n  # noqa: E731
    assert look(read).shared()["n"]
    alive = weakref.ref(kept)
    del kept
    assert alive() is None


def test_a_loop_that_goes_on_can_still_rebind() -> None:
    seen, told = [], []
    for i in range(2_000, 2_003):
        seen.append(look(lambda: i))  # noqa: B023
        told.append(seen[0]["i"].can_change())
    assert told == [True, True, True]


def test_a_variable_that_is_bound_later() -> None:
    def read() -> Any:
        return late

    empty = look(read)["late"]
    assert empty.can_change()
    late: int = 1
    assert empty.can_change()
    late = 2
    assert read() == late


def test_the_function_of_a_generator_holds_its_cell_too() -> None:
    n = 0

    def numbers() -> Iterator[int]:
        yield n

    running = numbers()
    assert "numbers" in {one.name.rpartition(".")[2] for one in look(running).shared()["n"] if one.kind == "function"}


def test_modules_may_have_any_name() -> None:
    space: dict[str, Any] = {"__name__": [], "look": look}
    exec("def f():\n  n = 1\n  return look(lambda: n).shared()", space)
    f: Any = space["f"]
    assert f()["n"]
