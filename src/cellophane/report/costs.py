"""What the forms of a function cost, as a table with a small chart.

    power.<locals>.<lambda>, called as <lambda>(7)

    form     per call  spread  beside the closure          memory
    bound     37.2 ns      1%  ━━━━━━━━━━━━━━━━━━━━━ 0.93   602 B
    closure   40.1 ns      1%  ━━━━━━━━━━━━━━━━━━━━━━ 1.00   288 B

It decides what stands in a row, quickest first; `rich` draws.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from cellophane.model.cost import Cost, FormCost, Spread
from cellophane.report.screen import as_html, plain_text
from cellophane.report.visible import visible

_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))
_SHORTEST_BAR, _LONGEST_BAR = 1, 24
"""Columns of the longest bar in a chart."""


def render(cost: Cost) -> Group:
    """The table, and a line for each form that could not be made."""
    return Group(*_parts(cost))


def text(cost: Cost, width: int = 100) -> str:
    """The same as plain text with a line end after each line."""
    return plain_text(render(cost), width)


def html(cost: Cost) -> str:
    """The same for a notebook."""
    return as_html(render(cost))


def as_json(cost: Cost) -> str:
    """One JSON object, whose fields are those of `model.cost`; what is not known is null."""
    return json.dumps(cost.to_dict(), indent=2) + "\n"


def _parts(cost: Cost) -> Iterator[RenderableType]:
    yield Text.assemble((visible(cost.function), "bold"), f", called as {visible(cost.call)}" if cost.rounds else "")
    yield ""
    yield _table(cost)
    left_out = [one for one in cost.forms if one.reason]
    if left_out:
        yield ""
    for one in left_out:
        yield Text(f"no {one.form} form: {visible(one.reason)}", "dim")
    yield ""
    if not cost.reliable:
        yield Text(_doubt(cost), "bold yellow")
    if cost.note:
        yield Text(visible(cost.note))
    if cost.rounds:
        yield Text(
            f"Medians of {cost.rounds:,} turns of {cost.calls:,} calls; the spread is that of the middle half.", "dim"
        )
    yield Text("Memory is that of each further one, without the values.", "dim")


def _doubt(cost: Cost) -> str:
    widest = max(one.seconds.width for one in cost.forms if one.seconds)
    return (
        f"These times are not to be believed: those of one form spread over {widest:.0%} of their median, as on a busy "
        "machine. Run it again when nothing else does."
    )


def _table(cost: Cost) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("form", no_wrap=True, min_width=7)
    if cost.rounds:
        table.add_column("per call", justify="right", no_wrap=True, min_width=8)
        table.add_column("spread", justify="right")
        table.add_column("beside the closure")
        table.add_column("", no_wrap=True, min_width=4)
    table.add_column("memory", justify="right", no_wrap=True)
    there = [one for one in cost.forms if not one.reason]
    most = max((one.ratio.median for one in there if one.ratio), default=1.0)
    for one in sorted(there, key=lambda one: one.ratio.median if one.ratio else 0):
        cells = _times(one, most) if one.seconds and one.ratio else []
        table.add_row(one.form, *cells, f"{one.bytes:,} B", style="bold" if one.form == cost.forms[0].form else "")
    return table


def _times(one: FormCost, most: float) -> list[RenderableType]:
    assert one.seconds
    assert one.ratio
    bar = _Bar(one.ratio.median / most)
    return [_duration(one.seconds), _relative(one.seconds), bar, f"{one.ratio.median:.2f}"]


class _Bar:
    """A bar as long as its share of the column."""

    def __init__(self, share: float) -> None:
        self._share = share

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        columns = max(1, round(min(options.max_width, _LONGEST_BAR) * self._share))
        yield Text(("-" if options.ascii_only else "━") * columns, "cyan")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(_SHORTEST_BAR, _LONGEST_BAR)


def _duration(seconds: Spread) -> str:
    """A time in the unit that leaves few digits.

    >>> _duration(Spread(3.7e-8, 3.72e-8, 3.8e-8))
    '37.2 ns'
    """
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds.median >= size), _UNITS[-1])
    return f"{seconds.median / size:.1f} {unit}"


def _relative(seconds: Spread) -> str:
    """The range in which the middle half of the times lies, of their median."""
    return f"{seconds.width:.0%}" if seconds.median else ""
