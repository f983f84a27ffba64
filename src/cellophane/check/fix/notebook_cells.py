"""The JSON of a notebook with other text in some of its cells, and every other byte as it was.

It finds where the literals of a cell's lines stand, and writes new ones only for lines that are new.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from json.decoder import JSONDecoder

from cellophane.check.fix import Unfixable

_ODD = "the cell's JSON is written in a way that would not be kept"
_BLANK = re.compile(r"[ \t\n\r]*")
_DECODER = JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class _Literal:
    """A string in the JSON, and where it stands there, its quotes with it."""

    text: str
    start: int
    end: int


def texts(document: str) -> dict[int, str]:
    """The text of each cell that has one, by its number among all cells, from 1.

    >>> texts('{"cells": [{"source": ["a = 1\\\\n", "a"]}]}')
    {1: 'a = 1\\na'}
    """
    return {number: "".join(one.text for one in literals) for number, literals in _cells(document)}


def replaced(document: str, changed: Mapping[int, str]) -> str:
    """The document with other texts in these cells. Raises `Unfixable` for text that cannot be put back alone."""
    pieces, done = [], 0
    for number, literals in _cells(document):
        if number in changed and literals:
            pieces += [document[done : literals[0].start], _written(document, literals, changed[number])]
            done = literals[-1].end
    return "".join([*pieces, document[done:]])


def _written(document: str, literals: Sequence[_Literal], text: str) -> str:
    """The literals of a text, one a line if the cell's were in a list."""
    raw = {one.text: document[one.start : one.end] for one in literals}
    before = document[: literals[0].start].rstrip()
    if not before.endswith("["):
        return _dumped(text, raw)
    if [one.text for one in literals] != _lines("".join(one.text for one in literals)):
        raise Unfixable(_ODD)
    between = {document[one.end : other.start] for one, other in pairwise(literals)} or {
        f",{_margin(document, before)}"
    }
    if len(between) > 1:
        raise Unfixable(_ODD)
    return between.pop().join(raw.get(line) or _dumped(line, raw) for line in _lines(text))


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _margin(document: str, before: str) -> str:
    """The white space between the bracket of a list and its first item."""
    found = _BLANK.match(document, len(before))
    return found[0] if found else ""


def _dumped(text: str, raw: Mapping[str, str]) -> str:
    """A text as JSON, with escapes for what is not ASCII if the literals beside it have them."""
    for ascii_only in (False, True):
        if all(json.dumps(known, ensure_ascii=ascii_only) == literal for known, literal in raw.items()):
            return json.dumps(text, ensure_ascii=ascii_only)
    raise Unfixable(_ODD)


# -- where things stand in the JSON ------------------------------------------------------------------------------


def _cells(document: str) -> Iterator[tuple[int, list[_Literal]]]:
    """Each cell's number and the literals of its text."""
    start = _skipped(document, 1 if document.startswith("\ufeff") else 0)
    top = dict(_members(document, start))
    if "worksheets" in top:  # where cells were kept until format 4
        first = next(_items(document, top["worksheets"]), None)
        top = dict(_members(document, first)) if first is not None else top
    for number, cell in enumerate(_items(document, top["cells"]) if "cells" in top else (), start=1):
        inside = dict(_members(document, cell)) if document[cell] == "{" else {}
        at = inside.get("source", inside.get("input"))
        if at is not None:
            yield number, list(_literals(document, at))


def _literals(document: str, at: int) -> Iterator[_Literal]:
    for start in _items(document, at) if document[at] == "[" else [at]:
        if document[start] == '"':
            text, end = _DECODER.raw_decode(document, start)
            yield _Literal(text, start, end)


def _members(document: str, at: int) -> Iterator[tuple[str, int]]:
    """The keys of the object that stands here, and where their values begin."""
    at = _skipped(document, at + 1)
    while document[at] == '"':
        key, at = _DECODER.raw_decode(document, at)
        at = _skipped(document, _skipped(document, at) + 1)
        yield key, at
        at = _next(document, at)


def _items(document: str, at: int) -> Iterator[int]:
    """Where the items of the list that stands here begin."""
    at = _skipped(document, at + 1)
    while document[at] != "]":
        yield at
        at = _next(document, at)


def _next(document: str, at: int) -> int:
    """Where the value behind this one begins, or what it is in ends."""
    _, end = _DECODER.raw_decode(document, at)
    end = _skipped(document, end)
    return _skipped(document, end + 1) if document[end] == "," else end


def _skipped(document: str, at: int) -> int:
    found = _BLANK.match(document, at)
    return found.end() if found else at
