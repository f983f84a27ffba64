"""Nothing that can be asked of a closure asks anything of what it captured, nor of anything else in the process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import cellophane
from tests.hostile import capturing, hostile

pytestmark = pytest.mark.usefixtures("alone")


def looked_at(value: Any) -> object:
    try:
        return repr(cellophane.look(value))
    except TypeError as error:
        return error


ASK: dict[str, Callable[[Any], object]] = {
    "repr": lambda function: repr(cellophane.look(function)),
    "repr of a variable": lambda function: repr(cellophane.look(function)["value"]),
    "text": lambda function: str(cellophane.look(function)),
    "plain data": lambda function: cellophane.look(function).to_dict(),
    "drawing": lambda function: cellophane.look(function).to_svg(),
    "page": lambda function: cellophane.look(function)._repr_html_(),
    "the value itself": lambda function: looked_at(function.__defaults__[0]),
    "holders": lambda function: (cellophane.look(function).shared(), cellophane.look(function)["value"].can_change()),
    "size": lambda function: cellophane.look(function).size(),
    "bind": cellophane.bind,
    "clone": cellophane.clone,
    "rebind": lambda function: cellophane.rebind(function, value=cellophane.look(function)["value"].value),
    "state": lambda function: (repr(cellophane.state(function)), cellophane.state(function).snapshot()),
}


@pytest.mark.parametrize("question", ASK)
def test_nothing_is_woken(question: str) -> None:
    asked: list[str] = []
    kept = []
    for what, value in hostile(asked):
        kept.append(value)
        function = capturing(value)
        asked.clear()
        found = ASK[question](function)
        assert asked == [], what
        assert found is not None
    kept.clear()


def test_hoarding_wakes_nothing() -> None:
    asked: list[str] = []
    functions = [capturing(value) for _, value in hostile(asked)]
    asked.clear()
    found = cellophane.hoard(100)
    assert str(found)
    assert asked == []
    shown = {id(one) for each in found for one in each.functions}
    assert {id(function) for function in functions} <= shown
    functions.clear()
