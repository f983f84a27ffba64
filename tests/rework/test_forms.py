"""Holds each form of a function to the closure: called alike, they do alike."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import pytest

from cellophane.rework.forms import Form, forms
from cellophane.rework.subjects import Refused
from tests.closures import made, play


def of(function: Any) -> dict[str, Form]:
    return {form.name: form for form in forms(function)} if function.__closure__ else {}


def called(form: Form, *arguments: Any, **named: Any) -> Any:
    assert form.call is not None, form.reason
    return form.call(*arguments, **named)


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_every_form_of_a_random_closure_behaves_as_it_does(first: int) -> None:
    for seed in range(first, first + 30):
        for name in of(made(seed)):
            form = of(made(seed))[name]
            assert form.call is None or play(form.call) == play(made(seed)), (seed, name)


def test_random_closures_have_all_forms_at_times() -> None:
    there = {form.name for seed in range(100) for form in of(made(seed)).values() if form.call}
    assert there == {"closure", "bound", "default", "global", "partial", "class"}


def test_parameters_of_all_sorts() -> None:
    def make(n: int) -> Callable[..., Any]:
        def function(a: int, /, b: int = 2, *rest: int, c: int = 3, **others: int) -> Any:
            return a, b, rest, c, others, n

        return function

    function = make(7)
    for form in of(function).values():
        assert called(form, 1) == (1, 2, (), 3, {}, 7), form.name
        assert called(form, 1, 5, 6, c=8, d=9) == (1, 5, (6,), 8, {"d": 9}, 7), form.name


def test_positional_parameters_only() -> None:
    def make(n: int) -> Callable[..., Any]:
        def function(a: int, b: int = 2, /) -> Any:
            return a, b, n

        return function

    for form in of(make(7)).values():
        assert called(form, 1) == (1, 2, 7), form.name


def counter() -> Any:
    n = 0

    def step() -> int:
        nonlocal n
        n += 1
        return n

    return step


def test_state_lives_on_in_objects_and_globals_only() -> None:
    found = of(counter())
    assert [called(found[name]) for name in ("global", "global", "class", "class")] == [1, 2, 1, 2]
    assert found["bound"].reason == "it writes all that it captured"
    assert found["default"].reason.startswith("it writes 'n'")
    assert found["partial"].reason.startswith("it writes 'n'")


def test_globals_of_the_module_stay_as_they_are() -> None:
    before = dict(globals())
    called(of(counter())["global"])
    assert globals() == before


def test_recursion_means_the_form_itself() -> None:
    def make() -> Any:
        def down(n: int) -> list[Any]:
            return [down, *down(n - 1)] if n else []

        return down

    found = of(make())
    for name in ("bound", "global", "class"):
        assert called(found[name], 2) == [found[name].call] * 2
    assert "is the function itself" in found["default"].reason


def test_what_nested_code_captures_in_turn() -> None:
    def make(n: int) -> Any:
        return lambda: (n, (lambda: n)(), sum(n for _ in range(2)))

    found = of(make(3))
    for name in ("closure", "bound", "default", "partial"):
        assert called(found[name]) == (3, 3, 6)
    assert "captures 'n' in turn" in found["class"].reason
    assert "captures 'n' in turn" in found["global"].reason


def test_a_self_of_its_own() -> None:
    def make(n: int) -> Any:
        def method(self: Any) -> Any:
            return self, n

        return method

    assert "variable `self`" in of(make(1))["class"].reason
    assert called(of(make(1))["default"], 2) == (2, 1)


def test_a_variable_without_a_value() -> None:
    def make() -> Any:
        if sys.flags.optimize > 9:
            late = 1
        return lambda: late

    assert {form.reason for form in forms(make())} == {
        "",
        "'late' has no value yet",
        "'late' has no value yet: bind test_a_variable_without_a_value.<locals>.make.<locals>.<lambda> when it has, or "
        "name the other variables",
    }


class Base:
    def name(self) -> str:
        return "base"


def test_super_needs_its_cell() -> None:
    class Derived(Base):
        def name(self) -> str:
            return super().name()

    assert {form.reason for form in of(Derived.name).values()} == {"", "super() needs its cell"}


def test_variables_seen_by_name() -> None:
    def make(n: int) -> Any:
        return lambda: (n, sorted(locals()))

    found = of(make(1))
    assert called(found["default"]) == called(found["bound"]) == (1, ["n"])
    assert "by name" in found["global"].reason
    assert "by name" in found["class"].reason


def test_generators() -> None:
    def make(n: int) -> Any:
        def numbers() -> Iterator[int]:
            yield n
            yield n + 1

        return numbers

    assert all(list(called(form)) == [3, 4] for form in forms(make(3)))


def plain() -> None: ...


def test_nothing_captured() -> None:
    assert isinstance(plain, FunctionType)
    with pytest.raises(Refused, match="captured nothing"):
        forms(plain)


def test_nested_handlers() -> None:
    """Handlers whose depths of the stack an assembler has to guess."""

    def make(n: int) -> Any:
        def function() -> Any:
            seen = []
            for i in range(n):
                try:
                    try:
                        raise KeyError(i)
                    except KeyError as error:
                        raise TypeError(n) from error
                except TypeError as error:
                    seen.append(str(error))
            return seen

        return function

    for form in of(make(3)).values():
        assert called(form) == ["3"] * 3
