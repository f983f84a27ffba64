"""What is said of variables that may still change, beside what becomes of them."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from cellophane.live import look
from cellophane.live.changes import changes
from cellophane.rework.bind import bind


def said(function: Any, name: str) -> str:
    one = look(function)[name]
    return changes(one, one.holders())


def limiter() -> tuple[Callable[[str], bool], ...]:
    attempts: dict[str, int] = {}

    def allow(user: str) -> bool:
        attempts[user] = attempts.get(user, 0) + 1
        return attempts[user] < 3

    def forget(user: str) -> bool:
        return attempts.pop(user, None) is not None

    def clear() -> None:
        attempts.clear()

    def count(user: str) -> bool:
        return user in attempts

    return allow, forget, clear, count  # type: ignore[return-value]


def test_a_value_that_functions_change_is_not_settled() -> None:
    allow, *others = limiter()
    assert said(allow, "attempts") == "always the same dict, changed in place by allow, forget, clear"
    del others[:2]
    assert said(allow, "attempts") == "always the same dict, changed in place by allow"
    assert "changed in place by allow" in str(look(others[0]))


def test_who_only_made_it_is_not_named() -> None:
    def make() -> Any:
        names: list[str] = []
        names.append("first")
        return lambda: names[0]

    assert said(make(), "names") == "always the same list"


class Color(enum.Enum):
    RED = 1


class Pair(NamedTuple):
    first: Any
    second: Any


def keeping(value: Any) -> Any:
    return lambda: value


@pytest.mark.parametrize(
    ("value", "told"),
    [
        *(
            (value, "settled")
            for value in (1, "a", None, (1, ("a",)), frozenset({1}), len, enum, Color, Color.RED, keeping)
        ),
        ([], "always the same list"),
        (([],), "always the same tuple"),
        (deque(), "always the same deque"),
        (Pair(1, 2), "always the same Pair"),
        (object(), "always the same object"),
        (tuple(range(200)), "always the same tuple"),
    ],
)
def test_by_the_value(value: Any, told: str) -> None:
    assert said(keeping(value), "value") == told


def deep(rows: Any, owner: Any, kept: Any) -> tuple[Any, ...]:
    def item() -> None:
        rows[0].append(1)

    def attribute() -> None:
        owner.child.name = "new"

    def deleted() -> None:
        del kept[0]

    return item, attribute, deleted


def test_changes_at_any_depth() -> None:
    item, attribute, deleted = deep([[]], object(), [1])
    assert said(item, "rows") == "always the same list, changed in place by item"
    assert said(attribute, "owner") == "always the same object, changed in place by attribute"
    assert said(deleted, "kept") == "always the same list, changed in place by deleted"


def test_who_can_rebind_it_comes_first() -> None:
    def make() -> Any:
        rows: list[int] = []

        def more() -> None:
            nonlocal rows
            rows = [*rows, 1]

        return more

    assert said(make(), "rows") == "can still change"


def test_what_is_constant_is_said_to_be() -> None:
    assert said(bind(keeping([])), "value") == "constant: bind() made it so"
