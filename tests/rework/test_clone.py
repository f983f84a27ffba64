"""Holds copies to living their own life, and families to staying together."""

from __future__ import annotations

import inspect
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from types import MethodType
from typing import Any

import pytest

from cellophane.rework.clone import clone
from cellophane.rework.subjects import Refused


def counter(start: int = 0) -> tuple[Callable[[], int], Callable[[], int]]:
    n = start

    def step() -> int:
        nonlocal n
        n += 1
        return n

    return step, lambda: n


def keeper(value: Any) -> Callable[[], Any]:
    return lambda: value


def test_a_copy_moves_alone() -> None:
    step, read = counter()
    step()
    other = clone(step)
    assert (other(), other(), step(), read()) == (2, 3, 2, 2)


def test_a_family_stays_together() -> None:
    step, read = counter()
    other_step, other_read = clone(step, read)
    other_step()
    assert (read(), other_read()) == (0, 1)
    step()
    step()
    assert (read(), other_read()) == (2, 1)


def test_helpers_that_share_a_cell_come_along() -> None:
    total = 0

    def add(by: int) -> None:
        nonlocal total
        total += by

    handlers = {"add": [add]}

    def run(by: int) -> int:
        handlers["add"][0](by)
        return total

    other = clone(run)
    assert (other(5), total, run(1), other(1)) == (5, 0, 1, 6)


def test_functions_that_share_nothing_are_left_alone() -> None:
    step, _ = counter()
    other = clone(keeper(step))
    assert other() is step


def test_recursion_means_the_copy() -> None:
    def recursive(n: int) -> Any:
        return recursive if n == 0 else recursive(n - 1)

    other = clone(recursive)
    assert other(3) is other
    assert recursive(3) is recursive


@pytest.mark.parametrize(
    "value",
    [[1, [2]], {"a": [1]}, {1, 2}, deque([1, [2]], maxlen=3), bytearray(b"x"), defaultdict(list, a=[1]), ([1], "x")],
    ids=lambda value: type(value).__name__,
)
def test_containers_are_state(value: Any) -> None:
    original = keeper(value)
    copied = clone(original)()
    assert copied == value
    assert copied is not value
    assert type(copied) is type(value)
    assert clone(original, deep=False)() is value


def test_all_levels_are_copied_and_one_object_stays_one() -> None:
    shared = [1]
    value: dict[str, Any] = {"first": shared, "second": (shared,), "self": None}
    value["self"] = value
    copied = clone(keeper(value))()
    copied["first"].append(2)
    assert shared == [1]
    assert copied["second"][0] is copied["first"]
    assert copied["self"] is copied


def test_a_tuple_in_a_ring() -> None:
    inner: list[Any] = []
    ring = (inner,)
    inner.append(ring)
    copied = clone(keeper(ring))()
    assert copied is not ring
    assert copied[0][0] is copied


class Thing:
    def __init__(self) -> None:
        self.asked = False

    def __copy__(self) -> Any:
        self.asked = True
        raise RuntimeError

    __deepcopy__ = __reduce_ex__ = __copy__  # type: ignore[assignment]


class Own(list[int]):
    def copy(self) -> Any:
        raise RuntimeError


@pytest.mark.parametrize("value", [Thing(), Own(), 1, "x", (1, 2), frozenset({1}), len, Thing])
def test_everything_else_is_shared(value: Any) -> None:
    assert clone(keeper(value))() is value
    assert not isinstance(value, Thing) or not value.asked


def test_methods_of_the_family() -> None:
    n = 0

    class Button:
        def press(self) -> int:
            nonlocal n
            n += 1
            return n

    button = Button()
    callbacks = [button.press]

    def run() -> tuple[int, int]:
        return callbacks[0](), n

    other = clone(run)
    assert (other(), other(), run()) == ((1, 1), (2, 2), (1, 1))
    bound = clone(button.press)
    assert isinstance(bound, MethodType)
    assert bound.__self__ is button
    assert (bound(), n) == (2, 1)


def test_empty_cells_stay_empty() -> None:
    def read() -> Any:
        return later

    other = clone(read)
    later = 1
    assert read() == 1
    with pytest.raises(NameError):
        other()


def test_super_works_on() -> None:
    class Base:
        def name(self) -> str:
            return "base"

    class Sub(Base):
        def name(self) -> str:
            return "sub of " + super().name()

    Sub.name = clone(Sub.name)  # type: ignore[method-assign]
    assert Sub().name() == "sub of base"


def test_generators_are_made_anew() -> None:
    seen = [0]

    def generator() -> Iterator[int]:
        seen[0] += 1
        yield seen[0]

    other = clone(generator)
    assert inspect.isgeneratorfunction(other)
    assert (list(other()), list(other()), list(generator())) == ([1], [2], [1])


@pytest.mark.parametrize("subject", [len, 3, iter([]), Thing, (n for n in range(3))])
def test_what_is_no_function(subject: Any) -> None:
    with pytest.raises(Refused):
        clone(subject)


def test_too_deep_a_nest_is_refused() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(Refused, match="nested too deeply"):
        clone(keeper(value))
    while value:  # taken apart by hand: freeing it needs no stack then
        value = value[0]
