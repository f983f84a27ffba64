"""Places of code in the text."""

from __future__ import annotations

import pytest

from cellophane.model.place import Span
from cellophane.source.text.source import Source
from cellophane.witnessing.location_table import Position
from cellophane.witnessing.places import Places

PLACES = Places(Source("a.py", "ä = 'ß'\nexcept E: x\n"))


@pytest.mark.parametrize(
    ("position", "span"),
    [
        ((1, 1, 0, 2), Span(1, 1, 1, 2)),
        ((1, 2, 5, 6), Span(1, 5, 2, 7)),
        ((1, 1, None, None), Span(1, 1, 1, 8)),
        ((2, None, 0, None), Span(2, 1, 2, 12)),
        ((None, None, None, None), Span(1, 1, 1, 8)),
        ((9, 9, 3, 4), Span(9, 4, 9, 5)),
    ],
)
def test_columns_are_characters_and_begin_with_one(position: Position, span: Span) -> None:
    assert PLACES.span(position) == span


def test_a_handler_is_known_by_its_first_word() -> None:
    assert PLACES.is_handler(Span(2, 1, 2, 12))
    assert not PLACES.is_handler(Span(2, 11, 2, 12))
    assert not PLACES.is_handler(Span(9, 1, 9, 2))
