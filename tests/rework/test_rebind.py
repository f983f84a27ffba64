"""Holds `rebind` to a function made anew with the other values."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import pytest

from cellophane.rework.bind import bind
from cellophane.rework.rebind import rebind
from cellophane.rework.subjects import NotCaptured, Refused


def power(exponent: int, name: str = "power") -> Callable[[int], tuple[int, str]]:
    def raised(base: int, /, *, twice: bool = False) -> tuple[int, str]:
        """Documented."""
        return base**exponent * (2 if twice else 1), name

    return raised


def test_another_value() -> None:
    square = power(2)
    cube = rebind(square, exponent=3)
    assert (square(2), cube(2), cube(2, twice=True)) == ((4, "power"), (8, "power"), (16, "power"))  # type: ignore[call-arg]


def test_everything_else_is_kept() -> None:
    square: Any = power(2)
    square.mark = "kept"
    other: Any = rebind(square, name="other")
    assert inspect.signature(other) == inspect.signature(square)
    assert (other.__doc__, other.__qualname__, other.__code__) == ("Documented.", square.__qualname__, square.__code__)
    assert other.__dict__ == {"mark": "kept"}


def test_the_others_stay_shared() -> None:
    n = step = 1

    def up() -> int:
        nonlocal n
        n += step
        return n

    other = rebind(up, step=10)
    assert (other(), up(), n, step) == (11, 12, 12, 1)


def test_an_empty_cell_gets_a_value() -> None:
    def read() -> Any:
        return later

    assert rebind(read, later=3)() == 3
    with pytest.raises(NameError):
        read()
    later = 1
    assert read() == later


def test_recursion_means_the_new_function() -> None:
    limit = 1

    def down(n: int) -> Any:
        return down if n <= limit else down(n - 1)

    other = rebind(down, limit=2)
    assert other(5) is other
    assert rebind(down, down=len)(0) is len


def test_bound_methods() -> None:
    word = "old"

    class Thing:
        def name(self) -> tuple[Any, str]:
            return self, word

    thing = Thing()
    assert rebind(thing.name, word="new")() == (thing, "new")


def test_wrong_names_and_none() -> None:
    with pytest.raises(NotCaptured, match="did you mean 'exponent'"):
        rebind(power(2), exponnt=3)
    with pytest.raises(Refused, match="say what"):
        rebind(power(2))
    with pytest.raises(Refused):
        rebind(len, n=1)


def test_the_class_of_super_has_to_be_a_class() -> None:
    class Base:
        def name(self) -> str:
            return "base"

    class Other(Base):
        pass

    class Sub(Other):
        def name(self) -> str:
            return super().name()

    with pytest.raises(Refused, match="has to be a class"):
        rebind(Sub.name, __class__=3)
    assert rebind(Sub.name, __class__=Other)(Sub()) == "base"


def test_a_bound_function_stays_one() -> None:
    n, m = 1, 2

    def outer() -> Any:
        return n, (lambda: n)(), m

    bound = bind(outer)
    other: Any = rebind(bound, n=5)
    assert (bound(), other()) == ((1, 1, 2), (5, 5, 2))
    n = m = 7
    assert (bound(), other(), outer()) == ((1, 1, 2), (5, 5, 2), (7, 7, 7))
    assert rebind(bind(outer, "n"), m=0)() == (7, 7, 0)


def test_recursion_through_a_method_means_the_new_one() -> None:
    k = 1

    class Thing:
        def down(self, n: int) -> Any:
            return method(n - 1) if n else (k, self)

    thing = Thing()
    method = thing.down
    assert rebind(method, k=5)(2) == (5, thing)
    assert bind(method)(2) == (1, thing)
    k = 2
    assert method(2) == (2, thing)


def test_what_bind_made_of_globals_can_be_rebound() -> None:
    space: dict[str, Any] = {"i": 1}
    exec("def make(n):\n  return lambda: (i, (lambda: i)(), n)", space)
    bound = bind(bind(space["make"](2), "i"), "n")
    other: Any = rebind(bound, i=5)
    space["i"] = "later"
    assert (bound(), other(), rebind(other, n=7)()) == ((1, 1, 2), (5, 5, 2), (5, 5, 7))
    with pytest.raises(NotCaptured, match=r"reads it as a global: bind\(fn, \"i\"\) makes it what it is now"):
        rebind(space["make"](2), i=3)


def test_partials_and_cached_functions() -> None:
    square: Any = partial(lru_cache(power(2)), 3, twice=True)
    cube: Any = rebind(square, exponent=3)
    assert (square(), cube(), cube.func.cache_info().misses) == ((18, "power"), (54, "power"), 1)
