"""Which reads are late, and which are only outdated."""

from __future__ import annotations

from cellophane.model.lateness import Lateness, lateness
from cellophane.model.place import Span
from cellophane.model.timeline import Event
from tests.model.test_timeline import HERE, bound, made, read, timeline

THERE = Span(2, 1, 2, 2)


def deleted(value: int | None = 0) -> Event:
    return Event("deleted", HERE, 0, None, value)


def of(*events: Event, closures: tuple[tuple[int, ...], ...] = ((0,),)) -> Lateness:
    return lateness(timeline(*events, closures=closures))


def test_a_read_of_what_the_scope_around_has_bound_since_is_late() -> None:
    assert of(bound(0), made(), read(0), bound(1), read(1)).late == {4}


def test_the_same_value_bound_again_is_not_late() -> None:
    assert not of(bound(0), made(), bound(1), bound(0), read(0)).late


def test_what_is_deleted_is_read_late_and_missed() -> None:
    assert of(bound(0), made(), deleted(), read(None)).late == {3}


def test_a_deletion_that_failed_changes_nothing() -> None:
    assert not of(bound(0), made(), bound(1, by=0), deleted(None), read(1)).late


def test_what_is_bound_once_before_and_once_after_is_outdated_and_not_late() -> None:
    seen = of(bound(0), made(), bound(1, at=THERE), read(1))
    assert seen.outdated == {3}
    assert not seen.late


def test_a_loop_that_begins_after_the_making_makes_nothing_late() -> None:
    seen = of(bound(0), made(), bound(1, at=THERE), bound(2, at=THERE), read(2))
    assert seen.outdated == {4}
    assert not seen.late


def test_a_loop_is_seen_by_closures_that_are_made_again() -> None:
    loop = bound(0), made(0), bound(1, at=THERE), made(1), bound(2, at=THERE), read(2, by=0), read(2, by=1)
    seen = of(*loop, closures=((0,), (0,)))
    assert seen.outdated == {5, 6}
    assert seen.late == {5}


def test_a_loop_that_defines_the_variable_after_the_closure_is_one() -> None:
    loop = made(0), bound(0), made(1), bound(1), read(1, by=0), read(1, by=1)
    seen = of(*loop, closures=((0,), (0,)))
    assert seen.outdated == {4, 5}
    assert seen.late == {4}


def test_closures_made_in_a_loop_before_the_binding_are_not_late() -> None:
    loop = bound(0), made(0), made(1), bound(1, at=THERE), read(1, by=0), read(1, by=1)
    seen = of(*loop, closures=((0,), (0,)))
    assert seen.outdated == {4, 5}
    assert not seen.late


def test_a_closure_in_a_closure_is_as_old_as_that() -> None:
    loop = bound(0), made(0), bound(1), made(1, maker=0), read(1, by=1)
    seen = of(*loop, closures=((0,), (0,)))
    assert {pair: begun.value for pair, begun in seen.beginnings.items()} == {(0, 0): 0, (1, 0): 0}
    assert seen.late == {4}


def test_state_that_closures_bind_is_not_late() -> None:
    assert not of(bound(0), made(), bound(1, by=0), read(1)).late


def test_what_was_not_there_yet_is_a_definition() -> None:
    seen = of(made(), bound(3), read(3), bound(4), read(4))
    assert {pair: begun.value for pair, begun in seen.beginnings.items()} == {(0, 0): 3}
    assert seen.outdated == {4}


def test_a_read_before_the_definition_is_no_late_one() -> None:
    assert not of(made(), read(None), bound(1)).late


def test_the_scope_itself_never_reads_late() -> None:
    assert not of(bound(0), made(), bound(1), read(1, by=None)).late


def test_each_closure_is_told_by_its_own_making() -> None:
    seen = of(bound(0), made(0), bound(1), made(1), read(1, by=0), read(1, by=1), closures=((0,), (0,)))
    assert seen.late == {4}
