"""Places from rows and columns to units of UTF-16 and back, against encoding the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, PositionEncodingKind, Range

from cellophane.model.place import Span
from cellophane.server.positions import Units

CODECS = {
    PositionEncodingKind.Utf8: ("utf-8", 1),
    PositionEncodingKind.Utf16: ("utf-16-le", 2),
    PositionEncodingKind.Utf32: ("utf-32-le", 4),
}
LETTERS = st.text("aé\N{OWL}\t𝒳 ", max_size=12)


@pytest.mark.parametrize("kind", CODECS)
@given(before=LETTERS, behind=LETTERS)
def test_a_column_is_what_is_encoded_before_it(kind: PositionEncodingKind, before: str, behind: str) -> None:
    units, (codec, size) = Units(kind), CODECS[kind]
    line = before + behind
    length = len(before.encode(codec)) // size
    assert units.position([line], 1, len(before) + 1) == Position(0, length)
    assert units.column(line + "\r\n", length) == len(before)


@pytest.mark.parametrize("kind", CODECS)
@given(line=LETTERS, character=st.integers(-3, 40))
def test_any_column_is_one_in_the_line(kind: PositionEncodingKind, line: str, character: int) -> None:
    column = Units(kind).column(f"{line}\n", character)
    assert 0 <= column <= len(line)


def test_half_a_character_is_the_place_before_it() -> None:
    assert Units(PositionEncodingKind.Utf16).column("x\N{OWL}y", 2) == 1


def test_what_is_beyond_the_text_is_its_end() -> None:
    units = Units()
    assert units.position(["ab\n", "c"], 9, 9) == Position(1, 1)
    assert units.position([], 1, 1) == Position(0, 0)
    assert units.position(["ab\r\n"], 2, 1) == Position(1, 0)
    assert units.position(["ab\r\n", "c"], 1, 9) == Position(0, 2)


@pytest.mark.parametrize(
    ("lines", "end"), [([], (0, 0)), ([""], (0, 0)), (["\N{OWL}"], (0, 2)), (["a\n", "b\r"], (2, 0))]
)
def test_where_a_text_ends(lines: list[str], end: tuple[int, int]) -> None:
    assert Units().end(lines) == Position(*end)


def test_a_mark_at_the_beginning_is_in_no_column_of_ours() -> None:
    units, lines = Units(), ["\ufeffab\n", "\ufeffcd\n"]
    assert [units.position(lines, row, 2) for row in (1, 2)] == [Position(0, 2), Position(1, 1)]
    assert [units.place(lines, Position(line, 2)) for line in (0, 1)] == [(1, 2), (2, 3)]
    assert units.place(lines, Position(0, 0)) == (1, 1)


def test_an_unknown_way_to_count_is_refused() -> None:
    with pytest.raises(ValueError, match="utf-7"):
        Units("utf-7").units("é")


def test_a_span_of_several_lines_is_a_range_of_them() -> None:
    lines = ["'\N{OWL}' + (\n", "x)\n"]
    assert Units().range(lines, Span(1, 5, 2, 3)) == Range(Position(0, 5), Position(1, 2))
