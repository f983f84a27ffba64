"""Which values stay what they are among the constants of code: held to what making code does to them."""

from __future__ import annotations

from typing import Any

import pytest

from cellophane.rework.interning import keeps


def fresh(text: str) -> str:
    """An equal text, as another object."""
    return "".join([*text])


def deep(levels: int) -> Any:
    value: Any = ()
    for _ in range(levels):
        value = (value,)
    return value


def wide(levels: int) -> Any:
    value: Any = (1,)
    for _ in range(levels):
        value = (value, value)
    return value


KNOWN = "known_to_be_interned"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1, True),
        ([], True),
        (object(), True),
        (KNOWN, True),
        ("two words", True),
        (fresh("two words"), True),
        (fresh("café"), True),
        (fresh(KNOWN), False),
        ((1, (KNOWN, ["list"])), True),
        ((1, (fresh(KNOWN),)), False),
        (frozenset({fresh(KNOWN)}), False),
        (frozenset({KNOWN, 1}), True),
        ([fresh(KNOWN)], True),
        (deep(100_000), False),
        (wide(30), False),
        ("x" * 100_000, False),
    ],
    ids=lambda value: "value",
)
def test_what_is_kept(value: Any, kept: bool) -> None:
    assert keeps(value) is kept


@pytest.mark.parametrize("value", [KNOWN, fresh("two words"), (1, KNOWN, (None, frozenset({KNOWN, 2})))])
def test_what_is_kept_is_the_same_in_code(value: Any) -> None:
    before = repr(value)
    assert keeps(value)
    code = (lambda: 0).__code__.replace(co_consts=(None, value))
    assert code.co_consts[1] is value
    assert repr(value) == before


def test_what_is_not_kept_would_be_another() -> None:
    text = fresh(KNOWN)
    assert not keeps(text)
    assert (lambda: 0).__code__.replace(co_consts=(None, text)).co_consts[1] is not text


def test_no_metaclass_is_asked() -> None:
    class Kind(type):
        def __eq__(cls, other: object) -> bool:
            raise RuntimeError

        __hash__ = type.__hash__

    class Thing(metaclass=Kind):
        pass

    assert keeps(Thing())
