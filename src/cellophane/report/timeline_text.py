"""A time line for terminals: a line for each step, with what the variables hold after it; late reads are marked.

    greeters.py: 9 steps, 2 late reads

       step  line                                                               then
          6     4  Lambda #3 is made. It uses `name`, which is `'Cy'` now.      name = 'Cy'
    !     7     4  Lambda #1 reads `name` and gets `'Cy'`. Late: when it …      name = 'Cy'

It decides what stands in a line. The sentences come from `moments`, columns and colours are for `rich`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cellophane.model.timeline import Timeline
from cellophane.report.columns import shortened
from cellophane.report.moments import Moment, Names, moments
from cellophane.report.screen import plain_text
from cellophane.report.visible import visible

_TOGETHER = 500
"""So many steps make a table: `rich` takes longer for one that is longer than for several."""
_MOST = 4
"""Where an activation has more variables, only those are told that the step is about, and of these so many."""
_GAP = 2
"""So many spaces are between columns."""
_VALUE = 24
"""The most columns of a value in the last column; the sentence has all of it."""


def render(timeline: Timeline) -> Group:
    """What there is to say of the whole, and the steps."""
    return Group(*_parts(timeline))


def text(timeline: Timeline, width: int = 100) -> str:
    """The same as plain text with a line end after each line."""
    return plain_text(render(timeline), width)


def _parts(timeline: Timeline) -> Iterator[RenderableType]:
    rows = list(_Held(timeline).rows())
    yield _heading(timeline, sum(moment.late for moment, _ in rows))
    yield from (Text(visible(note), "dim") for note in timeline.notes)
    if timeline.events:
        yield ""
        yield _Steps(rows)
    if timeline.left_out or timeline.error is not None:
        yield ""
    if timeline.left_out:
        yield Text(f"{timeline.left_out:,} more happened after these steps, and are not shown.", "dim")
    if timeline.error is not None:
        yield Text.assemble(("The program ended with an error: ", "bold"), visible(timeline.error))


def _heading(timeline: Timeline, late: int) -> Text:
    name = (visible(timeline.filename), "bold")
    if not timeline.events:
        seen = "no step is shown" if timeline.left_out else "nothing was captured while it ran"
        return Text.assemble(name, f": {seen}")
    reads = (f", {late:,} late {'read' if late == 1 else 'reads'}", "bold red") if late else ", no late reads"
    return Text.assemble(name, f": {len(timeline.events):,} {'step' if len(timeline.events) == 1 else 'steps'}", reads)


class _Steps:
    """A table of all steps, whose columns are no wider than what stands in them."""

    def __init__(self, rows: Sequence[tuple[Moment, str]]) -> None:
        self._rows = [(moment, visible(moment.told), held) for moment, held in rows]
        self._number = max(len("step"), len(f"{len(self._rows)}"))
        self._line = max(len("line"), len(f"{max(moment.event.span.row for moment, _, _ in self._rows)}"))
        self._told = max(cell_len(told) for _, told, _ in self._rows)
        self._held = max(cell_len(held) for _, _, held in self._rows)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        room = options.max_width - 1 - self._number - self._line - 4 * _GAP
        held = min(self._held, max(room * 2 // 5, room - self._told))
        for first in range(0, len(self._rows), _TOGETHER):
            yield self._table(self._rows[first : first + _TOGETHER], max(min(self._told, room - held), 1), max(held, 1))

    def _table(self, rows: Iterable[tuple[Moment, str, str]], told: int, held: int) -> Table:
        table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, show_header=False)
        table.add_column(width=1)
        table.add_column(justify="right", width=self._number)
        table.add_column(justify="right", width=self._line)
        table.add_column(width=told, overflow="fold")
        table.add_column(width=held)
        for moment, sentence, after in rows:
            if moment.number == 1:
                table.add_row("", "step", "line", "", "then", style="dim")
            number, row = f"{moment.number}", f"{moment.event.span.row}"
            table.add_row("!" if moment.late else "", number, row, sentence, after, style="red" if moment.late else "")
        return table


class _Held:
    """What the variables hold as the steps go by."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._names = Names(timeline)
        self._held: dict[int, int | None] = {}
        self._beside: dict[tuple[str, int], list[int]] = {}
        """The variables of each activation, as far as they have come into being."""

    def rows(self) -> Iterator[tuple[Moment, str]]:
        """Each step, with the variables of the activation that it is about as they are after it."""
        for moment in moments(self._timeline):
            self._note(moment)
            groups = dict.fromkeys(self._group(each) for each in moment.variables)
            every = [each for group in groups for each in self._beside[group]]
            shown = every if len(every) <= _MOST else moment.variables[:_MOST]
            yield moment, ", ".join(map(self._shown, shown))

    def _note(self, moment: Moment) -> None:
        event = moment.event
        for each in moment.variables:
            if each not in self._held:
                self._held[each] = None
                self._beside.setdefault(self._group(each), []).append(each)
        if event.variable is not None:
            self._held[event.variable] = None if event.kind == "deleted" else event.shown

    def _group(self, variable: int) -> tuple[str, int]:
        told = self._timeline.variables[variable]
        return told.owner, told.activation

    def _shown(self, variable: int) -> str:
        value = self._held[variable]
        name = visible(self._names.variables[variable].plain)
        return f"{name} not bound" if value is None else f"{name} = {shortened(self._timeline.values[value], _VALUE)}"
