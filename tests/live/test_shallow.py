"""Own bytes."""

from __future__ import annotations

import sys
from collections import deque
from typing import Any

import pytest

from cellophane.live.shallow import has_own_keys, sizer


@pytest.mark.parametrize("subject", [[1], (1,), {1}, "text", b"raw", 2.5, deque([1]), sizer, int, {"a": 1}, 2**200])
def test_as_the_interpreter_counts(subject: Any) -> None:
    assert sizer(type(subject))(subject) == sys.getsizeof(subject)


def test_a_small_number_takes_its_whole_structure() -> None:
    assert sizer(int)(1) == 32


def test_a_method_of_another_class_is_not_asked() -> None:
    class Mixed(list[int]):
        __sizeof__ = dict.__sizeof__

    assert sizer(Mixed)(Mixed([1] * 100)) >= 800


def test_the_first_c_method_behind_one_in_python_is_asked() -> None:
    class Loud(list[int]):
        def __sizeof__(self) -> int:
            raise SystemExit("woken")

    class Quiet(list[int]):
        pass

    assert sizer(Loud)(Loud([1] * 100)) == sizer(Quiet)(Quiet([1] * 100))


def test_places_of_attributes_count() -> None:
    class Plain:
        def __init__(self) -> None:
            self.first, self.second = 1, 2

    many = [Plain() for _ in range(100)]
    assert sizer(Plain)(many[0]) > sizer(Plain)(many[99]) > sys.getsizeof(many[99])


def test_whose_the_keys_are() -> None:
    class Plain:
        def __init__(self) -> None:
            self.first = 1

    many = [Plain() for _ in range(50)]
    assert has_own_keys({"key": 1})
    assert has_own_keys({f"key {each}": each for each in range(500)})
    assert not has_own_keys(vars(many[-1]))
