"""A file that a command reads without checking it."""

from __future__ import annotations

import os
import sys

from cellophane.source.text.documents import decoded
from cellophane.source.text.source import Source, Unreadable, read_bytes


def read(path: str) -> Source:
    """The text of a file; of a notebook, that of its code cells: those that are passed over are told. Raises
    `Unreadable`."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise Unreadable("is a directory" if os.path.isdir(path) else "is no regular file")
    source, problems = decoded(read_bytes(path), path)
    for problem in problems:
        print(f"{path}: cell {problem.cell} is passed over: {problem.message}", file=sys.stderr)
    return source
