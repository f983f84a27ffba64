"""Holds the reader of cells to telling an empty one from all that a cell can hold."""

from __future__ import annotations

from types import CellType
from typing import Any

import pytest

from cellophane import EMPTY
from cellophane.live.cells import NO_VALUE, content


@pytest.mark.parametrize("value", [1, None, EMPTY, CellType()])
def test_what_a_cell_holds(value: Any) -> None:
    assert content(CellType(value)) is value
    assert content(CellType(value), None) is value


def test_an_empty_cell() -> None:
    assert content(CellType()) is NO_VALUE
    assert content(CellType(), EMPTY) is EMPTY
