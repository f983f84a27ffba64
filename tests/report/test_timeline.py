"""The page of a time line, without a browser: what is in it, and what may not be."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cellophane.model.place import Span
from cellophane.model.timeline import Timeline
from cellophane.report.policy import policy
from cellophane.report.timeline import render
from tests.taken_apart import NASTY, SHOWN, Page
from tests.timelines import Story, counters, gone, long, loop


def plain(page: str) -> str:
    """What is read on it."""
    body = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))


def nasty() -> Timeline:
    timeline = loop()
    return replace(
        timeline,
        filename=NASTY,
        text=f"{NASTY}\n" * 9,
        variables=tuple(replace(each, name=NASTY, owner=NASTY) for each in timeline.variables),
        closures=tuple(replace(each, name=NASTY) for each in timeline.closures),
        values=tuple(NASTY for _ in timeline.values),
        error=NASTY,
        notes=(NASTY,),
    )


@pytest.mark.parametrize("timeline", [loop(), counters(), gone(), long(300), nasty(), Story("1\n").told()])
def test_it_is_the_same_page_each_time_and_is_self_contained(timeline: Timeline) -> None:
    page = render(timeline)
    assert page == render(timeline)
    taken = Page(page)
    assert [tag for tag, told in taken.elements if {"src", "href", "action", "style"} & set(told)] == []
    assert not [name for _, told in taken.elements for name in told if name.startswith("on")]
    assert "url(http" not in page


def test_the_policy_allows_its_own_style_and_script_and_nothing_else() -> None:
    page = render(loop())
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (told,) = [each for each in Page(page).tagged("meta") if each.get("http-equiv")]
    assert told["content"] == policy([style], script)


def test_what_comes_from_the_program_is_text() -> None:
    page = render(nasty())
    assert len(Page(page).tagged("script")) == 1
    assert "alert(1)" not in "".join(re.findall(r"<script>(.*?)</script>", page, re.DOTALL))
    assert SHOWN in "".join(text for _, text in Page(page).texts)
    assert "\x00" not in page
    assert "\u202e" not in page
    page.encode("utf-8")


def test_every_step_is_told_with_its_place_and_its_line() -> None:
    page = Page(render(loop()))
    steps = page.classed("step")
    assert [told["data-step"] for told in steps] == [str(number) for number in range(1, 10)]
    assert [told["data-row"] for told in steps] == ["3", "4", "3", "4", "3", "4", "4", "4", "4"]
    assert ["late" in (told["class"] or "").split() for told in steps] == [False] * 6 + [True, True, False]
    places = {key for told in page.classed("place") for key in (told["data-places"] or "").split()}
    assert {told["data-place"] for told in steps} == places


def test_the_source_has_a_row_for_each_line() -> None:
    page = render(loop())
    assert [told["data-row"] for told in Page(page).classed("numbered")] == [str(row) for row in range(1, 10)]
    assert 'made.append(lambda: "Hello, " + name)' in plain(page).replace("&#34;", '"')


def test_what_there_are_of_steps_and_late_reads_is_said() -> None:
    assert "in 9 steps, of which 2 are late reads" in plain(render(loop()))
    assert "in 18 steps." in plain(render(counters()))
    assert "in 4 steps, of which 1 is a late read" in plain(render(gone()))
    assert "Nothing was captured while it ran" in plain(render(Story("1\n").told()))


def test_what_is_left_out_what_failed_and_notes_are_said() -> None:
    told = plain(render(long(2)))
    assert "5 more things happened after these steps, and are not shown." in told
    assert "eval in line 3 was not watched" in told
    assert "The program ended with an error: NameError" in plain(render(gone()))
    assert "1 more thing happened after these steps, and is not shown." in plain(render(replace(loop(), left_out=1)))


def test_the_slider_begins_at_the_first_late_read_or_at_the_end() -> None:
    for timeline, step in ((loop(), "7"), (counters(), "18")):
        (slider,) = Page(render(timeline)).tagged("input")
        assert (slider["min"], slider["max"], slider["value"]) == ("1", str(len(timeline.events)), step)


def test_a_short_time_line_is_one_window_and_a_long_one_several() -> None:
    assert [told["data-first"] for told in Page(render(loop())).classed("window")] == ["1"]
    windows = Page(render(long(300))).classed("window")
    assert [told["data-first"] for told in windows] == ["1", "201", "401", "601", "801"]
    assert [("open" in told) for told in windows] == [True, False, False, False, False]


def test_each_mark_that_is_drawn_is_explained_and_no_other_is() -> None:
    def explained(timeline: Timeline) -> set[str]:
        page = render(timeline)
        return set(re.findall(r'sample".*?class="mark (\w+)"', page))

    assert explained(loop()) == {"made", "read", "late"}
    assert explained(counters()) == {"made", "read", "binds"}


def test_of_a_long_source_the_lines_around_the_places_are_shown() -> None:
    timeline = replace(loop(), text="\n" * 2 + loop().text.split("\n", 2)[2] + "x = 1\n" * 1000)
    page = render(timeline)
    assert [told["data-row"] for told in Page(page).classed("numbered")] == [str(row) for row in range(1, 11)]
    assert "⋯ 999 lines" in page


def test_of_a_definition_its_first_line_is_lit_up() -> None:
    timeline = loop()
    span = Span(1, 1, 5, 16)
    page = render(replace(timeline, events=(replace(timeline.events[0], span=span), *timeline.events[1:])))
    marked = [row for row in page.split('<span class="numbered"') if 'data-places="1-1-5-16"' in row]
    assert [row.split('"')[1] for row in marked] == ["1"]


def test_a_value_with_backticks_stands_whole_in_the_words() -> None:
    story = Story("x = 1\n")
    story.bound(story.variable("x", "f"), 1, "'a `b` <i>'")
    assert "it is <code>&#39;a `b` &lt;i&gt;&#39;</code>." in render(story.told())


def test_it_is_not_said_that_nothing_happened_where_it_is_left_out() -> None:
    told = plain(render(Story("1\n").told(left_out=5)))
    assert "None of its steps is shown" in told
    assert "Nothing was captured" not in told
