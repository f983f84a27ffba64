"""Each kind of step in words."""

from __future__ import annotations

import pytest

from cellophane.model.timeline import Timeline
from cellophane.report.moments import Names, moments
from tests.timelines import Story, counters, gone, loop

SOURCE = "def f(x):\n    g = lambda: x\n    x = 1\n    del x\n    g()\n"


def told(timeline: Timeline) -> list[str]:
    return [moment.told for moment in moments(timeline)]


def test_the_loop_that_goes_wrong_step_by_step() -> None:
    assert told(loop()) == [
        "`name` is bound: it is `'Ann'`.",
        "Lambda #1 is made. It uses `name`, which is `'Ann'` now.",
        "`name` is bound anew: `'Bo'` takes the place of `'Ann'`. Closures made before will read `'Bo'` too.",
        "Lambda #2 is made. It uses `name`, which is `'Bo'` now.",
        "`name` is bound anew: `'Cy'` takes the place of `'Bo'`. Closures made before will read `'Cy'` too.",
        "Lambda #3 is made. It uses `name`, which is `'Cy'` now.",
        "Lambda #1 reads `name` and gets `'Cy'`. Late: when it was made, `name` was `'Ann'`.",
        "Lambda #2 reads `name` and gets `'Cy'`. Late: when it was made, `name` was `'Bo'`.",
        "Lambda #3 reads `name` and gets `'Cy'`.",
    ]


def test_steps_are_counted_from_one_and_late_ones_are_marked() -> None:
    every = list(moments(loop()))
    assert [moment.number for moment in every] == list(range(1, 10))
    assert [moment.number for moment in every if moment.late] == [7, 8]
    assert {moment.variables for moment in every} == {(0,)}


def test_what_several_activations_own_is_numbered() -> None:
    said = told(counters())
    assert said[2] == "`count` #1 is made. It uses `step` #1, which is `1` now; `tally` #1, which is `0` now."
    assert said[8] == "`count` #1 binds `tally` #1 to `1`, in place of `0`."
    assert said[14] == "`count` #2 reads `tally` #2 and gets `0`."
    names = Names(counters())
    assert [each.plain for each in names.variables] == ["step #1", "tally #1", "step #2", "tally #2"]
    assert [Names.owner(each) for each in counters().variables[1:3]] == ["of counter", "of counter, call 2"]


def test_what_is_gone() -> None:
    assert told(gone())[2:] == [
        "`error` is deleted. It held `ZeroDivisionError('division by zero')`. Closures made before will find nothing.",
        "The lambda reads `error` and finds nothing: `NameError`. "
        "Late: when it was made, `error` was `ZeroDivisionError('division by zero')`.",
    ]


def test_a_closure_in_a_closure_is_told_by_the_one_around_it() -> None:
    story = Story("def f():\n    x = 1\n    return lambda: [x for _ in y]\n")
    x = story.variable("x", "f")
    story.bound(x, 2, "1")
    outer = story.made("f.<locals>.<lambda>", 3, "lambda: [x for _ in y]", x)
    story.bound(x, 2, "2")
    inner = story.made("f.<locals>.<lambda>.<locals>.<listcomp>", 3, "[x for _ in y]", x, maker=outer)
    story.read(x, 3, "2", inner)
    assert told(story.told())[-1] == (
        "The list comprehension reads `x` and gets `2`. Late: when the lambda around it was made, `x` was `1`."
    )


def test_a_closure_that_was_made_before_its_variable_was_bound() -> None:
    story = Story(SOURCE)
    x = story.variable("x", "f")
    made = story.made("f.<locals>.<lambda>", 2, "lambda: x", x)
    story.bound(x, 3, "1")
    story.bound(x, 3, "2")
    story.read(x, 2, "2", made)
    assert told(story.told()) == [
        "The lambda is made. It uses `x`, which is not bound yet.",
        "`x` is bound: it is `1`.",
        "`x` is bound anew: `2` takes the place of `1`. Closures made before will read `2` too.",
        "The lambda reads `x` and gets `2`. The first `x` after it was made was `1`.",
    ]


def test_binding_the_same_and_binding_again() -> None:
    story = Story(SOURCE)
    x = story.variable("x", "f")
    story.bound(x, 1, "1")
    story.bound(x, 3, "1")
    story.deleted(x, 4, "1")
    story.bound(x, 3, "2")
    assert told(story.told())[1:] == [
        "`x` is bound anew, to the same `1`.",
        "`x` is deleted. It held `1`.",
        "`x` is bound again: it is `2`.",
    ]


def test_values_that_look_alike_and_are_not_the_same_are_not_called_so() -> None:
    story = Story(SOURCE)
    x = story.variable("x", "f")
    story.bound(x, 1, "<object>")
    story.bound(x, 3, "other")
    timeline = story.told()
    alike = Timeline(timeline.filename, timeline.text, timeline.variables, (), ("<object>",) * 2, timeline.events)
    assert told(alike)[1] == "`x` is bound anew: `<object>` takes the place of `<object>`."


@pytest.mark.parametrize("by_closure", [False, True])
def test_reading_and_deleting_what_is_not_there(by_closure: bool) -> None:
    story = Story(SOURCE)
    x = story.variable("x", "f")
    by = story.made("f.<locals>.g", 2, "lambda: x", x) if by_closure else None
    story.read(x, 2, None, by)
    story.deleted(x, 4, None, by)
    assert told(story.told())[-2:] == (
        ["`g` reads `x` and finds nothing: `NameError`.", "`g` would delete `x`, but it is not bound: `NameError`."]
        if by_closure
        else ["`x` is read and finds nothing: `NameError`.", "`x` is to be deleted, but it is not bound: `NameError`."]
    )


def test_what_closures_bind_and_delete_and_the_code_around_reads() -> None:
    story = Story(SOURCE)
    x = story.variable("x", "<module>", in_cell=False)
    g = story.made("g", 2, "lambda: x", x)
    story.bound(x, 3, "1", g)
    story.read(x, 2, "1")
    story.deleted(x, 4, "1", g)
    assert told(story.told())[1:] == [
        "`g` binds `x` to `1`.",
        "`x` is read and is `1`.",
        "`g` deletes `x`. It held `1`.",
    ]
    assert Names.owner(story.told().variables[0]) == "of the module"


def test_what_has_no_name_is_called_what_it_is_wherever_it_stands() -> None:
    story = Story(SOURCE)
    x = story.variable("x", "f.<locals>.<listcomp>")
    story.bound(x, 1, "1")
    story.made("f.<locals>.<listcomp>.<lambda>", 2, "lambda: x", x)
    story.made("f.<locals>.<genexpr>", 2, "lambda: x", x)
    assert [said.partition(" is made")[0] for said in told(story.told())[1:]] == [
        "The lambda",
        "The generator expression",
    ]
    assert Names.owner(story.told().variables[0]) == "of a list comprehension"


def test_a_value_with_backticks_is_one_piece_of_code() -> None:
    story = Story(SOURCE)
    x = story.variable("x", "f")
    story.bound(x, 1, "'a `b` \0'")
    (moment,) = moments(story.told())
    assert moment.pieces == (("x", True), (" is bound: it is ", False), ("'a `b` \\0'", True), (".", False))
    assert moment.told == "`x` is bound: it is `` 'a `b` \\0' ``."
