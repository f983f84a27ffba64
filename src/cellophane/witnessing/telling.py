"""From what happened to the time line: everything gets its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cellophane.model import timeline
from cellophane.model.timeline import Event
from cellophane.witnessing.recorder import Closure, Happening, Variable
from cellophane.witnessing.values import Look, Value

_T = TypeVar("_T", bound=Hashable)


@dataclass(slots=True)
class Told:
    """The events, and all that they speak of."""

    events: tuple[Event, ...]
    variables: tuple[timeline.Variable, ...]
    closures: tuple[timeline.Closure, ...]
    values: tuple[str, ...]


def told(happened: Sequence[Happening]) -> Told:
    """The same with numbers, by the order in which everything was first met."""
    variables, closures, values = _Numbered[Variable](), _Numbered[Closure](), _Numbered[Value | Look]()
    events = []
    for kind, span, variable, closure, value, look, maker in happened:
        if variable is not None and not variable.is_captured:
            continue  # it lies in a cell, but nobody else has come to have it
        for one in closure.variables if closure is not None else ():
            variables.number(one)
        numbers = variables.number(variable), closures.number(closure), values.number(value)
        events.append(Event(kind, span, *numbers, closures.number(maker), values.number(look)))
    activations = Counter[object]()
    found = []
    for number, each in enumerate(variables.all):
        named = each.named
        activations[named] += 1
        found.append(timeline.Variable(number, named.name, named.owner, activations[named], named.in_cell))
    return Told(
        tuple(events),
        tuple(found),
        tuple(
            timeline.Closure(number, one.body.name, one.body.span, tuple(map(variables.all.__getitem__, one.variables)))
            for number, one in enumerate(closures.all)
        ),
        tuple(value.text for value in values.all),
    )


@dataclass(slots=True)
class _Numbered(Generic[_T]):
    """Things in the order in which they are met."""

    all: dict[_T, int] = field(default_factory=dict)

    def number(self, one: _T | None) -> int | None:
        return None if one is None else self.all.setdefault(one, len(self.all))
