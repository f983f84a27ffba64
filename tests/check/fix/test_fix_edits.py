"""Edits applied to a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellophane.check.fix.edits import Moved, Text
from cellophane.model.fix import Edit
from cellophane.model.place import Span


def put(row: int, column: int, text: str) -> Edit:
    return Edit.insertion(row, column, text)


def replacing(row: int, column: int, end_row: int, end_column: int, text: str) -> Edit:
    return Edit(Span(row, column, end_row, end_column), text)


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        ("abc", [], "abc"),
        ("abc", [put(1, 1, "x"), put(1, 4, "y")], "xabcy"),
        ("abc", [replacing(1, 2, 1, 3, "")], "ac"),
        ("a\nb\nc\n", [replacing(1, 2, 3, 1, "-")], "a-c\n"),
        ("ab", [put(1, 2, "x"), put(1, 2, "x")], "axb"),
        ("ab", [put(1, 2, "y"), put(1, 2, "x")], "axyb"),
        ("ab", [replacing(1, 1, 1, 2, "x"), put(1, 2, "-")], "x-b"),
        ("a\r\nb\r\n", [put(2, 1, "x\n")], "a\r\nx\r\nb\r\n"),
        ("a\rb\r", [put(2, 1, "x\n")], "a\rx\rb\r"),
        ("a\r\nb\nc", [put(1, 1, "x\n"), put(2, 1, "y\n"), put(3, 1, "z\n")], "x\r\na\r\ny\nb\nz\r\nc"),
        ("a", [put(1, 2, "\nb")], "a\nb"),
        ("a\fb\x85c\u2028d\nb", [put(2, 1, "x")], "a\fb\x85c\u2028d\nxb"),
        ("", [put(1, 1, "x")], "x"),
    ],
)
def test_what_comes_of_them(text: str, edits: list[Edit], expected: str) -> None:
    assert Text(text).edited(edits) == Text(text).edited(reversed(edits)) == expected


def test_edits_in_each_others_way() -> None:
    with pytest.raises(ValueError, match="overlap in row 1"):
        Text("abcd").edited([replacing(1, 1, 1, 3, "x"), replacing(1, 2, 1, 4, "y")])
    with pytest.raises(ValueError, match="overlap in row 2"):
        Text("ab\ncd").edited([replacing(1, 1, 2, 2, "x"), put(2, 1, "y")])


@given(st.text(st.sampled_from("ab\r\n\f ")))
def test_places_and_offsets_are_each_others_inverse(text: str) -> None:
    known = Text(text)
    for offset in range(len(text)):
        row, column = known.place(offset)
        assert known.offset(row, column) == offset
        read = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
        if text[offset - 1 : offset + 1] != "\r\n":  # between the two, nothing stands
            assert row == read.count("\n") + 1


@given(
    st.text("abc\n", max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.text("xy", min_size=1, max_size=3)), max_size=4),
)
def test_what_was_not_edited_is_found_again(text: str, insertions: list[tuple[int, str]]) -> None:
    known = Text(text)
    edits = [put(*known.place(min(at, len(text) - 1)), new) for at, new in insertions] if text else []
    made, moved = known.edited(edits), Moved(known, edits)
    for offset, character in enumerate(text):
        there = moved.offset(offset)
        assert there is not None
        assert made[there] == character


def test_what_was_replaced_has_no_place_any_more() -> None:
    moved = Moved(Text("abcd"), [replacing(1, 2, 1, 3, "xyz")])
    assert [moved.offset(number) for number in range(4)] == [0, None, 4, 5]


def test_a_stretch_grows_with_what_is_put_around_it() -> None:
    text = Text("abcd")
    assert Moved(text, [put(1, 2, "x"), put(1, 4, "yz")]).region(1, 3) == (1, 6)
    assert Moved(text, [put(1, 1, "x")]).region(1, 3) == (2, 4)
