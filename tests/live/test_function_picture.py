"""Holds pictures to what is shown of live closures."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cellophane.live import look
from cellophane.live.function_picture import picture
from cellophane.model.picture import DrawnVariable, Function, Picture


def thermostat(degrees: int, place: str = "hall") -> tuple[Callable[[int], None], Callable[[], int]]:
    def turn(by: int = 1) -> None:
        nonlocal degrees
        degrees += by

    def show() -> int:
        return degrees

    return turn, show


def logged(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*arguments: Any) -> Any:
        return function(*arguments)

    return wrapper


def roles(seen: Picture) -> list[tuple[str, str]]:
    return [(one.role, one.name.rpartition(".")[2]) for one in seen.functions]


def only(variables: tuple[DrawnVariable, ...]) -> DrawnVariable:
    (one,) = variables
    return one


def function(seen: Picture, name: str) -> Function:
    return next(one for one in seen.functions if one.name.rpartition(".")[2] == name)


def test_two_functions_meet_at_one_cell() -> None:
    turn, show = thermostat(20)
    seen = picture(look(show))
    assert roles(seen) == [("asked", "show"), ("shares", "turn")]
    degrees = only(seen.variables)
    assert (degrees.name, degrees.owner, degrees.value, degrees.type) == ("degrees", "thermostat", "20", "int")
    assert degrees.changes == "can still change"
    assert [one.how for one in degrees.bindings] == ["parameter", "augmented assignment"]
    assert [(each.variable, each.writes) for one in seen.functions for each in one.captures] == [
        (degrees.key, False),
        (degrees.key, True),
    ]
    assert function(seen, "show").left_behind == ("place", "turn")
    assert function(seen, "turn").defaults[0].name == "by"
    turn(1)  # it lives on until here


def test_layers_and_what_they_wrap() -> None:
    seen = picture(look(logged(logged(thermostat(1)[1]))))
    assert roles(seen) == [("asked", "wrapper"), ("beneath", "wrapper"), ("beneath", "show")]
    assert seen.functions[0].note == "calls itself thermostat.<locals>.show"
    assert seen.title == "function thermostat.<locals>.show"
    assert [one.parent for one in seen.functions] == [None, "f1", "f2"]
    assert [one.function for one in seen.variables] == ["f2", "f3", None]


def test_a_function_that_was_captured_without_telling() -> None:
    def hidden() -> int:
        return 1

    seen = picture(look(lambda: hidden()))
    assert ("value", "hidden") in roles(seen)
    assert seen.variables[0].function == function(seen, "hidden").key


def test_frames_and_generators_are_there_with_the_cells_they_share() -> None:
    a, b = 1, 2

    def suspended() -> Iterator[int]:
        yield a
        yield b

    waiting = suspended()
    next(waiting)
    seen = picture(look(lambda: (a, b)))
    kinds = {one.kind: len(one.captures) for one in seen.functions if one.role == "shares"}
    assert kinds == {"generator function": 2, "generator": 2, "frame": 2}


def test_an_empty_cell() -> None:
    def inner() -> Any:
        return later

    variable = only(picture(look(inner)).variables)
    assert (variable.state, variable.value, variable.type) == ("empty", None, None)
    later = 1
    assert later == 1


def test_code_and_builtins() -> None:
    seen = picture(look(thermostat(1)[1].__code__))
    assert (only(seen.variables).state, only(seen.variables).changes) == (None, None)
    assert "written in C" in picture(look(len)).functions[0].note


def test_many_sharers_are_cut_and_it_is_said() -> None:
    n = 1
    kept = [(lambda own: lambda: (n, own))(m) for m in range(200)]
    seen = picture(look(kept[0]))
    assert len(seen.functions) == 40
    assert seen.notes == ("more than 40 functions: the others are not shown",)


def test_sharers_of_one_code_and_the_same_cells_are_one_with_a_count() -> None:
    n = 1
    kept = [lambda: n for _ in range(60)]
    other = lambda: n  # noqa: E731
    seen = picture(look(kept[0]))
    told = [(one.role, one.row, one.count) for one in seen.functions if one.kind == "lambda"]
    first = kept[0].__code__.co_firstlineno
    assert told == [("asked", first, 1), ("shares", first, 59), ("shares", other.__code__.co_firstlineno, 1)]
    assert seen.notes == ()
    seen = picture(look(other))
    assert [(one.role, one.count) for one in seen.functions if one.kind == "lambda"] == [("asked", 1), ("shares", 60)]


def test_those_of_another_code_or_with_other_cells_are_not_among_them() -> None:
    n = 1
    pair = (lambda: n), (lambda: n)
    apart = [(lambda own: lambda: (n, own))(m) for m in "ab"]
    seen = picture(look(lambda: n))
    assert [one.count for one in seen.functions if one.kind == "lambda"] == [1] * (1 + len(pair) + len(apart))


def test_defaults_in_which_they_differ_are_left_open() -> None:
    n, unit = 1, object()
    kept = [lambda i=i, unit=unit, *, k=[i]: (n, i, unit, k) for i in range(3)]
    seen = picture(look(lambda: n))
    alike = next(one for one in seen.functions if one.count == len(kept))
    assert [(one.name, one.value) for one in alike.defaults] == [("i", None), ("unit", "<object>"), ("k", None)]


def test_a_value_that_is_one_of_many_stands_apart_from_the_others() -> None:
    n = 1
    kept = [lambda: n for _ in range(3)]
    one = kept[1]
    seen = picture(look(lambda: (n, one)))
    values = {variable.name: variable.function for variable in seen.variables}
    assert next(each for each in seen.functions if each.key == values["one"]).role == "value"
    assert [each.count for each in seen.functions if each.role == "shares" and each.kind == "lambda"] == [2]


def test_generators_of_one_code_are_one_as_well() -> None:
    a, b = 1, 2

    def suspended() -> Iterator[int]:
        yield a
        yield b

    waiting = [suspended() for _ in range(5)]
    for each in waiting[:-1]:
        next(each)
    seen = picture(look(lambda: (a, b)))
    (alike,) = [one for one in seen.functions if one.kind == "generator"]
    assert (alike.count, len(alike.captures)) == (5, 2)


def test_weights_are_there_when_asked_for() -> None:
    values = [0] * 10_000
    seen = picture(look((lambda kept: lambda: kept)(values)), seconds=1.0)
    del values
    weight = only(seen.variables).weight
    assert weight is not None
    assert weight.deep > 80_000
    assert seen.functions[0].weight is not None
    assert picture(look(lambda: seen)).functions[0].weight is None


@pytest.mark.parametrize("subject", [thermostat(1)[1], logged(len), functools.partial(max, 1), dict, property(len)])
def test_plain_data(subject: Any) -> None:
    told = look(subject).to_dict()
    assert json.loads(json.dumps(told))["functions"][0]["role"] == "asked"


def secrets(secret: Any) -> Any:
    class Service:
        @staticmethod
        @logged
        @functools.lru_cache
        def cached(n: int) -> Any:
            return secret, n

        @property
        @logged
        def kept(self) -> Any:
            return secret

        @functools.singledispatchmethod
        def shown(self, value: Any) -> Any:
            return secret

        @shown.register
        def number(self, value: int) -> Any:
            return secret, value

        def plain(self, number: int) -> Any:
            return secret, self, number

    return Service


@pytest.mark.parametrize(
    ("name", "beneath"), [("cached", ["cached"]), ("kept", ["kept"]), ("shown", ["shown", "number"])]
)
def test_what_stands_beneath_layers_of_layers(name: str, beneath: list[str]) -> None:
    seen = picture(look(secrets([1]).__dict__[name]))
    assert [own for role, own in roles(seen) if role == "beneath"] == beneath
    found = [one for one in seen.functions if one.role == "beneath"]
    assert {
        one.name for each in found for one in seen.variables for use in each.captures if use.variable == one.key
    } == {"secret"}
    assert seen.functions[0].note.startswith("runs ")


def test_all_that_stands_around_one_function_tells_what_it_holds() -> None:
    service = secrets([1])()
    partial = functools.partial(functools.partial(service.plain, 3))
    seen = picture(look(partial))
    assert [one.name for one in seen.functions[0].holds] == ["argument 1", "self"]
    assert [one.name for one in picture(look(functools.lru_cache(service.plain))).functions[0].holds] == ["self"]
    assert roles(seen)[0] == ("asked", "plain")


def test_variables_of_generators_and_caches_are_weighed() -> None:
    def numbers() -> Iterator[Any]:
        values = [0] * 10_000
        yield
        yield lambda: values

    generator = numbers()
    next(generator)
    cached = functools.cache((lambda values: lambda: values)([0] * 10_000))
    for subject in (generator, cached):
        weight = only(picture(look(subject), seconds=10.0).variables).weight
        assert weight is not None
        assert weight.deep > 80_000


def test_what_at_least_means_is_explained_where_it_is_said() -> None:
    values = [[each] for each in range(100_000)]
    closure = look(lambda: values)
    cut = picture(closure, seconds=-1.0)
    assert cut.functions[0].weight is not None
    assert not cut.functions[0].weight.complete
    (note,) = cut.notes
    assert note.startswith("≥ means at least: weighing stopped ")
