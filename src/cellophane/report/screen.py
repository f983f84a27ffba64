"""The consoles of `rich` that cellophane prints with; there are no others.

It decides where cellophane wants something else than `rich`, which knows about terminals, colours and widths. In a
notebook, `rich` would show what it prints at once and write nothing: what is asked for as a text would be empty.
"""

from __future__ import annotations

import io
import os
from typing import Literal, TextIO

from rich.console import Console, RenderableType

_HTML = '<pre style="line-height: 1.3">{code}</pre>'

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


def plain_text(shown: RenderableType, width: int) -> str:
    """What is shown so wide, without colours, with a line end after each line and no spaces before it.

    >>> plain_text("all that is said", 8)
    'all that\\nis said\\n'
    """
    console = _console(width)
    console.print(shown)
    return "".join(f"{line.rstrip()}\n" for line in console.file.getvalue().splitlines())  # type: ignore[attr-defined]


def as_html(shown: RenderableType, width: int = 100) -> str:
    """The same with colours, for a notebook."""
    console = _console(width, record=True)
    console.print(shown)
    return console.export_html(inline_styles=True, code_format=_HTML)


def _console(width: int, *, record: bool = False) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        record=record,
        color_system="auto" if record else None,
        highlight=False,
        markup=False,
        emoji=False,
        force_jupyter=False,
    )
