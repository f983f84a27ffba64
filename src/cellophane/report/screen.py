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
