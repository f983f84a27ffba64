"""The record of a closure: a mapping by name that nobody can write to."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import pytest

from cellophane.live import look
from cellophane.live.closure import summary


def make(a: int, b: int) -> Any:
    return lambda: (a, b, len)


def test_it_is_a_mapping_over_the_captured_variables() -> None:
    closure = look(make(1, 2))
    assert (list(closure), len(closure), closure.keys()) == (["a", "b"], 2, ("a", "b"))
    assert "a" in closure
    assert "len" not in closure
    assert {name: one.value for name, one in dict(closure).items()} == {"a": 1, "b": 2}


def test_nothing_captured_is_still_something() -> None:
    assert look(make)
    assert len(look(make)) == 0


def test_it_is_read_only() -> None:
    closure: Any = look(make(1, 2))
    with pytest.raises(TypeError):
        closure.builtins["len"] = max
    with pytest.raises(TypeError):
        closure.globals["make"] = None
    with pytest.raises(TypeError):
        closure.defaults["x"] = None
    with pytest.raises(dataclasses.FrozenInstanceError):
        closure.captured = ()


def test_an_unknown_name_is_told_with_those_that_there_are() -> None:
    with pytest.raises(KeyError, match=r"'c' is not captured by make.<locals>.<lambda>, which captured a, b"):
        look(make(1, 2))["c"]


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        (make(1, 2), "make.<locals>.<lambda>: a=1, b=2"),
        (make, "make, captured nothing"),
        (functools.partial(make), "partial over make, captured nothing"),
        (functools.partial(make(1, 2)), "partial over make.<locals>.<lambda>: a=1, b=2"),
        (property(look, lambda one, value: None), "property over look, <lambda>"),
        (len, "len, captured nothing"),
    ],
)
def test_a_closure_in_one_line(subject: Any, shown: str) -> None:
    assert summary(look(subject)) == shown
