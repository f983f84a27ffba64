"""Characters to columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cellophane.report.columns import Line


@pytest.mark.parametrize(
    ("text", "character", "column"),
    [
        ("abc", 1, 0),
        ("abc", 3, 2),
        ("abc", 4, 3),
        ("abc", 99, 3),
        ("\tx", 2, 4),
        ("ab\tx", 4, 4),
        ("囲x", 2, 2),
        ("\x1bx", 2, 4),
        ("e\u0301x", 3, 1),
    ],
)
def test_the_column_of_a_character(text: str, character: int, column: int) -> None:
    assert Line(text).column(character) == column


def test_controls_are_shown_as_escapes() -> None:
    assert Line("\fx\x1b[31m").shown((0, 80), "…") == "\\x0cx\\x1b[31m"


def test_a_line_that_fits_is_shown_whole() -> None:
    line = Line("x = 1")
    assert line.shown(line.window([(0, 1)], 40), "…") == "x = 1"


def test_a_long_line_is_cut_at_its_end() -> None:
    line = Line("x" * 100)
    assert line.shown(line.window([(0, 3)], 40), "…") == "x" * 39 + "…"


def test_a_long_line_is_cut_around_what_matters() -> None:
    line = Line("a" * 100 + "HERE" + "b" * 100)
    shown = line.shown(line.window([(100, 104)], 40), "…")
    assert "HERE" in shown
    assert shown[0] == shown[-1] == "…"
    assert cell_len(shown) == 40


@given(st.text(alphabet="ab囲😀\u0301\t\x1b", max_size=80), st.integers(0, 90), st.integers(0, 30), st.integers(12, 60))
def test_what_is_shown_has_the_width_of_the_window(text: str, start: int, length: int, room: int) -> None:
    line = Line(text)
    stretch = line.column(start + 1), line.column(start + length + 1)
    window = line.window([stretch], room)
    shown = line.shown(window, "…")
    assert cell_len(shown) <= room
    assert window[0] >= 0
    if length and stretch[1] > stretch[0] and stretch[1] - stretch[0] < room - 12:
        assert window[0] <= stretch[0] < window[1]


@given(st.text(alphabet="ab囲😀\t", min_size=1, max_size=80), st.integers(12, 60))
def test_each_character_keeps_its_column_when_cut(text: str, room: int) -> None:
    line = Line(text)
    start, stop = line.window([(line.column(40), line.column(41))], room)
    shown, whole = line.shown((start, stop), "…"), line.shown((0, 10_000), "…")
    assert _cells(shown)[1:-2] == _cells(whole)[start:stop][1 : len(_cells(shown)) - 2]


def _cells(text: str) -> list[str]:
    """What stands in each column; a wide character stands in two, of which the edge of a window may cut one off."""
    return [c if cell_len(c) == 1 else "##" for c in text for _ in range(cell_len(c))]
