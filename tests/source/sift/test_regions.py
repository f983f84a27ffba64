"""Which rows are kept for which rule."""

from __future__ import annotations

import pytest

from cellophane.source.sift.needs import WHOLE, Needs, Region
from cellophane.source.sift.regions import kept


def test_needs_without_a_region_are_left_out() -> None:
    late, block = Needs(Region.LOOP), Needs(Region.BLOCK)
    assert kept("x = 1\n", [late, block]) == {}
    assert kept("x = [lambda: i for i in y]\n", [late, block]) == {late: ((1, 1),)}


def test_words_are_asked_for_first() -> None:
    needs = Needs(Region.LOOP, (("group",),))
    assert kept("x = [lambda: i for i in y]\n", [needs]) == {}
    assert kept("x = [lambda: i for i in groups]\n", [needs]) == {needs: ((1, 1),)}


def test_what_cannot_be_told_is_kept_wholly() -> None:
    needs = Needs(Region.REBOUND)
    text = "def f(n):\n    g = lambda: n\n    n = 2\n    return g, lambda: n\nx = '''\n"
    assert kept(text, [needs]) == {needs: WHOLE}


def test_nothing_is_sifted_where_that_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLOPHANE_SIFT", "0")
    assert kept("x = 1\n", [Needs(Region.LOOP)]) == {Needs(Region.LOOP): WHOLE}
