"""Holds copies to living their own life, and families to staying together."""

from __future__ import annotations

import functools
import inspect
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from types import MethodType
from typing import Any

import pytest

from cellophane.rework.bind import bind
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


def plain() -> None: ...


def test_functions_that_captured_something_are_state() -> None:
    step, read = counter()
    other = clone(keeper(step))
    assert (other()(), other()(), read()) == (1, 2, 0)
    assert clone(keeper(step), deep=False)() is step


def test_functions_without_state_are_shared() -> None:
    local = lambda: 0  # noqa: E731
    assert clone(keeper([local, plain, len]))() == [local, plain, len]


def logged(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*arguments: Any) -> Any:
        wrapper.calls.append(arguments)  # type: ignore[attr-defined]
        return function(*arguments)

    wrapper.calls = []  # type: ignore[attr-defined]
    return wrapper


def test_what_a_decorator_wraps_comes_along() -> None:
    step, read = counter()
    original = logged(step)
    other = clone(original)
    assert (other(), other(), original(), read()) == (1, 2, 1, 1)
    assert (len(other.calls), len(original.calls)) == (2, 1)  # type: ignore[attr-defined]
    assert other.__wrapped__ is not step  # type: ignore[attr-defined]
    assert other.__wrapped__() == 3  # type: ignore[attr-defined]


def ways_to_the_state() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Functions that reach their own state in a way of its own, each time that they are called."""

    def pieces() -> tuple[list[int], Callable[[], int]]:
        seen: list[int] = []

        def step() -> int:
            seen.append(len(seen))
            return len(seen)

        return seen, step

    seen, step = pieces()
    outer = lambda: step()  # noqa: E731
    yield "through one more function", lambda: (outer(), len(seen))  # type: ignore[no-untyped-call]
    seen_1, step_1 = pieces()
    part = functools.partial(step_1)
    yield "through a partial", lambda: (part(), len(seen_1))
    seen_2, step_2 = pieces()
    yield "by a default", lambda step=step_2: (step(), len(seen_2))
    seen_3, step_3 = pieces()
    yield "by a default that is named", lambda *, step=step_3: (step(), len(seen_3))
    seen_4, step_4 = pieces()
    table = {step_4: 1}
    yield "as a key", lambda: ([step() for step in table], len(seen_4))
    seen_5, step_5 = pieces()
    made: dict[int, int] = defaultdict(step_5)
    yield "as a factory", lambda: (made[len(made)], len(seen_5))
    seen_6, _ = pieces()
    push = seen_6.append
    yield "by a method of it", lambda: (push(1), len(seen_6))
    yield "in a default itself", lambda seen=[]: (seen.append(1), len(seen))
    seen_7, step_7 = pieces()
    cached = functools.lru_cache(lambda number: (step_7(), number))
    yield "through a cache", lambda: (cached(len(seen_7)), len(seen_7))


@pytest.mark.parametrize(("way", "original"), [*ways_to_the_state()])
def test_state_is_found_wherever_it_is(way: str, original: Callable[..., Any]) -> None:
    other = clone(original)
    first = [original(), original()]
    assert [other(), other()] == first
    assert original() == clone(other)() != first[0]


def test_what_would_be_torn_is_refused() -> None:
    n = 0

    class Box:
        def more(self) -> None:
            nonlocal n
            n += 1

    box = Box()
    with pytest.raises(Refused, match=r"would be torn: .*Box.more is in reach of what stays shared with it, .* 'n'"):
        clone(lambda: (n, box))
    assert clone(lambda: box)() is box
    assert clone(lambda: n)() == 0


def test_variables_that_nobody_writes_may_be_held_by_others() -> None:
    n, word = 0, "and "

    class Box(Base):
        def name(self) -> Any:
            return word, n, super().name()

        def other(self) -> Any:
            return word, __class__  # type: ignore[name-defined]

    assert clone(Box().name)() == ("and ", 0, "base")
    assert clone(Box.other)(Box()) == ("and ", Box)


class Base:
    def name(self) -> str:
        return "base"


def test_single_dispatch_is_refused() -> None:
    @functools.singledispatch
    def shown(value: object) -> str:
        return "any"

    with pytest.raises(Refused, match="single-dispatch"):
        clone(shown)
    assert clone(keeper(shown))() is shown


def test_bound_functions() -> None:
    seen: list[int] = []

    def keep(number: int) -> list[int]:
        seen.append(number)
        return [*seen, *(lambda: seen)()]

    bound = bind(keep)
    other = clone(bound)
    assert (other(1), bound(2), other(3)) == ([1, 1], [2, 2], [1, 3, 1, 3])
    assert other.__code__.co_consts[-1] is not seen


def test_siblings_that_live_on_do_not_matter() -> None:
    step, read = counter()
    others = [step, read, {"read": read}]
    assert clone(step)() == 1
    assert read() == 0
    assert others


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


def test_what_bind_made_of_globals_is_copied() -> None:
    space: dict[str, Any] = {"seen": []}
    exec("def f(x):\n  seen.append(x)\n  return len(seen)", space)
    bound: Any = bind(space["f"], "seen")
    assert bound(1) == 1
    other = clone(bound)
    assert (other(2), other(3), bound(2)) == (2, 3, 2)
    shallow = clone(bound, deep=False)
    assert (shallow(4), bound(5)) == (3, 4)


def test_a_bound_function_that_was_captured_is_state() -> None:
    items: list[int] = []
    add = bind(lambda: items.append(1) or len(items))  # type: ignore[func-returns-value]
    step: Any = lambda: add()  # noqa: E731
    other = clone(step)
    assert (step(), other(), other()) == (1, 1, 2)


@pytest.mark.parametrize("deep", [True, False])
def test_partials_and_caches_are_copied_with_the_function_beneath(deep: bool) -> None:
    n = 1

    @functools.lru_cache
    def step(by: int) -> int:
        nonlocal n
        n += by
        return n

    other: Any = clone(functools.partial(step, 1), deep=deep)
    assert (other(), n, other.func.cache_info().misses, step.cache_info().misses) == (2, 1, 1, 0)
