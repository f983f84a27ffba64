"""Functions that bind a name which is bound around them as well."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellophane.source.sift import tables
from cellophane.source.sift.parts import AROUND, Part, Parts
from cellophane.source.sift.tables import Table


def rows(parts: Parts) -> Iterator[tuple[int, int]]:
    """The functions in which a function has a variable that is called as one around it, or as one of the module."""
    if parts.table is None:
        yield AROUND
        yield from (part.rows for part in parts.functions)
        return
    module = tables.bound(parts.table)
    for one in tables.everywhere(parts.table):
        module |= tables.declared_global(one)
    for part in parts.functions:
        if part.table is None or _has_namesake(part, part.table, module):
            yield part.rows
    if any("def" in line for line in _one_liners(parts)):
        yield AROUND


_ONE_LINER = re.compile(r"\bdef\b[^\n]*:[ \t]*[^\s#][^\n]*=")


def _one_liners(parts: Parts) -> Iterator[str]:
    """Functions on one line that assign something: code around functions has them."""
    yield from _ONE_LINER.findall(parts.top)


def _has_namesake(part: Part, table: Table, module: set[str]) -> bool:
    for name in tables.assigned(table) & module:
        if not _is_settled(part.text, name):
            return True
    waiting = [(one, tables.bound(table)) for one in table.children]
    while waiting:
        one, around = waiting.pop()
        own = tables.assigned(one) if tables.is_function(one) else set()
        if own & around:
            return True
        if any(not _is_settled(part.text, name) for name in own & module):
            return True
        inner = around | tables.bound(one) if tables.is_function(one) else around
        waiting += [(child, inner) for child in one.children]
    return False


def _is_settled(text: str, name: str) -> bool:
    """Whether the first word of that name in a function is given a value by a plain statement of its body."""
    first = re.search(rf"(?<![\w.]){re.escape(name)}\b(?![ \t]*=[^=\n]*[,)][ \t]*$)", text[text.index("def") :])
    if first is None:
        return False
    start = text.index("def") + first.start()
    body = _FIRST.search(text, _header_end(text))
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start]
    if body is None or before != body[1]:
        return False
    rest = text[start + len(name) : text.find("\n", start)]
    return re.match(r"[ \t]*=(?!=)", rest) is not None and not re.search(rf"\b{re.escape(name)}\b", rest)


_FIRST = re.compile(r"^([ \t]+)(?=[^\s#])", re.MULTILINE)


def _header_end(text: str) -> int:
    found = _HEADER_END.search(text)
    return found.end() if found else 0


_HEADER_END = re.compile(r":[ \t]*(?:#[^\n]*)?\n")
