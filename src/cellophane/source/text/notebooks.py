"""Notebooks as source: their code cells one after the other, as they share one namespace.

It decides which cells are Python and what is left of a cell once IPython's own syntax is taken out, so that rows and
columns stay where they were. A cell that cannot be parsed is a problem of that cell alone. It does not run anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from cellophane.model.problem import Problem
from cellophane.source.text.source import Source, Unreadable, with_plain_ends

_PYTHON_CELLS = frozenset(["capture", "memit", "mprun", "prun", "time", "timeit"])
"""Cell magics that are followed by Python that runs in the notebook's namespace; others are other languages."""

_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_LINE_MAGIC = re.compile(r"(\s*)(?:[%!?,;/].*|[\w.]+\?{1,2}\s*|.*[^\s#]\?{1,2}\s*)$")
_ASSIGNED_MAGIC = re.compile(r"(\s*[\w.,\s\[\]'\"*]+=\s*)[%!].*$")


def from_bytes(data: bytes, filename: str) -> tuple[Source, tuple[Problem, ...]]:
    """The source of a notebook, and the cells that are no Python.

    Raises `Unreadable` for what is no notebook. Notebooks of other languages have an empty source.
    """
    problems: list[Problem] = []
    lines: list[str] = []
    starts: list[tuple[int, int]] = []
    for number, text in _code_cells(_document(data)):
        cell = _without_magics(text)
        try:
            Source(filename, cell).parse()
        except Unreadable as error:
            problems.append(Problem(filename, error.message, error.row, error.column, number))
            continue
        starts.append((len(lines) + 1, number))
        lines.extend(cell.split("\n"))
    return Source(filename, "\n".join(lines), tuple(starts)), tuple(problems)


def _document(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable(f"is no notebook: it is not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"is no notebook: bad JSON, {error.msg}", error.lineno, error.colno) from None
    except RecursionError:
        raise Unreadable("is no notebook: its JSON is nested too deeply") from None
    if not isinstance(document, dict) or not isinstance(_cells(document), list):
        raise Unreadable("is no notebook: it has no list of cells")
    return document


def _cells(document: dict[str, Any]) -> Any:
    sheets = document.get("worksheets")  # where cells were kept until format 4
    if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict):
        return sheets[0].get("cells")
    return document.get("cells")


def _code_cells(document: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """The code cells, each with its number among all cells, from 1."""
    if _language(document) not in ("python", "ipython", ""):
        return
    for number, cell in enumerate(_cells(document), start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        text = cell.get("source", cell.get("input", ""))
        if isinstance(text, list):
            text = "".join(piece for piece in text if isinstance(piece, str))
        if isinstance(text, str):
            yield number, with_plain_ends(text)


def _language(document: dict[str, Any]) -> str:
    metadata = document.get("metadata")
    for part, key in (("language_info", "name"), ("kernelspec", "language")):
        described = metadata.get(part) if isinstance(metadata, dict) else None
        name = described.get(key) if isinstance(described, dict) else None
        if isinstance(name, str):
            return name.lower().rstrip("0123456789")
    return ""


def _without_magics(text: str) -> str:
    magic = _CELL_MAGIC.match(text)
    if magic:
        body = text.lstrip("\n").partition("\n")[2]
        blank = "\n" * (text.count("\n") - body.count("\n"))
        return blank + (_without_magics(body) if magic[1] in _PYTHON_CELLS else "\n" * body.count("\n"))
    if not any(mark in text for mark in "%!?"):
        return text
    try:  # `%` and `!` begin lines of sound Python as well, inside brackets and strings
        Source("", text).parse()
    except Unreadable:
        return "\n".join(map(_without_line_magic, text.split("\n")))
    return text


def _without_line_magic(line: str) -> str:
    assigned = _ASSIGNED_MAGIC.match(line)
    if assigned:
        return f"{assigned[1]}None"
    magic = _LINE_MAGIC.match(line)
    return f"{magic[1]}pass" if magic else line
