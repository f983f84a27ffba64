"""Rows of handlers, moved."""

from __future__ import annotations

import dis
import gc
from types import FunctionType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellophane.live.exception_table import moved


class Code:
    def __init__(self, table: bytes) -> None:
        self.co_exceptiontable = table


def rows(table: bytes) -> list[Any]:
    """As the standard library reads them."""
    found: list[Any] = dis._parse_exception_table(Code(table))  # type: ignore[attr-defined]
    return [(row.start, row.end, row.target, row.depth, row.lasti) for row in found]


@pytest.mark.usefixtures("whole_process")
def test_every_table_of_this_process_can_be_moved() -> None:
    tables = {one.__code__.co_exceptiontable for one in gc.get_objects() if type(one) is FunctionType}
    assert len(tables) > 200
    for table in tables:
        shifted = [(start + 14, end + 14, target + 14, *rest) for start, end, target, *rest in rows(table)]
        assert rows(moved(table, 7)) == shifted
        assert moved(moved(table, 7), -7) == table


@given(st.integers(0, 10_000), st.integers(-3, 100_000))
def test_numbers_of_any_length(start: int, by: int) -> None:
    table = moved(bytes([0x83, 0x01, 0x04, 0x00]), start)
    assert rows(moved(table, by)) == [(2 * (start + by + 3), 2 * (start + by + 4), 2 * (start + by + 4), 0, False)]
