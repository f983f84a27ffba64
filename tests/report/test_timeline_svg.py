"""The drawing as a document of its own."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from cellophane.model.timeline import Timeline
from cellophane.report.timeline_svg import still
from tests.timelines import Story, counters, gone, long, loop

SVG = "{http://www.w3.org/2000/svg}"


def texts(timeline: Timeline) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(still(timeline)).iter(f"{SVG}text")]


@pytest.mark.parametrize("timeline", [loop(), counters(), gone(), long(300)])
def test_it_is_well_formed_and_the_same_each_time(timeline: Timeline) -> None:
    ElementTree.fromstring(still(timeline))
    assert still(timeline) == still(timeline)


def test_it_has_the_names_and_the_values() -> None:
    assert {"name", "of greeters", "lambda #1", "'Ann'", "'Cy'"} <= set(texts(loop()))


def test_values_are_texts_whatever_is_in_them() -> None:
    nasty = replace(loop(), values=("</svg><script>", "]]>&amp;", "\x00\ud800"))
    assert {"</svg><script>", "]]>&amp;", "\\x00\\ud800"} <= set(texts(nasty))


def test_where_nothing_happened_there_is_none() -> None:
    assert still(Story("1\n").told()) == ""
