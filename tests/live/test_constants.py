"""Holds what is read of bound functions to what they were bound with."""

from __future__ import annotations

from typing import Any

from cellophane.live.constants import bound_globals, bound_values, constants_of, places
from cellophane.rework.bind import bind


def made(text: str, **values: Any) -> Any:
    space = dict(values)
    exec(f"def make(n, m=2):\n  return {text}", space)
    return space["make"]


def test_a_function_that_was_not_bound_has_none() -> None:
    function = made("lambda: n")(1)
    assert (constants_of(function), bound_globals(function), bound_values(function)) == (None, {}, {})
    assert list(places(function.__code__)) == []


def test_captured_variables_and_globals() -> None:
    value = "".join(["no_", "name"])
    function: Any = bind(bind(made("lambda: (n, m, i, j)", i=value, j=3)([1]), "n", "i"), "j")
    assert bound_values(function) == {"n": [1], "i": value, "j": 3}
    assert bound_globals(function)["i"] is value
    assert function.__code__.co_consts.value("n") == [1]


def test_what_also_keeps_a_cell_is_read_from_there() -> None:
    function: Any = bind(made("lambda: (n, lambda: n)")(1))
    assert function.__code__.co_freevars == ("n",)
    assert bound_values(function) == {}


def test_the_places_in_code_inside_are_told_as_well() -> None:
    value = "".join(["no_", "name"])
    function = bind(made("lambda: (i, lambda: i)", i=value)(1), "i")
    found = list(places(function.__code__))
    assert [name for name, _ in found] == ["i", "i"]
    assert all(type(holder) is list and holder[0] is value for _, holder in found)
