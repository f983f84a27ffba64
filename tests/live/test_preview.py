"""Holds previews to being short, true and harmless."""

from __future__ import annotations

import collections
import datetime
import decimal
import enum
import functools
import math
import os
import pathlib
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest

from cellophane.live.preview import preview


class Hostile:
    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __repr__(self) -> str:
        raise RuntimeError


class Text(str):
    def __repr__(self) -> str:
        raise RuntimeError

    def __len__(self) -> int:
        raise RuntimeError


class Colour(enum.Enum):
    RED = 1


class Point(NamedTuple):
    x: int
    y: Any


Many = collections.namedtuple("Many", "a b c d e f")


@dataclass
class Size:
    width: int
    height: Any = None

    def __repr__(self) -> str:
        raise RuntimeError


def maker() -> Any:
    n = 1
    return lambda: n


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        (True, "True"),
        (3, "3"),
        (-(10**30), "<int of 100 bits>"),
        pytest.param(10**5000, "<int of 16610 bits>", id="long"),
        (1.5, "1.5"),
        ("text", "'text'"),
        ("a" * 100, f"{'a' * 60!r}… (100 long)"),
        (b"x", "b'x'"),
        ((), "()"),
        ((1,), "(1,)"),
        ([1, 2, 3, 4, 5], "[1, 2, 3, 4, …1 more]"),
        ([[[1]]], "[[[…1]]]"),
        ([[[]]], "[[[]]]"),
        (set(), "set()"),
        ({1}, "{1}"),
        (frozenset({1}), "frozenset({1})"),
        ({"a": {"b": {"c": 1}}}, "{'a': {'b': {…1}}}"),
        (range(3), "range(3)"),
        (range(1, 3), "range(1, 3)"),
        (range(0, 9, 2), "range(0, 9, 2)"),
        (10**18 + 1, "1000000000000000001"),
        (collections.deque([1]), "deque([1])"),
        (collections.defaultdict(list, a=[]), "defaultdict({'a': []})"),
        (decimal.Decimal("1.50"), "Decimal('1.50')"),
        (datetime.date(2001, 2, 3), "datetime.date(2001, 2, 3)"),
        (pathlib.PurePosixPath("a/b"), "PurePosixPath('a/b')"),
        (uuid.UUID(int=1), "UUID('00000000-0000-0000-0000-000000000001')"),
        (Colour.RED, "<Colour.RED>"),
        (Point(1, [2]), "Point(x=1, y=[2])"),
        (Size(3), "Size(width=3, height=None)"),
        (Many(*range(6)), "Many(a=0, b=1, c=2, d=3, …2 more)"),
        ([Point(1, [2])], "[Point(x=1, y=[…1])]"),
        pytest.param(range(10**5000), "range(<int of 16610 bits>)", id="far"),
        (math, "<module math>"),
        (math.sin, "<builtin sin>"),
        (int, "<class int>"),
        (collections.OrderedDict, "<class collections.OrderedDict>"),
        (collections.OrderedDict(), "OrderedDict({})"),
        (os.path.join, "<function join>"),
        (..., "Ellipsis"),
        (functools.partial(print), "<functools.partial>"),
    ],
)
def test_builtin_values_show_themselves(value: Any, shown: str) -> None:
    assert preview(value) == shown


def test_other_values_tell_their_type_and_no_more() -> None:
    assert preview(Hostile()).endswith(".Hostile>")
    assert preview(Text("x")).endswith(".Text>")
    assert preview([Hostile()]).endswith(".Hostile>]")
    assert preview({"key": Text("x")}).startswith("{'key': <")


def test_a_list_in_itself() -> None:
    ring: list[Any] = []
    ring.append(ring)
    assert preview(ring) == "[[[…1]]]"


def test_methods_and_functions() -> None:
    assert preview(maker().__code__) == "<code maker.<locals>.<lambda>>"
    assert preview(Hostile.__repr__) == f"<function {Hostile.__repr__.__qualname__}>"
    assert preview("x".join) == "<builtin join>"


def test_an_array_tells_its_shape() -> None:
    numpy = pytest.importorskip("numpy")
    assert preview(numpy.zeros((3, 4))) == "<numpy.ndarray 3×4 float64>"
