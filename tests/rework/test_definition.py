"""What the name of a function means to the function itself while it is being defined."""

from __future__ import annotations

import functools
import sys
from typing import Any

import pytest

from cellophane.rework.bind import bind
from cellophane.rework.subjects import Refused


def test_a_decorator_on_recursive_functions_in_a_loop() -> None:
    made: list[Any] = []
    for i in range(3):

        @bind
        def down(n: int) -> Any:
            return [i, down, *down(n - 1)] if n else [i]  # noqa: B023

        @bind("i")
        def named(n: int) -> Any:
            return [i, *named(n - 1)] if n else [i]  # noqa

        made.append((down, named))
    for i, (one, other) in enumerate(made):
        assert one(2) == [i, one, i, one, i]
        assert other(2) == [i, i, i]


def test_a_recursive_function_keeps_itself_when_its_name_means_another_later() -> None:
    @bind
    def factorial(n: int) -> Any:
        return n * factorial(n - 1) if n else 1

    kept, factorial = factorial, lambda n: 1000
    assert (kept(3), factorial(3)) == (6, 1000)


def test_decorators_above_are_seen_by_recursive_calls() -> None:
    calls: list[int] = []

    @functools.cache
    @bind
    def fibonacci(n: int) -> int:
        calls.append(n)
        return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

    assert fibonacci(30) == 832040
    assert len(calls) == 31


def test_decorators_above_in_a_loop_are_refused_when_the_name_means_an_earlier_one() -> None:
    made: list[Any] = []

    def define() -> None:
        for i in range(2):

            @functools.cache
            @bind
            def down(n: int) -> Any:
                return i if n == 0 else down(n - 1)  # noqa: B023

            made.append(down)

    with pytest.raises(Refused, match=r"'down' means another function than .*down now: name the variables"):
        define()
    assert len(made) == 1


def test_what_was_made_of_the_function_itself_is_a_value_like_any_other() -> None:
    def down(n: int) -> Any:
        return down(n - 1) if n else n

    plain = down
    down = functools.cache(down)
    assert bind(plain)(3) == 0
    assert down.cache_info().currsize == 3


def test_a_name_of_the_scope_around_the_definition() -> None:
    down: Any = None
    i = 1

    def define() -> Any:
        nonlocal down

        @bind
        def down(n: int) -> Any:
            return down(n - 1) if n else i

        return down

    bound = define()
    down = None
    assert bound(2) == 1


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters are newer")
def test_recursive_functions_with_type_parameters() -> None:
    space: dict[str, Any] = {"bind": bind}
    exec(
        "def made():\n  found = []\n  for i in range(2):\n    @bind\n    def f[T](n: T): return f(n - 1) if n else i\n"
        "    found.append(f)\n  return found",
        space,
    )
    assert [function(2) for function in space["made"]()] == [0, 1]
