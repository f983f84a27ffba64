"""The functions of a process that captured variables."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest

import cellophane
from cellophane.live.living import closures
from cellophane.rework.bind import bind

pytestmark = pytest.mark.usefixtures("alone")


def remember() -> Callable[[], Any]:
    values = [0.5]
    return lambda: values


class Base:
    def whole(self) -> Callable[[], Any]:
        return lambda: self


def test_functions_of_cellophane_are_left_out() -> None:
    from cellophane.model.picture import Default

    assert cellophane.look(remember())._repr_html_()  # templates are made into functions
    assert Default.__repr__.__closure__  # which `dataclasses` made
    found = closures()
    assert not any(each is Default.__repr__ for each in found)
    names = {str(each.__globals__.get("__name__")).partition(".")[0] for each in found}
    assert "cellophane" not in names
    assert not any("cellophane/report" in each.__code__.co_filename for each in found)


def test_functions_that_cellophane_made_of_yours_are_not() -> None:
    values = [0.5]
    count = 0

    def step() -> Any:
        nonlocal count
        count += 1
        return values

    bound = bind(step)
    assert any(each is bound for each in closures())


def test_methods_do_not_count_for_their_class_alone() -> None:
    class Derived(Base):
        def whole(self) -> Callable[[], Any]:
            return super().whole()

    gc.collect()
    assert not any(each is Derived.whole for each in closures())
    assert Derived().whole() is not None
