"""What a stream can show: colours, frames, how many columns.

It decides whether to use them: colours on a terminal only, unless `FORCE_COLOR` asks for them or `NO_COLOR`
forbids them; drawn frames only where the encoding has their characters. It writes nothing.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TextIO

_CODES = {
    "code": "1;31",
    "place": "1",
    "frame": "2",
    "made": "36",
    "kept": "33",
    "rebound": "35",
    "called": "31",
    "read": "1;31",
    "help": "1;32",
    "faint": "2",
}


@dataclass(frozen=True, slots=True)
class Canvas:
    """The means at hand."""

    colour: bool = False
    drawn: bool = True
    """Whether frames are drawn with box characters; otherwise with ASCII."""
    width: int = 100
    """In columns."""

    def paint(self, style: str, text: str) -> str:
        """The text in one of the styles, if there are colours.

        >>> Canvas().paint("help", "help:")
        'help:'
        """
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colour and text else text


def canvas(stream: TextIO) -> Canvas:
    """What this stream can show."""
    return Canvas(
        colour=_colours(stream),
        drawn=_draws(stream),
        width=max(40, shutil.get_terminal_size((100, 24)).columns),
    )


def _colours(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _draws(stream: TextIO) -> bool:
    try:
        "╭╰─│━┆…".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
