"""What fixes change, as a unified diff that `patch` and `git apply` take."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from difflib import diff_bytes, unified_diff

from cellophane.check.checked import Checked, Mended


def render(files: Iterable[Checked]) -> Iterator[bytes]:
    """The lines of the diffs of all files, one after the other, in the bytes that the files are in."""
    for checked in files:
        if checked.mended is not None and checked.mended.changes:
            yield from _lines(os.fsencode(checked.filename), checked.mended)


def _lines(filename: bytes, mended: Mended) -> Iterator[bytes]:
    for line in diff_bytes(unified_diff, _split(mended.before), _split(mended.after), filename, filename):
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _split(data: bytes) -> list[bytes]:
    """The lines with their ends. Only line feeds end them: a diff shows carriage returns before them as they are."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
