"""Where the lanes of a time line stand in a drawing: bars, lines, marks and arcs, in pixels.

Steps go from left to right. What a closure does is a mark on its line, joined with the bar of the variable; over the
bar, an arc leads from the value that was read late back to the one that the closure was made with. Which lanes there
are is for `lanes` to say, and how they look for the style sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from cellophane.model.timeline import Event, Timeline
from cellophane.report.columns import shortened
from cellophane.report.lanes import Chart, Lane, Stretch, Thread, Window
from cellophane.report.moments import Moment, Name, Names, moments

# In pixels.
_WIDE, _NARROW, _GOOD = 52, 24, 700
"""How wide a step is drawn: so that all of them together have a good width, but within these bounds."""
_AXIS, _LANE, _THREAD, _BETWEEN, _BELOW = 24, 38, 24, 12, 8
_BAR = 24
"""How high the bar of a variable is, in its lane."""
_ARC = 24
"""How high arcs rise over it."""
_STANDING = 8
"""So many arcs are seen at once; where there are more, each is seen at its step."""
_NAME, _LETTER, _DETAIL = 12 * 0.61, 11 * 0.61, 10 * 0.61
"""How wide a letter is at most, as in other drawings: of a variable's name, of other texts, of what is below names."""
_NAMES, _DETAILS = 18, 21
"""The most columns of the name of a lane, and of what is below it."""
COLOURS = 6
"""So many values in a row are told apart by their colours."""
_EVERY = 5
"""The steps whose numbers stand above them where there is no room for all: the first, and each that this divides."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch, drawn."""

    x: float
    y: float
    width: float
    stretch: Stretch
    variable: int
    colour: int
    text: str
    """As much of the value as there is room for."""
    value: str
    """All of it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event, drawn: on the line of the closure, or in the bar of the variable if the code around did it."""

    x: float
    y: float
    moment: Moment
    look: str
    """`made`, `read`, `late`, `binds` or `deletes`."""
    to: float | None
    """How far up the line goes that joins it with the bar."""
    arc: str
    """The path back to the value that the closure was made with; empty without one."""
    standing: bool
    """Whether the arc is seen at other steps as well: that of the first late read of a line is, if they are few."""
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a lane."""

    y: float
    text: str
    detail: str
    told: str
    row: int | None

    @property
    def width(self) -> float:
        """How wide it can get."""
        return max(cell_len(self.text) * (_NAME if self.detail else _LETTER), cell_len(self.detail) * _DETAIL)


@dataclass(frozen=True, slots=True)
class DrawnThread:
    """The line of a closure."""

    x: float
    end: float
    y: float
    opens: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A window, drawn."""

    window: Window
    moments: tuple[Moment, ...]
    step: float
    """How wide a step is."""
    width: float
    height: float
    label_width: float
    bars: tuple[Bar, ...]
    threads: tuple[DrawnThread, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    told: str
    """What it is, for those who cannot see it."""

    @property
    def ticks(self) -> Iterator[tuple[float, int]]:
        """Where the numbers of steps stand."""
        for step in range(self.window.first, self.window.last + 1):
            if self.step == _WIDE or step == self.window.first or (step + 1) % _EVERY == 0:
                yield (step - self.window.first + 0.5) * self.step, step + 1


def drawings(timeline: Timeline) -> Iterator[Drawing]:
    """A drawing for each window."""
    chart = Chart(timeline)
    every = tuple(moments(timeline))
    names = Names(timeline)
    for window in chart.windows:
        yield _Board(chart, names, window, every[window.first : window.last + 1]).drawn()


class _Board:
    """Where things stand in one window."""

    def __init__(self, chart: Chart, names: Names, window: Window, every: tuple[Moment, ...]) -> None:
        self._chart, self._names, self._window, self._moments = chart, names, window, every
        steps = window.last - window.first + 1
        self._step = min(_WIDE, max(_NARROW, _GOOD // steps))
        self._tops: dict[int, float] = {}
        """Where the bar of each variable is."""
        late = [moment for moment in every if moment.late]
        self._with_arcs = {each.event.variable for each in late}
        self._few = len({each.event.closure for each in late}) <= _STANDING

    def drawn(self) -> Drawing:
        bars: list[Bar] = []
        threads: list[DrawnThread] = []
        marks: list[Mark] = []
        labels: list[Label] = []
        rows = list(self._placed())
        for y, row in rows:
            if isinstance(row, Lane):
                self._tops[row.variable.number] = y
        for y, row in rows:
            if isinstance(row, Lane):
                bars += (self._bar(stretch, row.variable.number, y) for stretch in row.stretches)
                labels.append(self._lane_label(row, y))
            else:
                middle = y + _THREAD / 2
                threads.append(DrawnThread(self._x(row.first), self._x(row.last), middle, row.opens))
                marks += self._marks(row, middle)
                labels.append(self._thread_label(row, y))
        marks += self._marks_in_bars()
        end = rows[-1] if rows else (_AXIS, None)
        height = end[0] + (_LANE if isinstance(end[1], Lane) else _THREAD) + _BELOW
        width = self._step * (self._window.last - self._window.first + 1)
        return Drawing(
            self._window,
            self._moments,
            self._step,
            width,
            height,
            max((each.width for each in labels), default=0.0) + 16,
            tuple(bars),
            tuple(threads),
            tuple(marks),
            tuple(labels),
            self._told(),
        )

    def _placed(self) -> Iterator[tuple[float, Lane | Thread]]:
        y = float(_AXIS)
        for group in self._window.groups:
            for row in group:
                y += _ARC if isinstance(row, Lane) and row.variable.number in self._with_arcs else 0
                yield y, row
                y += _LANE if isinstance(row, Lane) else _THREAD
            y += _BETWEEN

    def _x(self, step: int) -> float:
        """The middle of a step."""
        return (step - self._window.first + 0.5) * self._step

    def _bar(self, stretch: Stretch, variable: int, y: float) -> Bar:
        left = (stretch.first - self._window.first) * self._step
        width = (stretch.last - stretch.first + 1) * self._step
        value = "not bound" if stretch.shown is None else self._chart.timeline.values[stretch.shown]
        text = "" if stretch.idle else shortened(value, int((width - 8) / _LETTER))
        return Bar(left, y, width, stretch, variable, self._colour(variable, stretch.value), text, value)

    def _colour(self, variable: int, value: int | None) -> int:
        return self._chart.colours[variable].get(value, 0) % COLOURS if value is not None else 0

    def _marks(self, thread: Thread, y: float) -> Iterator[Mark]:
        standing = self._few
        for step in thread.steps:
            moment = self._moments[step - self._window.first]
            arc = self._arc(moment) if moment.late else ""
            tops = [self._tops[each] + _BAR for each in moment.variables if each in self._tops]
            colour = self._got(moment.event)
            yield Mark(self._x(step), y, moment, _look(moment), min(tops, default=None), arc, standing, colour)
            standing = standing and not moment.late

    def _marks_in_bars(self) -> Iterator[Mark]:
        """What the code around the closures did, but for binding: there the bar begins."""
        for moment in self._moments:
            event = moment.event
            if event.closure is None and event.kind == "read" and event.variable in self._tops:
                y = self._tops[event.variable] + _BAR + 5
                yield Mark(self._x(moment.number - 1), y, moment, "read", None, "", False, self._got(event))

    def _got(self, event: Event) -> int | None:
        """The colour of the value that was read or bound."""
        if event.variable is None or event.value is None:
            return None
        return self._colour(event.variable, event.value)

    def _arc(self, moment: Moment) -> str:
        """Over the bar, from the value that was read late back to the one that the closure was made with."""
        event = moment.event
        if moment.since is None or event.variable not in self._tops:
            return ""
        x, back, y = self._x(moment.number - 1), max(self._x(moment.since), 0), self._tops[event.variable] - 2
        bend = min((x - back) / 3, self._step)
        crown = y - _ARC * 1.2
        return f"M{x:.1f} {y:.1f}C{x - bend:.1f} {crown:.1f} {back + bend:.1f} {crown:.1f} {back:.1f} {y:.1f}"

    def _lane_label(self, lane: Lane, y: float) -> Label:
        name = self._names.variables[lane.variable.number]
        owner = self._names.owner(lane.variable)
        row = next((each.row for each in lane.stretches if each.row is not None), None)
        return Label(y, _label(name), shortened(owner, _DETAILS), f"{name.plain}, {owner}", row)

    def _thread_label(self, thread: Thread, y: float) -> Label:
        first = self._names.closures[thread.closures[0]]
        row = self._chart.timeline.closures[thread.closures[0]].span.row
        count = len(thread.closures)
        if count == 1:
            return Label(y, _label(first), "", f"{first.plain}, made in line {row}", row)
        text = _label(first, f" ×{count:,}")
        return Label(y, text, "", f"{count:,} that were made in line {row}; the first is {first.plain}", row)

    def _told(self) -> str:
        late = sum(moment.late for moment in self._moments)
        steps = f"Steps {self._window.first + 1:,} to {self._window.last + 1:,} from left to right"
        return f"{steps}: what each variable held, and what closures did with it. {late:,} of the reads are late."


def _look(moment: Moment) -> str:
    if moment.late:
        return "late"
    return {"bound": "binds", "deleted": "deletes"}.get(moment.event.kind, moment.event.kind)


def _label(name: Name, behind: str = "") -> str:
    """The name, cut if need be, but with what tells it from others at its end."""
    behind = behind or name.plain.removeprefix(name.text)
    return f"{shortened(name.text, _NAMES - len(behind))}{behind}"
