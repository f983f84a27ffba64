"""What has happened so far, and to what: before anything has a number.

What happens to a variable that only its owner has yet is kept beside it, and not for long: most variables in cells are
never captured, and a loop that binds one a million times must not use up the room for all others.
"""

from __future__ import annotations

from collections import deque
from itertools import count
from typing import NamedTuple

from cellophane.model.place import Span
from cellophane.model.timeline import Kind
from cellophane.witnessing.sites import Body, Named
from cellophane.witnessing.values import Look, Resident, Value

BEFORE_CAPTURE = 100
"""So many events of a variable are kept that nobody else has yet: the last ones."""
NOT_KNOWN = Value("")
"""In the place of the value of a variable that may hold anything."""


class Variable:
    """One variable of one activation, as it was met."""

    __slots__ = (
        "activation",
        "binder",
        "dropped",
        "holds",
        "is_captured",
        "left_out",
        "missed",
        "named",
        "value",
        "waiting",
    )

    def __init__(self, named: Named, activation: int, value: Value | None) -> None:
        self.named = named
        self.activation = activation
        self.value = value
        """What it was last seen to hold; none for nothing."""
        self.missed = 0
        """How much the recorder had missed by then."""
        self.binder: int | None = None
        """The thread that has bound it; 0 for several, none for nobody."""
        self.holds: Resident | None = None
        """The object that it was last seen to hold, and so has kept alive since; none for numbers and texts."""
        self.is_captured = False
        """Whether any code but its owner's was seen to have it."""
        self.waiting: deque[tuple[int, Happening]] = deque(maxlen=BEFORE_CAPTURE)
        """What has happened to it before that."""
        self.dropped = 0
        """How much more."""
        self.left_out = 0
        """How much for which there was no room in the time line."""


class Closure:
    """One function that was made."""

    __slots__ = ("body", "variables")

    def __init__(self, body: Body, variables: tuple[Variable, ...]) -> None:
        self.body = body
        self.variables = variables


class Happening(NamedTuple):
    """An event."""

    kind: Kind
    span: Span
    variable: Variable | None = None
    closure: Closure | None = None
    value: Value | None = None
    look: Look | None = None
    elsewhere: bool = False
    maker: Closure | None = None


class Happenings:
    """All that is told, and how much is not."""

    def __init__(self, most: int) -> None:
        self.left_out = 0
        self._most = most
        self._kept: list[tuple[int, Happening]] = []
        self._clock = count()

    @property
    def is_full(self) -> bool:
        return len(self._kept) >= self._most

    def made(self, closure: Closure, maker: Closure | None) -> None:
        """A closure has come into being; from now on all that happens to its variables is told."""
        for one in closure.variables:
            self.capture(one)
        if self.is_full:
            self.left_out += 1
        else:
            self._kept.append((next(self._clock), Happening("made", closure.body.span, None, closure, maker=maker)))

    def capture(self, variable: Variable) -> None:
        """Other code than its owner's has the variable."""
        variable.is_captured = True
        while variable.waiting:
            try:
                self._kept.append(variable.waiting.popleft())
            except IndexError:  # another thread did the same
                break
        self.left_out += variable.left_out
        variable.left_out = 0

    def add(self, variable: Variable, happening: Happening) -> None:
        """Something has happened to a variable."""
        if variable.is_captured:
            self._kept.append((next(self._clock), happening))
        else:
            self._wait(variable, happening)

    def _wait(self, variable: Variable, happening: Happening) -> None:
        variable.dropped += len(variable.waiting) == BEFORE_CAPTURE
        variable.waiting.append((next(self._clock), happening))
        if variable.is_captured:  # by another thread, meanwhile
            self.capture(variable)

    def leave_out(self, variable: Variable) -> None:
        """Something has happened to a variable for which there is no room."""
        if variable.is_captured:
            self.left_out += 1
        else:
            variable.left_out += 1

    def all(self) -> tuple[Happening, ...]:
        """In the order in which it happened, as far as there is room."""
        return tuple(one for _, one in sorted(self._kept, key=_time)[: max(self._most, 0)])

    @property
    def many_left_out(self) -> int:
        """How much more there was."""
        return self.left_out + max(len(self._kept) - max(self._most, 0), 0)


def _time(kept: tuple[int, Happening]) -> int:
    return kept[0]
