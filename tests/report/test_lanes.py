"""Which lanes stand in which window, and what each stretch of them holds."""

from __future__ import annotations

import random

import pytest

from cellophane.report.lanes import ALONE, WINDOW, Chart, Lane, Stretch, Thread, Window
from tests.timelines import Story, counters, gone, long, loop


def windows(timeline: object) -> list[Window]:
    return list(Chart(timeline).windows)  # type: ignore[arg-type]


def stretches(window: Window) -> list[tuple[int, int, int | None]]:
    return [
        (each.first, each.last, each.value)
        for group in window.groups
        for row in group
        if isinstance(row, Lane)
        for each in row.stretches
    ]


def test_a_variable_has_a_stretch_for_each_value() -> None:
    (window,) = windows(loop())
    assert (window.first, window.last) == (0, 8)
    assert stretches(window) == [(0, 1, 0), (2, 3, 1), (4, 8, 2)]


def test_a_closure_has_a_line_from_its_making_to_what_it_does_last() -> None:
    (window,) = windows(loop())
    (group,) = window.groups
    assert [row for row in group if isinstance(row, Thread)] == [
        Thread((0,), 1, 6, True, (1, 6)),
        Thread((1,), 3, 7, True, (3, 7)),
        Thread((2,), 5, 8, True, (5, 8)),
    ]


def test_what_was_deleted_is_told_as_a_stretch_without_a_value() -> None:
    (window,) = windows(gone())
    assert stretches(window) == [(0, 1, 0), (2, 3, None)]


def test_each_activation_is_a_group_with_its_closures_below() -> None:
    (window,) = windows(counters())
    shape = [[row.variable.name if isinstance(row, Lane) else row.closures for row in group] for group in window.groups]
    assert shape == [["step", "tally", (0,)], ["step", "tally", (1,)]]


def test_after_the_last_thing_that_happens_to_it_a_variable_is_idle() -> None:
    (window,) = windows(counters())
    lane = window.groups[0][1]
    assert isinstance(lane, Lane)
    assert lane.stretches[-2:] == (
        Stretch(12, 13, 3, 6, shown=3),
        Stretch(14, 17, 3, 6, opens=False, idle=True, shown=3),
    )


def test_a_variable_that_is_met_before_it_is_bound_has_a_stretch_from_there() -> None:
    story = Story("f = lambda: x\nx = 1\n")
    x = story.variable("x", "<module>", in_cell=False)
    story.made("f", 1, "lambda: x", x)
    story.bound(x, 2, "1")
    (window,) = windows(story.told())
    assert stretches(window) == [(0, 0, None), (1, 1, 0)]


def test_what_was_bound_by_nobody_known_holds_what_is_read() -> None:
    story = Story("x\nx = 2\n")
    x = story.variable("x", "f")
    story.read(x, 1, "1")
    story.bound(x, 2, "2")
    (window,) = windows(story.told())
    assert stretches(window) == [(0, 0, 0), (1, 1, 1)]


def test_a_long_time_line_is_cut_into_windows_that_leave_nothing_out() -> None:
    timeline = long(300)
    seen = windows(timeline)
    assert [(each.first, each.last) for each in seen] == [(0, 199), (200, 399), (400, 599), (600, 799), (800, 899)]
    assert WINDOW == 200
    shown = [
        step for each in seen for group in each.groups for row in group if isinstance(row, Thread) for step in row.steps
    ]
    acts = [step for step, event in enumerate(timeline.events) if event.closure is not None]
    assert sorted(shown) == acts
    covered = [step for window in seen for first, last, _ in stretches(window) for step in range(first, last + 1)]
    assert covered == list(range(len(timeline.events)))


def test_a_stretch_that_began_in_an_earlier_window_says_so() -> None:
    last = windows(long(300))[-1]
    lane = last.groups[0][0]
    assert isinstance(lane, Lane)
    assert lane.stretches == (Stretch(800, 899, 299, 3, opens=False, shown=299),)


def test_many_closures_of_one_place_share_a_line() -> None:
    (window,) = windows(long(60))
    threads = [row for row in window.groups[0] if isinstance(row, Thread)]
    assert [len(each.closures) for each in threads] == [1] * ALONE + [60 - ALONE]
    assert threads[-1].closures == tuple(range(ALONE, 60))
    assert list(threads[-1].steps) == sorted(threads[-1].steps)


def test_one_more_than_stand_alone_stands_alone_as_well() -> None:
    (window,) = windows(long(ALONE + 1))
    assert all(len(row.closures) == 1 for row in window.groups[0] if isinstance(row, Thread))


def test_values_have_colours_in_the_order_in_which_they_were_held() -> None:
    assert Chart(loop()).colours == [{0: 0, 1: 1, 2: 2}]


def test_where_nothing_happened_there_is_no_window() -> None:
    assert windows(Story("1\n").told()) == []


@pytest.mark.parametrize("seed", range(20))
def test_at_each_step_the_stretches_hold_what_was_bound_last(seed: int) -> None:
    """Against a plain simulation, over several windows."""
    dice = random.Random(seed)
    story = Story("x\n")
    variables = [story.variable("x", f"f{number}") for number in range(3)]
    closures: list[int] = []
    held: dict[int, str] = {}
    expected: list[dict[int, str | None]] = []
    for _ in range(450):
        variable = dice.choice(variables)
        match dice.choice(["bound", "bound", "read", "made", "deleted"]):
            case "bound":
                held[variable] = str(dice.randrange(9))
                story.bound(variable, 1, held[variable], dice.choice([None, *closures[-2:]]), "x")
            case "read":
                story.read(variable, 1, held.get(variable), dice.choice([None, *closures[-2:]]), "x")
            case "deleted":
                story.deleted(variable, 1, held.pop(variable, None), None, "x")
            case "made":
                closures.append(story.made("g", 1, "x", variable))
        expected.append({each: held.get(each) for each in variables})
    timeline = story.told()
    seen = 0
    for window in Chart(timeline).windows:
        for row in (row for group in window.groups for row in group if isinstance(row, Lane)):
            for stretch in row.stretches:
                for step in range(stretch.first, stretch.last + 1):
                    value = None if stretch.value is None else timeline.values[stretch.value]
                    assert value == expected[step][row.variable.number], (step, row.variable)
                    seen += 1
    assert seen > 1000
