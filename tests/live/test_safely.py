"""Holds what is asked of objects to running none of their code."""

from __future__ import annotations

import decimal
import sys
from types import ModuleType
from typing import Any

import pytest

from cellophane.live.safely import ABSENT, class_attribute, class_name, module_namespace, mro, namespace, stored


class Meta(type):
    """A metaclass that lies about everything."""

    def _refuse(cls) -> Any:
        raise RuntimeError

    __mro__: Any = property(_refuse)
    __dict__: Any = property(_refuse)  # type: ignore[misc]

    def __getattribute__(cls, name: str) -> Any:
        raise RuntimeError(name)


def test_a_metaclass_has_no_say() -> None:
    class Liar(metaclass=Meta):  # inside: pytest itself would ask it for things
        answer = 42

    assert mro(Liar) == (Liar, object)
    assert namespace(Liar)["answer"] == 42
    assert class_attribute(Liar, "answer") == 42
    assert class_attribute(Liar, "question") is ABSENT
    assert class_name(Liar).endswith("Liar")


class Lazy:
    def __init__(self) -> None:
        self.kept = 1

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    @property
    def made(self) -> Any:
        raise RuntimeError


class Slotted:
    __slots__ = ("kept",)


@pytest.mark.parametrize(("name", "found"), [("kept", 1), ("made", ABSENT), ("missing", ABSENT)])
def test_only_what_is_stored_is_read(name: str, found: Any) -> None:
    assert stored(Lazy(), name) is found


def test_what_the_class_manages_is_left_to_it() -> None:
    assert stored(Slotted(), "kept") is ABSENT


@pytest.mark.parametrize(
    ("cls", "name"),
    [(int, "int"), (decimal.Decimal, "decimal.Decimal"), (type(sys), "module"), (type(iter([])), "list_iterator")],
)
def test_names_of_classes(cls: type, name: str) -> None:
    assert class_name(cls) == name


def test_a_class_whose_module_is_no_text() -> None:
    cls = type("Odd", (), {"__module__": 3, "__qualname__": "Odd"})
    assert class_name(cls) == "Odd"


def test_a_module_with_a_mind_of_its_own() -> None:
    class Waking(ModuleType):
        def __getattribute__(self, name: str) -> Any:
            raise RuntimeError(name)

    module = Waking("waking")
    assert module_namespace(module)["__name__"] == "waking"
