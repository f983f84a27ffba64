"""`Timeline`: which reads are late, and what is left of it for some variables."""

from __future__ import annotations

from cellophane.model.place import Span
from cellophane.model.timeline import Closure, Event, Timeline, Variable

HERE, THERE = Span(1, 1, 1, 2), Span(2, 1, 2, 2)


def timeline(*events: Event, variables: int = 1, closures: tuple[tuple[int, ...], ...] = ((0,),)) -> Timeline:
    """One in which every value is its own number."""
    return Timeline(
        "a.py",
        "",
        tuple(Variable(number, f"v{number}", "f", 1) for number in range(variables)),
        tuple(Closure(number, "f.<locals>.<lambda>", HERE, used) for number, used in enumerate(closures)),
        tuple("0123456789"),
        events,
    )


def bound(value: int, *, by: int | None = None, variable: int = 0, at: Span = HERE) -> Event:
    return Event("bound", at, variable, by, value)


def made(closure: int = 0, *, maker: int | None = None) -> Event:
    return Event("made", HERE, None, closure, maker=maker)


def read(value: int | None, *, by: int | None = 0, variable: int = 0) -> Event:
    return Event("read", HERE, variable, by, value)


def deleted(value: int | None = 0) -> Event:
    return Event("deleted", HERE, 0, None, value)


def test_a_read_of_what_the_scope_around_has_bound_since_is_late() -> None:
    assert timeline(bound(0), made(), read(0), bound(1), read(1)).late == {4}


def test_the_same_value_bound_again_is_not_late() -> None:
    assert not timeline(bound(0), made(), bound(1), bound(0), read(0)).late


def test_what_is_deleted_is_read_late_and_missed() -> None:
    assert timeline(bound(0), made(), deleted(), read(None)).late == {3}


def test_a_deletion_that_failed_changes_nothing() -> None:
    assert not timeline(bound(0), made(), bound(1, by=0), deleted(None), read(1)).late


def test_what_is_bound_once_before_and_once_after_is_outdated_and_not_late() -> None:
    seen = timeline(bound(0), made(), bound(1, at=THERE), read(1))
    assert seen.outdated == {3}
    assert not seen.late


def test_a_loop_that_begins_after_the_making_makes_nothing_late() -> None:
    seen = timeline(bound(0), made(), bound(1, at=THERE), bound(2, at=THERE), read(2))
    assert seen.outdated == {4}
    assert not seen.late


def test_a_loop_is_seen_by_closures_that_are_made_again() -> None:
    loop = bound(0), made(0), bound(1, at=THERE), made(1), bound(2, at=THERE), read(2, by=0), read(2, by=1)
    seen = timeline(*loop, closures=((0,), (0,)))
    assert seen.outdated == {5, 6}
    assert seen.late == {5}


def test_a_loop_that_defines_the_variable_after_the_closure_is_one() -> None:
    loop = made(0), bound(0), made(1), bound(1), read(1, by=0), read(1, by=1)
    seen = timeline(*loop, closures=((0,), (0,)))
    assert seen.outdated == {4, 5}
    assert seen.late == {4}


def test_closures_made_in_a_loop_before_the_binding_are_not_late() -> None:
    loop = bound(0), made(0), made(1), bound(1, at=THERE), read(1, by=0), read(1, by=1)
    seen = timeline(*loop, closures=((0,), (0,)))
    assert seen.outdated == {4, 5}
    assert not seen.late


def test_a_closure_in_a_closure_is_as_old_as_that() -> None:
    loop = bound(0), made(0), bound(1), made(1, maker=0), read(1, by=1)
    seen = timeline(*loop, closures=((0,), (0,)))
    assert seen.made_with == {(0, 0): 0, (1, 0): 0}
    assert seen.late == {4}
    assert seen.of(frozenset({0})) == seen


def test_state_that_closures_bind_is_not_late() -> None:
    assert not timeline(bound(0), made(), bound(1, by=0), read(1)).late


def test_what_was_not_there_yet_is_a_definition() -> None:
    seen = timeline(made(), bound(3), read(3), bound(4), read(4))
    assert seen.made_with == {(0, 0): 3}
    assert seen.outdated == {4}


def test_a_read_before_the_definition_is_no_late_one() -> None:
    assert not timeline(made(), read(None), bound(1)).late


def test_the_scope_itself_never_reads_late() -> None:
    assert not timeline(bound(0), made(), bound(1), read(1, by=None)).late


def test_each_closure_is_told_by_its_own_making() -> None:
    seen = timeline(bound(0), made(0), bound(1), made(1), read(1, by=0), read(1, by=1), closures=((0,), (0,)))
    assert seen.late == {4}


def test_of_keeps_the_variables_asked_for_and_numbers_anew() -> None:
    seen = timeline(
        *(bound(0), bound(1, variable=1), made(0), made(1), read(1, by=1, variable=1), read(0)),
        variables=2,
        closures=((0,), (1, 0)),
    )
    one = seen.of(frozenset({1}))
    assert [(each.number, each.name) for each in one.variables] == [(0, "v1")]
    assert [(each.number, each.variables) for each in one.closures] == [(0, (0,))]
    assert one.events == (bound(1), made(0), read(1))
    assert seen.of(frozenset({0, 1})) == seen
