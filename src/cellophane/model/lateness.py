"""Which reads of a time line are late: what closures were made with, against what they got."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cellophane.model.place import Span
from cellophane.model.timeline import Event, Timeline


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
class Lateness:
    """What follows from a time line."""

    beginnings: dict[tuple[int, int], Beginning]
    """What each closure was made with, by the numbers (closure, variable).

    For a variable that was bound only afterwards, as that of a function defined further down, it is the first value
    after the making. A closure that another one made has the variable since that one was made.
    """
    outdated: frozenset[int]
    """The steps of the reads that gave a closure another value than it was made with, or none, because the code of the
    scope around it has bound or deleted the variable since.

    What closures themselves have bound (`nonlocal`) is state, and read as it is meant to be.
    """
    late: frozenset[int]
    """The steps of the outdated reads that go wrong: the variable is gone, or a later round of a loop has bound it.

    That it was a loop is seen: one place bound the variable before a closure was made and again after that, or one
    place made a closure before a binding and again after it. Where the scope around goes on without a loop, as in
    `total = 0`, `def show(): print(total)`, `total = sum(all)`, the new value is nearly always meant.
    """


def lateness(timeline: Timeline) -> Lateness:
    """It takes one look at all events: ask once.

    >>> from cellophane.model.timeline import Closure, Variable
    >>> here, there = Span(2, 9, 2, 10), Span(3, 5, 3, 14)
    >>> bound, read = Event("bound", here, 0, value=0), Event("read", there, 0, closure=0, value=1)
    >>> events = bound, Event("made", there, closure=0), Event("bound", here, 0, value=1), read
    >>> closures = (Closure(0, "f.<locals>.<lambda>", there, (0,)),)
    >>> found = lateness(Timeline("a.py", "", (Variable(0, "i", "f", 1),), closures, ("0", "1"), events))
    >>> found.late, found.beginnings[0, 0].value
    (frozenset({3}), 0)
    """
    begun = _beginnings(timeline)
    outdated = frozenset(_outdated(timeline, begun))
    return Lateness(begun, outdated, frozenset(_late(timeline, begun, outdated)))


def _beginnings(timeline: Timeline) -> dict[tuple[int, int], Beginning]:
    held: dict[int, Event] = {}
    waiting: dict[int, list[tuple[int, int, int]]] = {}
    found: dict[tuple[int, int], Beginning] = {}
    for step, event in enumerate(timeline.events):
        if event.kind == "made" and event.closure is not None:
            for variable in timeline.closures[event.closure].variables:
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


def _beginning(last: Event, step: int, closure: int, made: int) -> Beginning:
    """That of a variable with which this happened last."""
    assert last.value is not None
    assert last.shown is not None
    return Beginning(last.value, last.shown, step, closure, made)


def _outdated(timeline: Timeline, begun: Mapping[tuple[int, int], Beginning]) -> Iterator[int]:
    last: dict[int, tuple[int, Event]] = {}
    for step, event in enumerate(timeline.events):
        if event.variable is None:
            continue
        if event.kind == "read":
            began = None if event.closure is None else begun.get((event.closure, event.variable))
            since, by = last.get(event.variable, (-1, event))
            if began and since > began.step and by.is_by_owner and event.value != began.value:
                yield step
        elif event.value is not None:
            last[event.variable] = step, event


def _late(timeline: Timeline, begun: Mapping[tuple[int, int], Beginning], outdated: Iterable[int]) -> Iterator[int]:
    rounds = _Rounds(timeline)
    for step in outdated:
        event = timeline.events[step]
        assert event.closure is not None
        assert event.variable is not None
        beginning = begun[event.closure, event.variable]
        if event.value is None or rounds.lead_back(beginning, event.variable, step):
            yield step


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
