"""Which rows are kept for which rule."""

from __future__ import annotations

from cellophane.source.sift.needs import Needs, Region
from cellophane.source.sift.regions import WHOLE, kept


def test_needs_without_a_region_are_left_out() -> None:
    late, block = Needs(Region.LOOP), Needs(Region.BLOCK)
    assert kept(b"x = 1\n", [late, block]) == {}
    assert kept(b"x = [lambda: i for i in y]\n", [late, block]) == {late: ((1, 1),), block: WHOLE}


def test_words_are_asked_for_first() -> None:
    needs = Needs(Region.LOOP, (("group",),))
    assert kept(b"x = [lambda: i for i in y]\n", [needs]) == {}
    assert kept(b"x = [lambda: i for i in groups]\n", [needs]) == {needs: ((1, 1),)}


def test_what_is_no_text_is_kept_wholly() -> None:
    assert kept(b"\xff", [Needs(Region.LOOP)]) == {Needs(Region.LOOP): WHOLE}
