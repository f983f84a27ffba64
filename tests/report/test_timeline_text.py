"""The steps in a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from cellophane.report.screen import Screen
from cellophane.report.timeline_text import render, text
from tests.timelines import Story, counters, gone, long, loop


def test_the_loop_that_goes_wrong() -> None:
    assert text(loop()) == (
        "greeters.py: 9 steps, 2 late reads\n"
        "\n"
        "   step  line                                                                           then\n"
        "      1     3  `name` is bound: it is `'Ann'`.                                          name = 'Ann'\n"
        "      2     4  Lambda #1 is made. It uses `name`, which is `'Ann'` now.                 name = 'Ann'\n"
        "      3     3  `name` is bound anew: `'Bo'` takes the place of `'Ann'`. Closures made   name = 'Bo'\n"
        "               before will read `'Bo'` too.\n"
        "      4     4  Lambda #2 is made. It uses `name`, which is `'Bo'` now.                  name = 'Bo'\n"
        "      5     3  `name` is bound anew: `'Cy'` takes the place of `'Bo'`. Closures made    name = 'Cy'\n"
        "               before will read `'Cy'` too.\n"
        "      6     4  Lambda #3 is made. It uses `name`, which is `'Cy'` now.                  name = 'Cy'\n"
        "!     7     4  Lambda #1 reads `name` and gets `'Cy'`. Late: when it was made, `name`   name = 'Cy'\n"
        "               was `'Ann'`.\n"
        "!     8     4  Lambda #2 reads `name` and gets `'Cy'`. Late: when it was made, `name`   name = 'Cy'\n"
        "               was `'Bo'`.\n"
        "      9     4  Lambda #3 reads `name` and gets `'Cy'`.                                  name = 'Cy'\n"
    )


def test_what_the_variables_of_the_activation_hold_is_told_at_each_step() -> None:
    lines = text(counters(), 140).splitlines()
    assert lines[2].endswith("then")
    assert [line[line.index("  ", 60) :].strip() for line in lines[3:6]] == [
        "step #1 = 1",
        "step #1 = 1, tally #1 = 0",
        "step #1 = 1, tally #1 = 0",
    ]
    assert lines[11].endswith("step #1 = 1, tally #1 = 1")


def test_where_an_activation_has_many_variables_those_of_the_step_are_told() -> None:
    story = Story("a = b = c = d = e = 0\n")
    for name in "abcde":
        story.bound(story.variable(name, "f"), 1, "0")
    assert text(story.told()).splitlines()[-2].endswith("a = 0, b = 0, c = 0, d = 0")
    assert text(story.told()).splitlines()[-1].endswith("  e = 0")


def test_what_was_left_out_what_went_wrong_and_notes_are_told() -> None:
    told = text(long(2)).splitlines()
    assert told[1] == "`eval` in line 3 was not watched"
    assert told[-1] == "5 more happened after these steps, and are not shown."
    assert text(gone()).splitlines()[-1] == (
        "The program ended with an error: NameError: cannot access free variable 'error'"
    )
    assert "error not bound" in text(gone())


def test_where_nothing_was_captured_that_is_said() -> None:
    assert text(Story("1\n").told()) == "story.py: nothing was captured while it ran\n"


def test_counts_are_in_singular_where_it_is_one() -> None:
    story = Story("x\n")
    story.bound(story.variable("x", "f"), 1, "1")
    assert text(story.told()).startswith("story.py: 1 step, no late reads\n")
    assert text(gone()).startswith("gone.py: 4 steps, 1 late read\n")


def test_columns_are_the_same_in_all_tables() -> None:
    lines = [line for line in text(long(400)).splitlines() if "is bound" in line]
    assert len(lines) == 400
    assert len({line.index("`name` is") for line in lines}) == 1


def test_nothing_in_a_value_reaches_the_terminal_as_a_command() -> None:
    shown = text(replace(loop(), values=("\x1b[31m", "[red]b", "'Cy'")))
    assert "\x1b" not in shown
    assert "[red]b" in shown


@pytest.mark.parametrize("width", [30, 60])
def test_a_narrow_screen_has_it_as_well(width: int) -> None:
    assert max(map(len, text(loop(), width).splitlines()[1:])) <= width


def test_late_reads_are_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = io.StringIO()
    Screen(stream).print(render(loop()), soft_wrap=False)
    red = [line for line in stream.getvalue().splitlines() if "\x1b[31m!" in line]
    assert len(red) == 2


def test_it_is_not_said_that_nothing_happened_where_it_is_left_out() -> None:
    assert text(Story("1\n").told(left_out=5)).startswith("story.py: no step is shown\n")
