"""The source in the bytes of a document: of a file of Python, or of a notebook if its name says so."""

from __future__ import annotations

from cellophane.model.problem import Problem
from cellophane.source.text.source import Source, from_bytes


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
