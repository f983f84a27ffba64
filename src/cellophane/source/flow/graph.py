"""Events and the ways between them: the graph that `statements` makes of a body, and what can be asked of it."""

from __future__ import annotations

import ast
import enum
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field


class Event(enum.Enum):
    """What happens at one node of the graph."""

    __hash__ = object.__hash__  # that of `Enum` is written in Python, and events are looked up all the time

    ENTRY = "entry"
    EXIT = "exit"
    JOIN = "join"
    """Nothing: ways come together."""
    MAKE = "make"
    """A closure site is reached: a function, or a generator that has not run, comes to be."""
    BIND = "bind"
    UNBIND = "unbind"
    """`del`, and the end of an `except … as e`."""
    USE = "use"
    STORE = "store"
    """An attribute or subscript is assigned."""
    CALL = "call"
    AWAIT = "await"
    YIELD = "yield"
    RETURN = "return"
    STEP = "step"
    """A loop takes its next item, or tests its condition: an iteration has ended, or the first begins."""
    DONE = "done"
    """A comprehension is complete; the iterable of a loop, or behind a star in a display, has come to its end."""
    ENTER = "enter"
    LEAVE = "leave"
    """A `with` item is entered, or left in whatever way."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop, or one `for` of a comprehension."""

    header: int
    """The STEP at which each iteration begins."""
    outer: Loop | None

    def chain(self) -> Iterator[Loop]:
        """This loop and those around it, innermost first."""
        loop: Loop | None = self
        while loop is not None:
            yield loop
            loop = loop.outer


@dataclass(slots=True, eq=False)
class Flow:
    """The graph of one body. Events are numbered; `successors[n]` are those that can come next."""

    events: list[Event] = field(default_factory=list)
    nodes: list[ast.AST | None] = field(default_factory=list)
    loops: list[Loop | None] = field(default_factory=list)
    successors: list[list[int]] = field(default_factory=list)
    places: dict[tuple[Event, ast.AST], list[int]] = field(default_factory=dict)
    branches: dict[int, tuple[ast.expr, bool]] = field(default_factory=dict)
    """At which events a condition holds, or does not: those that ask what a name stands for."""
    raised: set[int] = field(default_factory=set)
    """The JOINs to which exceptions lead: before handlers, or before a cleanup on the way out."""
    _within: dict[int, list[int]] = field(default_factory=dict)
    _predecessors: list[list[int]] = field(default_factory=list)

    def at(self, event: Event, node: ast.AST) -> list[int]:
        """Where in the graph this happens: nowhere if unreachable, several times in cleanups, which are copied.

        A loop that runs at most once has a second STEP, which finds no more.
        """
        return self.places.get((event, node), [])

    @property
    def entry(self) -> int:
        """The event with which the body begins."""
        return self.events.index(Event.ENTRY)

    def enclosing(self, number: int) -> Iterator[Loop]:
        """The loops around an event, innermost first. A loop's STEP belongs to it."""
        loop = self.loops[number]
        return loop.chain() if loop else iter(())

    def within(self, loop: Loop) -> list[int]:
        """The events of a loop, those of the loops in it among them."""
        if not self._within:
            for number in range(len(self.events)):
                for around in self.enclosing(number):
                    self._within.setdefault(around.header, []).append(number)
        return self._within.get(loop.header, [])

    def going_on(self, number: int, loop: Loop | None) -> list[int]:
        """The events that come next and belong to a loop; none if there is no loop."""
        return [after for after in self.successors[number] if loop is not None and loop in self.enclosing(after)]

    def leading_to(self, number: int, since: Collection[int] = ()) -> set[int]:
        """Every event that can come before this one, on a way that passes none of those in `since` but the first."""
        found: set[int] = set()
        waiting = [number]
        while waiting:
            for before in self.predecessors[waiting.pop()]:
                if before not in found:
                    found.add(before)
                    if before not in since:
                        waiting.append(before)
        return found

    @property
    def predecessors(self) -> list[list[int]]:
        """The events that can come right before each one."""
        if not self._predecessors:
            self._predecessors.extend([] for _ in self.events)
            for number, ways in enumerate(self.successors):
                for after in ways:
                    self._predecessors[after].append(number)
        return self._predecessors

    def reachable(self, starts: Iterable[int], without: Collection[int] = (), inside: Loop | None = None) -> set[int]:
        """Every event that can come after one of these, on a way that passes none of those in `without`.

        With `inside`, a way that has left that loop is not followed on; the first event outside is still among them.
        """
        found: set[int] = set()
        waiting = list(starts)
        while waiting:
            for after in self.successors[waiting.pop()]:
                if after not in found and after not in without:
                    found.add(after)
                    if inside is None or inside in self.enclosing(after):
                        waiting.append(after)
        return found
