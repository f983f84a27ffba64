"""What fixes change, as a unified diff that `patch` and `git apply` take; for people, in colours."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from difflib import diff_bytes, unified_diff
from typing import TYPE_CHECKING

from cellophane.check.checked import Checked, Mended

if TYPE_CHECKING:  # most diffs are read by no people
    from rich.console import Console

_STYLES = {b"@": "cyan", b"-": "red", b"+": "green"}
"""Of lines that begin so, below the two that name the file."""


def render(files: Iterable[Checked]) -> Iterator[bytes]:
    """The lines of the diffs of all files, one after the other, in the bytes that the files are in."""
    for checked in files:
        if checked.mended is not None and checked.mended.changes:
            yield from _lines(os.fsencode(checked.filename), checked.mended)


def coloured(lines: Iterable[bytes], console: Console) -> Iterator[bytes]:
    """The lines of the diff of one file, in as many colours as this console shows; as they are if it shows none."""
    from rich.console import COLOR_SYSTEMS
    from rich.style import Style

    shown = COLOR_SYSTEMS[console.color_system] if console.color_system else None
    for number, line in enumerate(lines):
        style = Style.parse("bold" if number < 2 else _STYLES.get(line[:1], "none"))
        text = line.rstrip(b"\r\n")  # in Latin-1, any bytes are text, and the same bytes again
        yield style.render(text.decode("latin-1"), color_system=shown).encode("latin-1") + line[len(text) :]


def _lines(filename: bytes, mended: Mended) -> Iterator[bytes]:
    for line in diff_bytes(unified_diff, _split(mended.before), _split(mended.after), filename, filename):
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _split(data: bytes) -> list[bytes]:
    """The lines with their ends. Only line feeds end them: a diff shows carriage returns before them as they are."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
