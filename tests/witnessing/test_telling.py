"""Numbers for all that happened."""

from __future__ import annotations

from cellophane.model.place import Span
from cellophane.model.timeline import Closure, Event
from cellophane.model.timeline import Variable as Told
from cellophane.witnessing import happenings
from cellophane.witnessing.happenings import Happening, Variable
from cellophane.witnessing.sites import Body, Named
from cellophane.witnessing.telling import told
from cellophane.witnessing.values import Value

HERE = Span(1, 1, 1, 2)
NAMED = Named("n", "f")


def met(named: Named = NAMED, call: int = 1) -> Variable:
    return Variable(named, call, None)


def test_numbers_come_in_the_order_in_which_things_are_met() -> None:
    first, second, other = met(), met(call=3), met(Named("m", "f"))
    closure = happenings.Closure(Body("f.<locals>.g", HERE, (), ()), (first, other))
    one = Value("1")
    happened = [
        Happening("bound", HERE, first, None, one),
        Happening("made", HERE, None, closure, None),
        Happening("bound", HERE, second, None, Value("1")),
        Happening("read", HERE, first, closure, one),
    ]
    seen = told(happened)
    assert seen.variables == (Told(0, "n", "f", 1), Told(1, "m", "f", 1), Told(2, "n", "f", 3))
    assert seen.closures == (Closure(0, "f.<locals>.g", HERE, (0, 1)),)
    assert seen.values == ("1", "1")
    assert seen.events == (
        Event("bound", HERE, 0, None, 0),
        Event("made", HERE, None, 0),
        Event("bound", HERE, 2, None, 1),
        Event("read", HERE, 0, 0, 0),
    )


def test_of_what_the_beginning_is_missing() -> None:
    variable = met()
    variable.dropped = 1200
    assert told([Happening("bound", HERE, variable, None, Value("1"))]).notes == (
        "`n` of `f`: of what happened to it before other code had it, the last 100 steps are shown, and 1,200 are not.",
    )
