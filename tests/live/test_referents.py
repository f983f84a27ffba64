"""References, each once."""

from __future__ import annotations

import sys
from collections import Counter, OrderedDict
from typing import Any

import pytest

from cellophane.live.referents import referrer


def found(subject: Any) -> list[Any]:
    refer = referrer(type(subject))
    return refer(subject) if refer else []


@pytest.mark.parametrize("atom", [1, 1.5, "text", b"raw", None, True, ..., object()])
def test_atoms_refer_to_nothing(atom: Any) -> None:
    assert found(atom) == []


@pytest.mark.parametrize(
    "table",
    [{"a": 1.5, "b": 2.5}, {("a",): 1.5, "b": 2.5}, {f"k{each}": each + 0.5 for each in range(50)}, {"a": "a"}, {}],
)
def test_keys_and_values_of_dictionaries_once_each(table: dict[Any, Any]) -> None:
    for kind in (dict, OrderedDict, Counter):
        listed = Counter(map(id, found(kind(table))))
        for value in table.values():
            assert listed[id(value)] >= 1
        if kind is dict and table != {"a": "a"}:
            assert listed == Counter(map(id, [*table, *table.values()]))


def test_a_table_that_had_other_keys_lists_its_strings_once() -> None:
    table: dict[Any, Any] = {1: None, "key": 2.5}
    del table[1]
    assert sorted(map(str, found(table))) == ["2.5", "key"]


def test_names_of_attributes_are_the_class_s() -> None:
    class Plain:
        def __init__(self) -> None:
            self.some_attribute = 1.5

    plain = Plain()
    plain.__dict__  # noqa: B018 - made by asking
    assert "some_attribute" not in found(vars(plain))
    assert vars(plain) in found(plain) or sys.version_info < (3, 13)
    assert found(plain).count(1.5) + found(vars(plain)).count(1.5) == 1


def test_an_object_that_is_not_collected_keeps_its_class() -> None:
    class Bare:
        __slots__ = ()

    assert found(Bare()) == [Bare]


def test_code_lists_what_it_is_made_of() -> None:
    code = compile("def f(alpha): return lambda: alpha + 12345", "made", "exec").co_consts[0]
    listed = found(code)
    assert "alpha" in listed
    assert code.co_consts in listed
    assert code.co_linetable in listed


def test_ranges_have_bounds() -> None:
    assert found(range(1_000, 5_000, 7)) == [1_000, 5_000, 7]
