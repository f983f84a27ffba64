"""The source in the bytes of a document: of a file of Python, or of a notebook if its name says so."""

from __future__ import annotations

import os

from cellophane.model.problem import Problem
from cellophane.source.text.source import Source, Unreadable, from_bytes, read_bytes


def is_notebook(filename: str) -> bool:
    """Whether a file is a notebook, by its name.

    >>> is_notebook("a.ipynb"), is_notebook("a.py")
    (True, False)
    """
    return filename.endswith(".ipynb")


def decoded(data: bytes, filename: str) -> tuple[Source, tuple[Problem, ...]]:
    """The source, and the cells of a notebook that are no Python. Raises `Unreadable`."""
    if not is_notebook(filename):
        return from_bytes(data, filename), ()
    from cellophane.source.text import notebooks  # hardly a run has one

    return notebooks.from_bytes(data, filename)


def text_at(path: str) -> str:
    """What can be read of a file; nothing of what is no file, or is not there."""
    try:
        if not os.path.isfile(path):  # a pipe would be waited for, and some devices never end
            return ""
        return readable(read_bytes(path), path)
    except Unreadable:
        return ""


def readable(content: bytes, path: str) -> str:
    r"""The text; as much of it as can be told where it is not what it says it is.

    >>> readable(b"x = '\xff'", "a.py")
    "x = '\ufffd'"
    """
    try:
        return decoded(content, path)[0].text
    except (Unreadable, RecursionError):
        return content.decode("utf-8", "replace")
