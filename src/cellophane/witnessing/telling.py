"""From what happened to the time line: everything gets its number."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cellophane.model import timeline
from cellophane.model.timeline import Event
from cellophane.witnessing.happenings import BEFORE_CAPTURE, Closure, Happening, Variable
from cellophane.witnessing.values import Look, Value

_T = TypeVar("_T", bound=Hashable)


@dataclass(slots=True)
class Told:
    """The events, and all that they speak of."""

    events: tuple[Event, ...]
    variables: tuple[timeline.Variable, ...]
    closures: tuple[timeline.Closure, ...]
    values: tuple[str, ...]
    notes: tuple[str, ...]
    """Of which variables the beginning is missing."""


def told(happened: Sequence[Happening]) -> Told:
    """The same with numbers, by the order in which everything was first met."""
    variables, closures, values = _Numbered[Variable](), _Numbered[Closure](), _Numbered[Value | Look]()
    events = []
    for kind, span, variable, closure, value, look, elsewhere, maker in happened:
        for one in closure.variables if closure is not None else ():
            variables.number(one)
        numbers = variables.number(variable), closures.number(closure), values.number(value)
        events.append(Event(kind, span, *numbers, closures.number(maker), values.number(look), elsewhere))
    return Told(
        tuple(events),
        tuple(_variable(number, one) for number, one in enumerate(variables.all)),
        tuple(
            timeline.Closure(number, one.body.name, one.body.span, tuple(map(variables.all.__getitem__, one.variables)))
            for number, one in enumerate(closures.all)
        ),
        tuple(value.text for value in values.all),
        tuple(_note(one) for one in variables.all if one.dropped),
    )


def _variable(number: int, one: Variable) -> timeline.Variable:
    return timeline.Variable(number, one.named.name, one.named.owner, one.activation, one.named.in_cell)


def _note(one: Variable) -> str:
    return (
        f"`{one.named.name}` of `{one.named.owner}`: of what happened to it before other code had it, the last "
        f"{BEFORE_CAPTURE} steps are shown, and {one.dropped:,} are not."
    )


@dataclass(slots=True)
class _Numbered(Generic[_T]):
    """Things in the order in which they are met."""

    all: dict[_T, int] = field(default_factory=dict)

    def number(self, one: _T | None) -> int | None:
        return None if one is None else self.all.setdefault(one, len(self.all))
