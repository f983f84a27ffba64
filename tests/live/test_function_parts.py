"""Holds what is read of functions without asking to what they say when they are asked."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest

from cellophane.live.function_parts import own_annotations, own_attributes


def plain() -> Any:
    return lambda a=(1, 2), *, k=3: (a, k)


def annotated() -> Any:
    def function(a: int, b: str = "b") -> float:
        """Documented."""
        return a / len(b)

    return function


def with_attribute_and_annotations() -> Any:
    function = annotated()
    function.a = function.b = int
    return function


def with_attribute_alone() -> Any:
    function = plain()
    function.a = [1]
    return function


def with_annotation_alone() -> Any:
    function = plain()
    function.__annotations__["a"] = [1]
    return function


def with_empty_dictionary() -> Any:
    function = plain()
    assert function.__dict__ == {}
    return function


def closure() -> Any:
    n, defaults = 1, {"k": 1}

    def function(a: int, *, k: Any = defaults) -> Any:
        return n, k

    function.defaults = defaults  # type: ignore[attr-defined]
    return function


MAKERS = [
    *(plain, annotated, with_attribute_and_annotations, with_attribute_alone, with_annotation_alone),
    *(with_empty_dictionary, closure),
]


@pytest.mark.parametrize("make", MAKERS)
def test_as_the_function_says_and_nothing_is_made(make: Callable[[], Any]) -> None:
    function = make()
    held = list(map(id, gc.get_referents(function)))
    found = dict(own_attributes(function)), dict(own_annotations(function))
    assert list(map(id, gc.get_referents(function))) == held
    assert found == (function.__dict__, function.__annotations__)
