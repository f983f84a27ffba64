"""Holds the frame of notebooks to room for a small page, and to an end for a large one."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from cellophane.model.picture import Excerpt, Function, Picture
from cellophane.report import frame, html
from tests.pictures import crowd, meter, twice


def height(picture: Picture) -> int:
    found = re.search(r"height: (\d+)px", frame.render(picture)[-100:])
    assert found
    return int(found[1])


def test_the_page_is_in_there_as_it_is() -> None:
    page = re.fullmatch(r'<iframe srcdoc="([^"]*)" style="[^"]*"></iframe>', frame.render(meter()))
    assert page
    assert unescape(page[1]) == html.render(meter())


def test_it_is_as_high_as_the_picture_asks_for_and_no_higher_than_a_screen() -> None:
    nothing = Picture("len", (Function("f", "len", "builtin", "asked"),), ())
    assert 200 < height(nothing) < height(twice()) < height(meter()) == height(crowd(60, 5)) == 720


def test_every_part_of_the_page_takes_room() -> None:
    whole = frame.needed(meter())
    assert frame.needed(replace(meter(), notes=())) < whole
    assert frame.needed(replace(meter(), excerpts=())) < whole
    assert frame.needed(replace(meter(), variables=meter().variables[1:])) < whole
    assert frame.needed(replace(meter(), excerpts=(*meter().excerpts, Excerpt("b.py", 1, ("x",))))) > whole
