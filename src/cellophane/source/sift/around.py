"""The code around functions: what it binds, which classes it has, and which bare words functions say.

It is a fifth of a text, and read whenever anything of a file is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from cellophane.source.sift import tables
from cellophane.source.sift.parts import Part, Parts
from cellophane.source.sift.tables import Table

TOP = (0, 0)
"""The region of all code around functions: it has no row of a function."""
_BARE = re.compile(r"(?<![\w.])[^\W\d]\w*+")
_WORD = re.compile(r"\.?\w++")
"""A word; with its dot if it is an attribute, which makes it none of the words that are looked for."""
_GLOBAL = re.compile(r"\bglobal\b((?:[^\n;\\]|\\\n)*+)")


class Around:
    """What code around the functions of a text has."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._said: dict[Part, frozenset[str]] = {}

    @cached_property
    def table(self) -> Table | None:
        """Its symbols; none if they cannot be told."""
        return tables.table(self.parts.top)

    @cached_property
    def bound(self) -> set[str]:
        """The names that the module binds, by its own code or by `global` anywhere."""
        declared = {name for names in _GLOBAL.findall(self.parts.text) for name in _BARE.findall(names)}
        return declared | (tables.bound(self.table) if self.table is not None else set())

    @cached_property
    def classes(self) -> dict[int, tuple[set[str], ...]]:
        """Of each row with a `def` in a class, the names that the classes around it have."""
        return dict(_methods(self.table, ())) if self.table is not None else {}

    def said(self, part: Part) -> frozenset[str]:
        """The words that a function says behind its own name, not as attributes."""
        if part not in self._said:
            self._said[part] = frozenset(_WORD.findall(part.text, part.text.find(part.name) + len(part.name)))
        return self._said[part]


def _methods(one: Table, around: tuple[set[str], ...]) -> Iterator[tuple[int, tuple[set[str], ...]]]:
    if tables.is_class(one):
        around = (*around, tables.bound(one))
    for inner in one.children:
        if tables.is_function(inner) and around:
            yield inner.lineno, around
        yield from _methods(inner, around)


@lru_cache(maxsize=1)
def around_of(parts: Parts) -> Around:
    """That of a text: several rules ask for it, one after another."""
    return Around(parts)
