"""The `rich` console that a run prints with.

It decides where cellophane wants something else than `rich`, which knows about terminals, colours and widths.
"""

from __future__ import annotations

import os
from typing import Literal, TextIO

from rich.console import Console

_UNKNOWN_WIDTH = 100
"""Columns, where no terminal and no variable tells how many there are."""


class Screen(Console):
    """A console for text that must come out as it is: nothing highlighted, wrapped or taken for markup.

    `plain` is for what goes to a file, whatever the terminal is like: without colours, as wide as where nothing tells.
    """

    def __init__(self, stream: TextIO, *, plain: bool = False) -> None:
        super().__init__(
            file=stream,
            color_system=None if plain else _colours(),
            force_terminal=False if plain else None,
            width=_UNKNOWN_WIDTH if plain else _width(stream),
            soft_wrap=True,
            highlight=False,
            markup=False,
            emoji=False,
            force_jupyter=False,
            # `rich` believes these, be they 0, and fails where they are digits of no number.
            _environ={name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")},
        )

    def on_broken_pipe(self) -> None:
        """Let the command decide what it means that nobody reads on; `rich` would exit."""
        raise BrokenPipeError


def _colours() -> Literal["auto", "standard"] | None:
    if os.environ.get("NO_COLOR"):  # `rich` leaves bold and faint text, in escape sequences that nobody asked for
        return None
    # It takes a terminal that says so for one without colours, although somebody insists on them.
    dumb = os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    return "standard" if dumb and os.environ.get("FORCE_COLOR") else "auto"


def _width(stream: TextIO) -> int | None:
    """The columns of the screen; none where the terminal knows."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    return None if stream.isatty() else _UNKNOWN_WIDTH
