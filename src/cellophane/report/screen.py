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
    """A console for text that must come out as it is: nothing highlighted, wrapped or taken for markup."""

    def __init__(self, stream: TextIO) -> None:
        # `rich` leaves bold and faint text under NO_COLOR, in escape sequences that nobody asked for.
        colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
        told = stream.isatty() or os.environ.get("COLUMNS", "").isdigit()
        super().__init__(
            file=stream,
            color_system=colours,
            width=None if told else _UNKNOWN_WIDTH,
            soft_wrap=True,
            highlight=False,
            markup=False,
            emoji=False,
            force_jupyter=False,
        )

    def on_broken_pipe(self) -> None:
        """Let the command decide what it means that nobody reads on; `rich` would exit."""
        raise BrokenPipeError
