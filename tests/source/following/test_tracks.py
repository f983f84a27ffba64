"""Where a value is on its way: a moment, what holds it then, and what it was before."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.change.watch import NOTHING, Watch
from cellophane.source.flow.graph import Event
from cellophane.source.following.tracks import Capturer, Moment, Past, Track
from cellophane.source.steps.outcomes import Cause, Kept, Ran, Verb
from tests.following import first_site
from tests.parts import Parts, form

LOOP = """\
def main(x):
    for v in x:
        v = v
        use(v)
        del v
    v = 1
    use(v)
"""


@pytest.fixture
def parts() -> Parts:
    return Parts(LOOP)


def in_loop(parts: Parts) -> Watch:
    """For what the loop binds, and restored by `del` to see it: a `Watch` says nothing of what an event is."""
    flow = parts.flow(parts.main)
    loop = flow.loops[parts.event(Event.CALL, 4)]
    return Watch(frozenset(parts.events(Event.BIND, 3)), frozenset(parts.events(Event.UNBIND, 5)), loop)


@pytest.mark.parametrize(
    ("before", "spoilt", "left"),
    [
        (Moment(0), False, False),
        (Moment(0, 9), True, False),
        (Moment(0, None, True), False, True),
        (Moment(0, 9, True), True, True),
    ],
)
def test_an_event_of_which_nothing_is_said_changes_nothing(
    parts: Parts, before: Moment, spoilt: bool, left: bool
) -> None:
    number = parts.event(Event.CALL, 4)
    after = before.after(number, parts.flow(parts.main), in_loop(parts))
    assert (after.number, after.spoilt, after.left, after.stale) == (number, 9 if spoilt else None, left, spoilt)


def test_what_binds_it_in_the_same_iteration_does_not_spoil_it(parts: Parts) -> None:
    assert not Moment(0).after(parts.event(Event.BIND, 3), parts.flow(parts.main), in_loop(parts)).stale


def test_what_binds_it_in_a_later_one_does(parts: Parts) -> None:
    number = parts.event(Event.BIND, 3)
    after = Moment(0, None, left=True).after(number, parts.flow(parts.main), in_loop(parts))
    assert (after.spoilt, after.stale, after.left) == (number, True, True)


def test_what_binds_it_without_a_loop_does(parts: Parts) -> None:
    number = parts.event(Event.BIND, 3)
    after = Moment(0).after(number, parts.flow(parts.main), Watch(frozenset({number})))
    assert (after.spoilt, after.left) == (number, False)


def test_what_restores_it(parts: Parts) -> None:
    number = parts.event(Event.UNBIND, 5)
    after = Moment(0, 3, True).after(number, parts.flow(parts.main), in_loop(parts))
    assert (after.spoilt, after.left) == (None, True)


def test_what_spoils_it_comes_before_what_restores_it(parts: Parts) -> None:
    number = parts.event(Event.BIND, 6)
    assert Moment(0).after(number, parts.flow(parts.main), Watch(frozenset({number}), frozenset({number}))).stale


def test_what_spoils_it_last_counts(parts: Parts) -> None:
    number = parts.event(Event.BIND, 6)
    assert Moment(0, 3).after(number, parts.flow(parts.main), Watch(frozenset({3, number}))).spoilt == number


@pytest.mark.parametrize(
    ("event", "row", "left"),
    [
        (Event.CALL, 4, False),
        (Event.BIND, 3, False),
        (Event.STEP, 2, True),
        (Event.BIND, 6, True),
        (Event.CALL, 7, True),
    ],
)
def test_the_iteration_ends_where_the_next_begins_or_the_loop_is_left(
    parts: Parts, event: Event, row: int, left: bool
) -> None:
    assert Moment(0).after(parts.event(event, row), parts.flow(parts.main), in_loop(parts)).left is left


def test_without_a_loop_no_iteration_ends(parts: Parts) -> None:
    flow = parts.flow(parts.main)
    assert not any(Moment(0).after(number, flow, NOTHING).left for number in range(len(flow.events)))


def test_an_inner_loop_does_not_end_an_iteration_of_the_outer_one() -> None:
    parts = Parts("for v in x:\n    for w in v:\n        use(v)\n")
    flow = parts.flow(parts.main)
    outer = flow.loops[parts.event(Event.STEP, 1)]
    [header] = parts.events(Event.STEP, 2)
    assert not Moment(0).after(header, flow, Watch(loop=outer)).left
    assert Moment(0).after(header, flow, Watch(loop=flow.loops[header])).left


# -- tracks --------------------------------------------------------------------------------------------------------


def held(certainty: Certainty = Certainty.CERTAIN) -> Kept:
    return Kept(Event.CALL, ast.Pass(), form("item call"), certainty, Cause(Verb.KEEP))


def test_what_the_past_of_a_track_was() -> None:
    kept = held()
    parts = Parts("v = lambda: v")
    variable = parts.variable("v")
    capturer = Capturer(first_site(parts.tree), variable, form("call"))
    track = Track(
        held(Certainty.LIKELY),
        variable,
        3,
        kept,
        frozenset({5}),
        frozenset({7}),
        frozenset({variable}),
        frozenset({capturer}),
        (kept,),
    )
    path = (kept, track.outcome)
    assert Past.of(track) == Past(
        form("item call"), kept, frozenset({5}), frozenset({variable}), frozenset({capturer}), path
    )


def test_a_path_that_is_too_long_is_remembered_up_to_there() -> None:
    variable = Parts("v").variable("v")
    path = (held(),) * 12
    assert Past.of(Track(held(), variable, 3, None, path=path)).path == path


def test_what_first_kept_a_value_tells_no_tracks_apart() -> None:
    outcome = held()
    one, other = (Track(outcome, None, 3, kept) for kept in (None, outcome))
    assert len({one, other}) == 1
    assert len({one, Track(outcome, None, 4, None), Track(outcome.become(Ran), None, 3, None)}) == 3
