"""Names that have no value when a closure reads them: deleted, or closed by `with`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellophane.source.sift.parts import Part, Parts, makes_closures
from cellophane.source.text.blocks import block_end

_DELETED = re.compile(r"\bdel\b([^\n;]*(?:\\\n[^\n;]*)*)")
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
