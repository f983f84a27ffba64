"""Docstrings for Sphinx: they are written with the single backticks of Markdown, and it reads reStructuredText."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

_EXAMPLE = re.compile(r"((?:^[ ]*>>> .*\n(?:[ ]*\S.*(?:\n|\Z))*)+)", re.MULTILINE)
"""What was typed, and what came of it, to the next empty line."""
_CODE = re.compile(r"(?<!`)(?P<ticks>`+)(?P<space> ?)(?P<code>.+?)(?P=space)(?P=ticks)(?!`)", re.DOTALL)


def restructured(text: str) -> str:
    r"""A docstring with its code as reStructuredText marks it; examples stay as they are.

    >>> restructured("`a` and `b\nc`\n\n>>> print('`a`')\n`a`\n")
    "``a`` and ``b\nc``\n\n>>> print('`a`')\n`a`\n"
    """
    parts = _EXAMPLE.split(text)
    parts[::2] = [_CODE.sub(r"``\g<code>``", prose) for prose in parts[::2]]
    return "".join(parts)


def _process(app: Sphinx, kind: str, name: str, thing: object, options: Any, lines: list[str]) -> None:
    lines[:] = restructured("\n".join(lines)).split("\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.connect("autodoc-process-docstring", _process)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
