"""Where words, lines and blocks stand in a text."""

from __future__ import annotations

import pytest

from cellophane.source.sift.places import Places, Untold


def test_words_of_prose_are_none() -> None:
    text = "\n# for the loop, for example: lambda calculus is, wait_for x in y\nz = [0for x in(y)if lambda: x]\n"
    places = Places(text)
    assert [text[place : place + 7] for place in places.fors] == ["for x i"]
    assert [text[place : place + 8] for place in places.lambdas] == ["lambda: "]


def test_loops_are_no_comprehensions() -> None:
    places = Places("\nx = [y\nfor y in z]\nfor a in b:\n    pass\n")
    assert places.rows_of(places.loops) == ((3, 3),)


def test_a_block_goes_on_below_its_header() -> None:
    places = Places("\n  for a in b:\n    '''\nc\n'''\n\n  d\n")
    assert [places.rows_of([block]) for start, word in places.loops if (block := places.block(start, word))] == [
        ((1, 5),)
    ]


def test_a_line_is_told_from_near_by_as_from_the_beginning() -> None:
    text = "\na = '''\n'''\nb = [c for c in\nd]\nreturn\n"
    places, place = Places(text), text.index("for")
    assert places.line_nearby(place, places.onward(place)) == places.line(place) == (13, 32)


def test_what_no_line_ends_is_not_told() -> None:
    with pytest.raises(Untold):
        Places("\nx = [\n").line(2)


def test_looking_has_a_bound() -> None:
    places = Places("\nx\n")
    with pytest.raises(Untold):
        places.spend(10_000_000)


def test_rows_that_overlap_are_one() -> None:
    assert Places("\na\nb\nc\nd\n").rows_of([(5, 7), (1, 4), (3, 5)]) == ((1, 2), (3, 3))
