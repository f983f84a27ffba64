"""Loops and comprehensions that make closures over what they bind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellophane.source.sift import tables
from cellophane.source.sift.parts import Part, Parts, makes_closures
from cellophane.source.text.blocks import block_end
from cellophane.versions import COMPREHENSIONS_ARE_INLINED

_LOOP = re.compile(r"\n([ \t]*+)(?:async[ \t\\\n]++)?(?:for|while)\b")
_SEVERAL = re.compile(r"\bfor\b|\blambda\b")


def in_statements(parts: Parts) -> Iterator[tuple[int, int]]:
    """The rows of each loop statement that binds what a closure in it captures, as far as its text can tell."""
    text = "\n" + parts.text
    row, seen = 0, 0
    for header in _LOOP.finditer(text):
        start = header.start() + 1
        end = block_end(text, start, header[1])
        if end is None:  # prose in a string, as all lines of code can be told
            continue
        if makes_closures(text[header.end() : end]) and _captures_its_own(text[start:end], header[1]):
            row += text.count("\n", seen, start)
            seen = start
            yield row, row + text.count("\n", start, end) - 1


def _captures_its_own(block: str, indentation: str) -> bool:
    """Whether a block binds a name that a function in it captures."""
    code = block if indentation else " " + block.replace("\n", "\n ")
    table = tables.table(f"async def _():\n{code}\n")
    if table is None:
        return True
    own = tables.bound(table.children[0])
    inner = [one for one in tables.everywhere(table.children[0])]
    taken = {name for one in inner for name in tables.captured(one) | tables.declared_global(one)}
    nested = {name for one in inner[1:] for name in tables.captured(one)}
    return bool(own & taken or nested)


def in_comprehensions(part: Part) -> bool:
    """Whether a comprehension of a function may make closures over what it binds."""
    if "for" not in part.text or not part.has_closures or len(_SEVERAL.findall(part.text)) < 2:
        return False
    if part.captured is None:
        return True
    if COMPREHENSIONS_ARE_INLINED:
        return bool(part.captured)
    assert part.table is not None
    return any(one.name in _COMPREHENSIONS and tables.captured(one) for one in tables.everywhere(part.table))


_COMPREHENSIONS = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr"})


def may_be_in_comprehensions(top: str) -> bool:
    """The same of the code around functions, by its words alone."""
    return makes_closures(_HEADERS.sub("", top)) and len(_SEVERAL.findall(top)) > 1


_HEADERS = re.compile(r"\bdef\b")
