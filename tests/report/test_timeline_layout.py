"""Where the parts of a time line stand, as numbers."""

from __future__ import annotations

import pytest

from cellophane.model.timeline import Timeline
from cellophane.report.timeline_layout import COLOURS, Drawing, drawings
from tests.timelines import Story, counters, gone, long, loop


def drawn(timeline: Timeline) -> Drawing:
    return next(drawings(timeline))


def test_bars_stand_side_by_side_where_their_steps_are() -> None:
    drawing = drawn(loop())
    assert [(bar.x / drawing.step, bar.width / drawing.step, bar.text) for bar in drawing.bars] == [
        (0, 2, "'Ann'"),
        (2, 2, "'Bo'"),
        (4, 5, "'Cy'"),
    ]
    assert drawing.width == 9 * drawing.step


def test_every_act_of_a_closure_has_a_mark_in_the_column_of_its_step() -> None:
    drawing = drawn(loop())
    assert [(mark.look, mark.moment.number) for mark in drawing.marks] == [
        ("made", 2),
        ("late", 7),
        ("made", 4),
        ("late", 8),
        ("made", 6),
        ("read", 9),
    ]
    assert all(mark.x == (mark.moment.number - 0.5) * drawing.step for mark in drawing.marks)


def test_an_arc_leads_from_the_late_read_to_the_value_of_the_making() -> None:
    drawing = drawn(loop())
    first = next(mark for mark in drawing.marks if mark.look == "late")
    (bar, *_) = drawing.bars
    assert first.arc.startswith(f"M{first.x:.1f} ")
    end = float(first.arc.split()[-2])
    assert bar.x < end < bar.x + bar.width
    assert [bool(mark.arc) for mark in drawing.marks] == [mark.moment.late for mark in drawing.marks]
    assert first.standing


def test_where_arcs_are_many_none_stands() -> None:
    late = [mark for mark in drawn(long(40)).marks if mark.arc]
    assert len(late) == 39
    assert not any(mark.standing for mark in late)


def test_an_arc_to_an_earlier_window_ends_at_the_edge() -> None:
    second = list(drawings(long(150)))[1]
    late = next(mark for mark in second.marks if mark.look == "late")
    assert float(late.arc.split()[-2]) == 0


def test_a_mark_is_joined_with_the_bar_of_its_variable() -> None:
    drawing = drawn(counters())
    tops = {bar.variable: bar.y for bar in drawing.bars}
    for mark in drawing.marks:
        if mark.moment.event.kind != "made":
            assert mark.moment.event.variable is not None
            assert mark.to == tops[mark.moment.event.variable] + 24
    assert [mark.look for mark in drawing.marks].count("binds") == 3


def test_what_the_code_around_reads_is_marked_in_the_bar() -> None:
    story = Story("x = 1\nx\n")
    x = story.variable("x", "<module>", in_cell=False)
    story.bound(x, 1, "1")
    story.read(x, 2, "1")
    (mark,) = drawn(story.told()).marks
    assert (mark.look, mark.to) == ("read", None)


def test_rows_stand_below_each_other_and_within_the_drawing() -> None:
    for timeline in (loop(), counters(), gone(), long(60)):
        drawing = drawn(timeline)
        places = [label.y for label in drawing.labels]
        assert places == sorted(set(places))
        assert all(mark.y < drawing.height for mark in drawing.marks)
        assert all(bar.x >= 0 and bar.x + bar.width <= drawing.width for bar in drawing.bars)


@pytest.mark.parametrize("rounds", [1, 5, 50])
def test_steps_are_neither_too_narrow_nor_too_wide(rounds: int) -> None:
    assert 24 <= drawn(long(rounds)).step <= 52


def test_a_value_is_cut_where_there_is_no_room() -> None:
    bar, empty = drawn(gone()).bars
    assert bar.text.endswith("…")
    assert bar.value == "ZeroDivisionError('division by zero')"
    assert (empty.value, empty.stretch.value) == ("not bound", None)


def test_lanes_have_names_and_owners() -> None:
    assert [(label.text, label.detail, label.row) for label in drawn(counters()).labels] == [
        ("step #1", "of counter", 1),
        ("tally #1", "of counter", 2),
        ("count #1", "", 4),
        ("step #2", "of counter, call 2", 1),
        ("tally #2", "of counter, call 2", 2),
        ("count #2", "", 4),
    ]


def test_closures_that_share_a_line_are_counted() -> None:
    last = drawn(long(60)).labels[-1]
    assert last.text == "lambda ×48"
    assert last.told == "48 that were made in line 4; the first is lambda #13"


def test_colours_come_round_again() -> None:
    assert [bar.colour for bar in drawn(long(COLOURS + 2)).bars] == [*range(COLOURS), 0, 1]


def test_numbers_of_steps_stand_above_all_where_there_is_room_or_above_each_fifth() -> None:
    assert [number for _, number in drawn(loop()).ticks] == list(range(1, 10))
    assert [number for _, number in drawn(counters()).ticks] == [1, 5, 10, 15]
    assert [x for x, _ in drawn(loop()).ticks][:2] == [26, 78]


def test_it_is_told_to_who_cannot_see_it() -> None:
    assert drawn(loop()).told == (
        "Steps 1 to 9 from left to right: what each variable held, and what closures did with it. "
        "2 of the reads are late."
    )
