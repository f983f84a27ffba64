"""What is kept of all that happens."""

from __future__ import annotations

from cellophane.model.place import Span
from cellophane.witnessing.happenings import BEFORE_CAPTURE, Closure, Happening, Happenings, Variable
from cellophane.witnessing.sites import Body, Named

HERE = Span(1, 1, 1, 2)
NAMED = Named("n", "f")


def bind(happenings: Happenings, variable: Variable) -> None:
    if happenings.is_full:
        happenings.leave_out(variable)
    else:
        happenings.add(variable, Happening("bound", HERE, variable))


def test_what_was_before_a_capture_comes_where_it_happened() -> None:
    happenings = Happenings(10)
    first, second = Variable(NAMED, 1, None), Variable(NAMED, 2, None)
    bind(happenings, first)
    bind(happenings, second)
    happenings.capture(second)
    bind(happenings, second)
    assert [one.variable for one in happenings.all()] == [second, second]
    happenings.made(Closure(Body("g", HERE, (NAMED,), ()), (first,)), None)
    assert [one.variable for one in happenings.all()] == [first, second, second, None]
    assert happenings.many_left_out == 0


def test_the_last_events_before_a_capture_are_kept_and_the_others_counted() -> None:
    happenings, variable = Happenings(10**6), Variable(NAMED, 1, None)
    for _ in range(BEFORE_CAPTURE + 7):
        bind(happenings, variable)
    assert variable.dropped == 7
    happenings.capture(variable)
    assert len(happenings.all()) == BEFORE_CAPTURE


def test_what_is_left_out_counts_when_it_would_have_been_told() -> None:
    happenings = Happenings(1)
    told, never, later = (Variable(NAMED, number, None) for number in (1, 2, 3))
    happenings.capture(told)
    for variable in (told, never, later, told):
        bind(happenings, variable)
    assert happenings.many_left_out == 1
    happenings.capture(later)
    assert happenings.many_left_out == 2
