"""A line of several parts that breaks between them where it is too long for the screen, and goes on indented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions
from rich.text import Text

_BETWEEN = "  "
_INDENT = 4
"""Columns in front of what goes on."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """Parts on one line as far as there is room; one that is too long by itself breaks between its words."""

    parts: Sequence[Text]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        first, *others = self._lines(console, options.max_width)
        yield first
        for line in others:
            yield Text.assemble(" " * _INDENT, line)

    def _lines(self, console: Console, width: int) -> list[Text]:
        narrower = max(width - _INDENT, 1)
        lines: list[Text] = []
        for part in self.parts:
            joined = Text.assemble(*lines[-1:], _BETWEEN if lines else "", part)
            if joined.cell_len <= (narrower if len(lines) > 1 else width):
                lines[-1:] = [joined]
            else:
                lines += part.wrap(console, narrower)
        for line in lines:
            line.rstrip()
        return lines
