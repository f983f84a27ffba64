"""`Timeline`: what is left of it for some variables."""

from __future__ import annotations

from cellophane.model.place import Span
from cellophane.model.timeline import Closure, Event, Timeline, Variable

HERE = Span(1, 1, 1, 2)


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
