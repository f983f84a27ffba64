"""What happened to captured variables while a program ran, step by step: made, bound, read, and by whom.

A time line is told by `witnessing`, which runs the program, and shown by `report.timeline`. It holds texts and numbers
only: no live object is kept by it, and whoever shows it cannot wake one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from cellophane.model.place import Span

Kind = Literal["bound", "deleted", "made", "read"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of one activation of its scope: a cell, or a global of the module that functions read."""

    number: int
    """From 0, in the order in which they came into being: where it stands in `Timeline.variables`."""
    name: str
    owner: str
    """The qualified name of the scope that owns it; `<module>` for a global."""
    activation: int
    """From 1: in the how-manieth call of its owner it came into being. What one call owns has one number; a factory
    called twice has two, and two cells."""
    in_cell: bool = True
    """Whether it is a cell. Globals of the module are looked up by name."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A function object that was made while the program ran, and uses at least one of the variables."""

    number: int
    """From 0, in the order in which they were made: where it stands in `Timeline.closures`."""
    name: str
    """Qualified: `outer.<locals>.inner`."""
    span: Span
    """The `def`, `lambda` or comprehension that made it, as far as the interpreter tells."""
    variables: tuple[int, ...]
    """The numbers of the variables that it uses."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    kind: Kind
    """`bound`, `deleted`, `made` or `read`."""
    span: Span
    """Where the code stands that did it. Of a parameter that is bound by a call, the `def` or `lambda`."""
    variable: int | None = None
    """The number of the variable; none for `made`, which is told for all that the closure uses at once."""
    closure: int | None = None
    """For `made`, the number of the new closure. For all others that of the closure whose code did it; none: the code
    of the scope that owns the variable, or `elsewhere`."""
    value: int | None = None
    """Where the value stands in `Timeline.values`: what was bound, or read. None: nothing was there to be read or
    deleted, and the program got a `NameError`."""
    maker: int | None = None
    """For `made`, the number of the closure whose code made it, if that uses one of its variables as well: of
    `lambda: [i for _ in a]`, where a list comprehension is a function, the lambda."""
    look: int | None = None
    """Where in `Timeline.values` stands what the value looked like at this step, if not as it did when it was first
    met: a list that was `[]` may be `[1]` by now, and still is the same."""

    elsewhere: bool = False
    """Whether code did it that is neither of the scope that owns the variable nor of a closure that was seen being
    made: a copy of a function, or text that was not watched, as that of `exec`, or of another file. What such text
    does shows when a read finds it done; it is told right before, with the place of the read."""

    @property
    def shown(self) -> int | None:
        """Where in `Timeline.values` stands what the value looked like at this step."""
        return self.value if self.look is None else self.look

    @property
    def is_by_owner(self) -> bool:
        """Whether the code of the scope did it that owns the variable."""
        return self.closure is None and not self.elsewhere


@dataclass(frozen=True, slots=True)
class Beginning:
    """From when on a closure had a variable, and with what in it."""

    value: int
    """Where the value stands in `Timeline.values`."""
    shown: int
    """Where stands there what it looked like when it was last seen until then."""
    step: int
    """When it had that first: at the making, or at the first binding after it."""
    closure: int
    """The number of the closure that captured it: of those that stand in each other, the outermost."""
    made: int
    """The step at which that was made."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that was seen of one file while it ran.

    >>> from cellophane.model.place import Span
    >>> here, there = Span(2, 9, 2, 10), Span(3, 5, 3, 14)
    >>> events = (
    ...     Event("bound", here, variable=0, value=0),
    ...     Event("made", there, closure=0),
    ...     Event("bound", here, variable=0, value=1),
    ...     Event("read", there, variable=0, closure=0, value=1),
    ... )
    >>> variables = (Variable(0, "i", "f", 1),)
    >>> closures = (Closure(0, "f.<locals>.<lambda>", there, (0,)),)
    >>> seen = Timeline("a.py", "", variables, closures, ("0", "1"), events)
    >>> seen.late
    frozenset({3})
    >>> seen.values[seen.made_with[0, 0]]
    '0'
    """

    filename: str
    text: str
    """The source that was run."""
    variables: tuple[Variable, ...]
    closures: tuple[Closure, ...]
    values: tuple[str, ...]
    """Each value in a few words, as it was when it was first met. Two bindings of the same object, or of equal numbers,
    strings or tuples of such, have one place here; different objects that look alike have two. An object that has
    changed has a place more for each look."""
    events: tuple[Event, ...]
    """In the order in which they happened; the place of an event here is its step."""
    left_out: int = 0
    """So many more events happened after these, and were only counted."""
    error: str | None = None
    """The last line of the traceback with which the program ended; none if it ended by itself."""
    notes: tuple[str, ...] = ()
    """What could not be watched, and why; one sentence each."""

    @property
    def beginnings(self) -> dict[tuple[int, int], Beginning]:
        """What each closure was made with, by the numbers (closure, variable).

        For a variable that was bound only afterwards, as that of a function defined further down, it is the first
        value after the making. A closure that another one made has the variable since that one was made.
        """
        held: dict[int, Event] = {}
        waiting: dict[int, list[tuple[int, int, int]]] = {}
        found: dict[tuple[int, int], Beginning] = {}
        for step, event in enumerate(self.events):
            if event.kind == "made" and event.closure is not None:
                for variable in self.closures[event.closure].variables:
                    around = None if event.maker is None else found.get((event.maker, variable))
                    if around is not None:
                        found[event.closure, variable] = around
                    elif variable in held:
                        found[event.closure, variable] = _beginning(held[variable], step, event.closure, step)
                    else:
                        waiting.setdefault(variable, []).append((event.closure, event.closure, step))
            elif event.variable is None:
                continue
            elif event.kind == "bound" and event.value is not None:
                held[event.variable] = event
                for closure, outermost, made in waiting.pop(event.variable, ()):
                    found[closure, event.variable] = _beginning(event, step, outermost, made)
            elif event.kind == "deleted":
                held.pop(event.variable, None)
            elif event.variable in held and held[event.variable].value == event.value:
                held[event.variable] = event  # which may have come to look otherwise
        return found

    @property
    def made_with(self) -> dict[tuple[int, int], int]:
        """The value that each variable had for each closure that uses it when that was made, by the numbers (closure,
        variable)."""
        return {pair: begun.value for pair, begun in self.beginnings.items()}

    @property
    def outdated(self) -> frozenset[int]:
        """The steps of the reads that gave a closure another value than it was made with, or none, because the code of
        the scope around it has bound or deleted the variable since.

        What closures themselves have bound (`nonlocal`) is state, and read as it is meant to be.
        """
        begun = self.beginnings
        last: dict[int, tuple[int, Event]] = {}
        found = set()
        for step, event in enumerate(self.events):
            if event.variable is None:
                continue
            if event.kind == "read":
                began = None if event.closure is None else begun.get((event.closure, event.variable))
                since, by = last.get(event.variable, (-1, event))
                if began and since > began.step and by.is_by_owner and event.value != began.value:
                    found.add(step)
            elif event.value is not None:
                last[event.variable] = step, event
        return frozenset(found)

    @property
    def late(self) -> frozenset[int]:
        """The steps of the outdated reads that go wrong: the variable is gone, or a later round of a loop has bound it.

        That it was a loop is seen: one place bound the variable before a closure was made and again after that, or one
        place made a closure before a binding and again after it. Where the scope around goes on without a loop, as in
        `total = 0`, `def show(): print(total)`, `total = sum(all)`, the new value is nearly always meant.
        """
        begun, rounds = self.beginnings, _Rounds(self)
        found = set()
        for step in self.outdated:
            event = self.events[step]
            assert event.closure is not None
            assert event.variable is not None
            beginning = begun[event.closure, event.variable]
            if event.value is None or rounds.lead_back(beginning, event.variable, step):
                found.add(step)
        return frozenset(found)

    def concerned(self, event: Event) -> tuple[int, ...]:
        """The numbers of the variables that an event is about: of a closure that is made, all that it uses."""
        if event.variable is not None:
            return (event.variable,)
        return () if event.closure is None else self.closures[event.closure].variables

    def of(self, variables: frozenset[int]) -> Timeline:
        """The same with these variables only, and the closures that use them; all are numbered anew."""
        kept = [each for each in self.variables if each.number in variables]
        places = {each.number: number for number, each in enumerate(kept)}
        using = [each for each in self.closures if variables.intersection(each.variables)]
        closures = {each.number: number for number, each in enumerate(using)}
        return Timeline(
            self.filename,
            self.text,
            tuple(Variable(places[v.number], v.name, v.owner, v.activation, v.in_cell) for v in kept),
            tuple(
                Closure(closures[c.number], c.name, c.span, tuple(places[v] for v in c.variables if v in places))
                for c in using
            ),
            self.values,
            tuple(self._renumbered(places, closures)),
            self.left_out,
            self.error,
            self.notes,
        )

    def _renumbered(self, variables: dict[int, int], closures: dict[int, int]) -> Iterator[Event]:
        for event in self.events:
            by = None if event.closure is None else closures.get(event.closure)
            if event.kind == "made":
                if by is not None:
                    maker = None if event.maker is None else closures.get(event.maker)
                    yield Event("made", event.span, None, by, maker=maker)
            elif event.variable in variables:
                yield replace(event, variable=variables[event.variable], closure=by)


def _beginning(last: Event, step: int, closure: int, made: int) -> Beginning:
    """That of a variable with which this happened last."""
    assert last.value is not None
    assert last.shown is not None
    return Beginning(last.value, last.shown, step, closure, made)


class _Rounds:
    """Which places were passed when, so that a loop is seen by a place that was passed twice."""

    def __init__(self, timeline: Timeline) -> None:
        self._bindings: dict[int, dict[Span, list[int]]] = {}
        """Of each variable by the code of its scope: place by place, the steps."""
        self._makings: dict[tuple[Span, str, int], list[int]] = {}
        """Of closures by their place, their name, and a variable that they use: the steps."""
        self._closures = timeline.closures
        for step, event in enumerate(timeline.events):
            if event.kind == "made" and event.closure is not None:
                made = timeline.closures[event.closure]
                for variable in made.variables:
                    self._makings.setdefault((made.span, made.name, variable), []).append(step)
            elif event.kind == "bound" and event.variable is not None and event.is_by_owner:
                self._bindings.setdefault(event.variable, {}).setdefault(event.span, []).append(step)

    def lead_back(self, begun: Beginning, variable: int, read: int) -> bool:
        """Whether a loop leads from the making of a closure to a binding before this read that is not of its round.

        A place that bound the variable before it came to the first making stands before it in each round. One that
        stands behind it gives it its value of this round, as `fs.append(lambda: y)`, `y = f(x)` do, until the making
        is come to again.
        """
        made = self._closures[begun.closure]
        makings = self._makings[made.span, made.name, variable]
        again = makings[bisect_left(makings, read) - 1]
        for steps in self._bindings.get(variable, {}).values():
            if _any_between(steps, begun.made, again) or (
                steps[0] < makings[0] and _any_between(steps, begun.step, read)
            ):
                return True
        return False


def _any_between(steps: list[int], start: int, end: int) -> bool:
    """Whether one of these steps comes after the one and before the other."""
    after = bisect_right(steps, start)
    return after < len(steps) and steps[after] < end
