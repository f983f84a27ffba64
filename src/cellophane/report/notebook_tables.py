"""Small tables for notebooks: what `state`, its snapshots, sizes and `hoard` give, as HTML.

It decides which columns there are; how a table looks is for the notebook to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from cellophane.live.hoard import Hoard, Holding, Kept
from cellophane.live.preview import preview
from cellophane.live.sizes import Sizes
from cellophane.report.visible import visible
from cellophane.rework.state import Snapshot, State

_LEFT, _RIGHT = "text-align: left", "text-align: right"


def state(view: State) -> str:
    """Each variable and its value now."""
    rows = [(name, told, "constant" if name in view.constant else "") for name, told in view.previews().items()]
    return _table(f"State of {view.function}", ("variable", "value", ""), rows)


def snapshot(taken: Snapshot) -> str:
    """Each variable and what it held."""
    rows = [(name, preview(value)) for name, value in taken.held.items()]
    return _table("Snapshot", ("variable", "value"), [*rows, *((name, "<empty>") for name in sorted(taken.empty))])


def sizes(found: Sizes) -> str:
    """The bytes of a closure, then of each variable."""
    rows = [("", found.shallow, found.deep, found.retained)]
    rows += [(name, one.shallow, one.deep, one.retained) for name, one in found.variables.items()]
    told = [(name, *(f"{each:,}" for each in numbers)) for name, *numbers in rows]
    note = "" if found.complete else f"These are the least that it can be: {found.note}"
    return _table("Bytes", ("variable", "of its own", "in reach", "freed with it"), told, note, numbers=(1, 2, 3))


def hoard(found: Hoard) -> str:
    """Each holding, then its variables."""
    rows = [row for entry in found for row in (_holding(entry), *map(_kept, entry.worth_a_line))]
    return _table("Kept alive by closures", ("bytes", "kept by", "place or advice"), rows, found.summary, numbers=(0,))


def _holding(entry: Holding) -> tuple[str, ...]:
    least = "" if entry.complete else "≥ "
    return f"{least}{entry.retained:,}", f"{entry.name}{entry.others}", entry.place


def _kept(kept: Kept) -> tuple[str, ...]:
    return f"{kept.retained:,}", f"    {kept.name}: {kept.type or 'empty'}", kept.culprit


def _table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], note: str = "", numbers: Sequence[int] = ()
) -> str:
    """A table with a title above and a note below. Columns with these `numbers` stand at the right."""
    styles = [_RIGHT if place in numbers else f"{_LEFT}; white-space: pre-wrap" for place in range(len(header))]
    lines = [_row("th", header, styles), *(_row("td", row, styles) for row in rows)]
    below = f"<p>{_safe(note)}</p>" if note else ""
    return f'<table><caption style="{_LEFT}">{_safe(title)}</caption>{"".join(lines)}</table>{below}'


def _row(tag: str, cells: Sequence[str], styles: Sequence[str]) -> str:
    inside = (f'<{tag} style="{style}">{_safe(cell)}</{tag}>' for cell, style in zip(cells, styles, strict=True))
    return f"<tr>{''.join(inside)}</tr>"


def _safe(text: str) -> str:
    return escape(visible(text))
