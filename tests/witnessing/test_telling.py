"""Numbers for all that happened."""

from __future__ import annotations

from cellophane.model.place import Span
from cellophane.model.timeline import Closure, Event
from cellophane.model.timeline import Variable as Told
from cellophane.witnessing import recorder
from cellophane.witnessing.recorder import Happening, Variable
from cellophane.witnessing.sites import Body, Named
from cellophane.witnessing.telling import told
from cellophane.witnessing.values import Value

HERE = Span(1, 1, 1, 2)
NAMED = Named("n", "f")


def captured(named: Named = NAMED) -> Variable:
    variable = Variable(named)
    variable.is_captured = True
    return variable


def test_numbers_come_in_the_order_in_which_things_are_met() -> None:
    first, second, other = captured(), captured(), captured(Named("m", "f"))
    closure = recorder.Closure(Body("f.<locals>.g", HERE, (), ()), (first, other))
    one = Value("1")
    happened = [
        Happening("bound", HERE, first, None, one),
        Happening("made", HERE, None, closure, None),
        Happening("bound", HERE, second, None, Value("1")),
        Happening("read", HERE, first, closure, one),
    ]
    seen = told(happened)
    assert seen.variables == (Told(0, "n", "f", 1), Told(1, "m", "f", 1), Told(2, "n", "f", 2))
    assert seen.closures == (Closure(0, "f.<locals>.g", HERE, (0, 1)),)
    assert seen.values == ("1", "1")
    assert seen.events == (
        Event("bound", HERE, 0, None, 0),
        Event("made", HERE, None, 0),
        Event("bound", HERE, 2, None, 1),
        Event("read", HERE, 0, 0, 0),
    )


def test_what_nobody_else_came_to_have_is_left_out() -> None:
    assert told([Happening("bound", HERE, Variable(NAMED), None, Value("1"))]).variables == ()
