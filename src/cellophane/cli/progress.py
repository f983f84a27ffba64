"""A progress bar for runs that make people wait, and whether anybody does."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_now = time.monotonic

PATIENCE = 1.0
"""Seconds until there is a bar."""


def is_attended(quiet: bool) -> bool:
    """Whether somebody sits before the run and may wonder how long it takes.

    Under pre-commit nobody does: it gives hooks a terminal for their colours, and shows afterwards what they wrote.
    """
    return not quiet and sys.stderr.isatty() and "PRE_COMMIT" not in os.environ


def followed(items: Iterable[Item], total: int) -> Iterator[Item]:
    """Pass items on, with a bar on standard error once it has taken longer than people like to wait."""
    begun = _now()
    waiting = iter(items)
    for done, item in enumerate(waiting, start=1):
        yield item
        if _now() - begun > PATIENCE:
            yield from _with_bar(waiting, done, total)


def _with_bar(items: Iterator[Item], done: int, total: int) -> Iterator[Item]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from cellophane.report.screen import Screen

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn())
    # Its own refreshing thread would make forking unsafe, so it is refreshed from here.
    with Progress(*columns, console=Screen(sys.stderr), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("checking", total=total, completed=done)
        shown = 0.0
        for item in items:
            yield item
            bar.advance(task)
            if _now() - shown > 0.1:
                bar.refresh()
                shown = _now()
