"""A rule's page for people: its Markdown as a terminal can show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions
from rich.markdown import Markdown
from rich.segment import Segment
from rich.theme import Theme

_THEME = Theme({"markdown.code": "bold cyan", "markdown.h1": "bold"})
"""What comes with `rich` puts words of code on black, also where the terminal is light."""
_CODE = "ansi_dark"
"""The colours of the terminal itself, on its own ground."""


@dataclass(frozen=True, slots=True)
class RulePage:
    """Something that a `rich` console can print."""

    markdown: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        with console.use_theme(_THEME):
            yield from console.render(Markdown(self.markdown, code_theme=_CODE), options)
