"""The public names: which there are, what importing them costs, and that type checkers know them."""

from __future__ import annotations

import importlib
import pydoc
import subprocess
import sys
from collections.abc import Callable
from typing import Any, assert_type

import pytest

import cellophane
from cellophane import (
    Bound,
    Captured,
    Closure,
    Cost,
    Finding,
    Hoard,
    Holder,
    Holding,
    Kept,
    Sizes,
    Snapshot,
    State,
    Trail,
    Weight,
)
from cellophane.rework import timing


def make(n: int) -> Callable[[], int]:
    return lambda: n


@pytest.mark.usefixtures("alone")
def test_what_the_functions_give_has_a_name_to_annotate_it_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """`mypy` checks what stands here, and the test that it is so when it runs."""
    monkeypatch.setattr(timing, "_A_TURN", 1e-5)
    monkeypatch.setattr(timing, "_MOST", 5)
    closure: Closure = cellophane.look(make(1))
    one: Captured = closure["n"]
    bound: tuple[Bound, ...] = one.bindings
    holders: tuple[Holder, ...] = one.holders()
    sizes: Sizes = closure.size()
    weight: Weight = sizes["n"]
    view: State = cellophane.state(make(1))
    taken: Snapshot = view.snapshot()
    cost: Cost = cellophane.cost(make(1))
    hoard: Hoard = cellophane.hoard(1)
    given: list[tuple[Any, Any]] = [
        *(
            (closure, Closure),
            (one, Captured),
            (bound[0], Bound),
            (holders[0], Holder),
            (sizes, Sizes),
            (weight, Weight),
        ),
        *((view, State), (taken, Snapshot), (cost, Cost), (hoard, Hoard)),
    ]
    assert all(type(value) is cls for value, cls in given)
    if hoard:
        entry: Holding = hoard[0]
        kept: tuple[Kept, ...] = entry.variables
        assert kept is not None
    found: tuple[Finding, ...] = cellophane.hazards("a.py", text="x = 1")
    trails: tuple[Trail, ...] = cellophane.why("a.py", 2, text="for i in ():\n    x = lambda: i\n")
    assert_type(cellophane.bind(make(1)), Callable[[], int])
    assert (found, len(trails)) == ((), 1)


@pytest.mark.parametrize("name", cellophane.__all__)
def test_each_name_is_there_and_its_help_has_no_addresses(name: str) -> None:
    value = getattr(cellophane, name)
    assert " at 0x" not in pydoc.render_doc(value)


def test_each_name_has_one_home() -> None:
    names = [name for names in cellophane._HOMES.values() for name in names]
    assert sorted(names) == sorted(cellophane.__all__)
    for home, own in cellophane._HOMES.items():
        module = importlib.import_module(f"cellophane.{home}")
        assert all(getattr(cellophane, name) is getattr(module, name) for name in own)


def test_completion_offers_the_public_names_only() -> None:
    assert dir(cellophane) == sorted([*cellophane.__all__, "__version__"])


def test_another_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'looking'"):
        cellophane.looking  # noqa: B018


def test_importing_the_package_imports_nothing_of_it() -> None:
    code = "import sys, cellophane; dir(cellophane); print(*(m for m in sys.modules if m.startswith('cellophane.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
