"""A time line as lanes: which variables and closures have one, window by window, and what is in it where.

A long time line is cut into windows of so many steps, each with the lanes that matter in it. It decides what stands
beside what; where that is in pixels is for `timeline_layout` to say, and what it looks like for the style sheet. Steps
count from 0 here, as in the time line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from cellophane.model.timeline import Closure, Timeline, Variable

WINDOW = 200
"""So many steps are drawn beside each other at the most."""
ALONE = 12
"""So many closures that were made at one place have a lane each in a window; the others share one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of steps during which a variable held one value, or none."""

    first: int
    last: int
    value: int | None
    row: int | None
    """The line that bound or deleted it; none where the variable was not bound before."""
    opens: bool = True
    """Whether it begins here, and not in an earlier window."""
    idle: bool = False
    """After the last thing that happened to the variable: nobody has looked since."""
    shown: int | None = None
    """Where in `Timeline.values` stands what the value looked like in the beginning."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A variable, with what it held."""

    variable: Variable
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """A closure, from its making to the last thing that it does; or several that were made at one place."""

    closures: tuple[int, ...]
    first: int
    last: int
    opens: bool
    steps: tuple[int, ...]
    """What happens in this window: the making, and all that its code does."""


@dataclass(frozen=True, slots=True)
class Window:
    """The steps from `first` to `last`, and the lanes from top to bottom, in groups that belong together."""

    first: int
    last: int
    groups: tuple[tuple[Lane | Thread, ...], ...]


class Chart:
    """All that is drawn of a time line."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._changes: list[list[tuple[int, int | None, int | None]]] = [[] for _ in timeline.variables]
        """For each variable, from which step on it held which value, and the line that did it."""
        self._seen: list[list[int]] = [[] for _ in timeline.variables]
        """For each variable, the steps that are about it."""
        self._acts: list[list[int]] = [[] for _ in timeline.closures]
        """For each closure, the steps at which it was made or did something."""
        for step, event in enumerate(timeline.events):
            if event.closure is not None:
                self._acts[event.closure].append(step)
            for variable in timeline.concerned(event):
                self._seen[variable].append(step)
                if event.kind in ("bound", "deleted"):
                    value = event.value if event.kind == "bound" else None
                    self._changes[variable].append((step, value, event.span.row))
                elif not self._changes[variable]:
                    self._changes[variable].append((step, event.value, None))
        self.colours = [_order(changes) for changes in self._changes]
        """For each variable, its values with a number each, in the order in which it held them."""

    @property
    def windows(self) -> Iterator[Window]:
        """From the first step to the last; one for a short time line."""
        steps = len(self.timeline.events)
        for first in range(0, steps, WINDOW):
            last = min(first + WINDOW, steps) - 1
            yield Window(first, last, tuple(self._groups(first, last)))

    def _groups(self, first: int, last: int) -> Iterator[tuple[Lane | Thread, ...]]:
        groups: dict[tuple[str, int], tuple[list[Lane], list[Thread]]] = {}
        for variable in self.timeline.variables:
            if stretches := tuple(self._stretches(variable.number, first, last)):
                lanes, _ = groups.setdefault((variable.owner, variable.activation), ([], []))
                lanes.append(Lane(variable, stretches))
        threads = [thread for each in self.timeline.closures if (thread := self._thread(each, first, last)) is not None]
        for thread in _folded(threads, self.timeline.closures):
            innermost = self.timeline.variables[max(self.timeline.closures[thread.closures[0]].variables)]
            groups.setdefault((innermost.owner, innermost.activation), ([], []))[1].append(thread)
        for lanes, of_them in groups.values():
            yield (*lanes, *of_them)

    def _stretches(self, variable: int, first: int, last: int) -> Iterator[Stretch]:
        """What it held in a window; nothing if it came later, or nothing happens to it any more."""
        seen, changes = self._seen[variable], self._changes[variable]
        if not seen or seen[0] > last or seen[-1] < first:
            return
        ends = [*(step - 1 for step, _, _ in changes[1:]), len(self.timeline.events) - 1]
        for (start, value, row), end in zip(changes, ends, strict=True):
            if start <= last and end >= first:
                shown = None if value is None else self.timeline.events[start].shown
                within = Stretch(max(start, first), min(end, last), value, row, start >= first, shown=shown)
                yield from _idle_after(within, seen[-1])

    def _thread(self, closure: Closure, first: int, last: int) -> Thread | None:
        acts = self._acts[closure.number]
        if not acts or not closure.variables or acts[0] > last or acts[-1] < first:
            return None
        within = tuple(step for step in acts if first <= step <= last)
        return Thread((closure.number,), max(acts[0], first), min(acts[-1], last), acts[0] >= first, within)


def _order(changes: Sequence[tuple[int, int | None, int | None]]) -> dict[int, int]:
    values = dict.fromkeys(value for _, value, _ in changes if value is not None)
    return {value: number for number, value in enumerate(values)}


def _idle_after(stretch: Stretch, step: int) -> Iterator[Stretch]:
    """The stretch, cut in two where the last thing happens to its variable."""
    if stretch.first > step:
        yield replace(stretch, idle=True)
    elif stretch.last <= step:
        yield stretch
    else:
        yield replace(stretch, last=step)
        yield replace(stretch, first=step + 1, opens=False, idle=True)


def _folded(threads: Sequence[Thread], closures: Sequence[Closure]) -> Iterator[Thread]:
    """The same, where those that were made at one place share a lane when they are many."""
    made = sorted(threads, key=lambda thread: (closures[thread.closures[0]].span, thread.closures))
    folded: list[Thread] = []
    for _, group in groupby(made, key=lambda thread: closures[thread.closures[0]].span):
        together = list(group)
        alone, rest = together[:ALONE], together[ALONE:]
        folded += together if len(rest) < 2 else [*alone, _joined(rest)]
    return iter(sorted(folded, key=lambda thread: thread.closures))


def _joined(threads: Sequence[Thread]) -> Thread:
    return Thread(
        tuple(number for each in threads for number in each.closures),
        min(each.first for each in threads),
        max(each.last for each in threads),
        all(each.opens for each in threads),
        tuple(sorted(step for each in threads for step in each.steps)),
    )
