"""Names that have no value when a closure reads them: deleted, out of an `except`, closed by `with`, not bound yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellophane.source.sift.needs import Needs
from cellophane.source.sift.parts import AROUND, Part, Parts, makes_closures
from cellophane.source.text.blocks import block_end

_DELETED = re.compile(r"\bdel\b([^\n;]*(?:\\\n[^\n;]*)*)")
_CAUGHT = re.compile(r"\bexcept\b[^:]*?\bas[ \t\\\n]+(\w+)")
_WITH = re.compile(r"\n([ \t]*+)(?:async[ \t\\\n]++)?with\b")
_NAME = re.compile(r"\w+")


def deletes(part: Part) -> bool:
    """Whether a function deletes a name that is captured in it."""
    if "del" not in part.text:
        return False
    if part.captured is None or "(" in "".join(_DELETED.findall(part.text)):
        return part.has_closures  # targets may go on behind the line
    deleted = {name for targets in _DELETED.findall(part.text) for name in _NAME.findall(targets)}
    return any(name in deleted or name.startswith("_") for name in part.captured)


def handled(parts: Parts) -> Iterator[tuple[int, int]]:
    """The functions with an `except … as name` that captures that name; the same of code around functions."""
    for part in parts.functions:
        if "except" in part.text and part.has_closures:
            caught = set(_CAUGHT.findall(part.text))
            if part.captured is None or not caught.isdisjoint(part.captured):
                yield part.rows
    caught = set(_CAUGHT.findall(parts.top))
    if caught:
        found = [part.rows for part in parts.mentioning(caught)]
        if found or makes_closures(parts.top):
            yield AROUND
            yield from found


def in_blocks(parts: Parts) -> Iterator[tuple[int, int]]:
    """The blocks of `with … as name` that make closures."""
    text = "\n" + parts.text
    row, seen = 0, 0
    for header in _WITH.finditer(text):
        start = header.start() + 1
        end = block_end(text, start, header[1])
        if end is not None and makes_closures(text[header.end() : end]) and " as" in text[start:end]:
            row += text.count("\n", seen, start)
            seen = start
            yield row, row + text.count("\n", start, end) - 1


def early(parts: Parts, needs: Needs) -> Iterator[tuple[int, int]]:
    """The functions that capture something, and those that code around functions may call before that is done."""
    captures = (part for part in parts.functions if part.captured is None or part.captured)
    yield from (part.rows for part in captures if part.may_matter(needs))
    named = {part.name for part in parts.functions}
    called = {match[1] for match in _CALLED.finditer(parts.top) if match[1] in named}
    found = [part.rows for part in parts.functions if part.name in called]
    if found or makes_closures(_HEADER.sub("", parts.top)):
        yield AROUND
        yield from found


_CALLED = re.compile(r"(?<![\w.])(?<!def )(\w+)\b")
_HEADER = re.compile(r"\bdef\b")
