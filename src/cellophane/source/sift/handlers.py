"""Functions that read the name of an `except … as name`, in whose block or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellophane.source.sift import tables
from cellophane.source.sift.parts import AROUND, Part, Parts, makes_closures

_NAME = re.compile(r"\bas[ \t\\\n]++(\w++)[ \t\\\n]*+:")
"""A name in front of a colon, which that of a handler is; also one of `with`."""
_WORD = re.compile(r"\.?\w++")
"""A word; with its dot if it is an attribute, which makes it none of the words that are looked for."""


def rows(parts: Parts) -> Iterator[tuple[int, int]]:
    """The functions in which a handler's name is captured, and those that read one of the module's own handlers."""
    yield from (part.rows for part in parts.functions if _captures(part))
    caught = set(_NAME.findall(parts.top)) if "except" in parts.top else set()
    if caught:
        if makes_closures(parts.top):
            yield AROUND
        yield from (part.rows for part in parts.functions if _reads(part, caught & _said(part)))


def _said(part: Part) -> set[str]:
    """The words that a function says behind its own name, not as attributes."""
    return set(_WORD.findall(part.text, part.text.find(part.name) + len(part.name)))


def _captures(part: Part) -> bool:
    if "except" not in part.text or not part.has_closures:
        return False
    caught = set(_NAME.findall(part.text))
    if not caught:
        return False
    captured = part.captured
    return captured is None or not caught.isdisjoint(captured) or any(name.startswith("__") for name in caught)


def _reads(part: Part, names: set[str]) -> bool:
    """Whether a function reads one of these names, which is not its own."""
    if not names:
        return False
    if part.table is None or any(name.startswith("__") for name in names):
        return True
    return any(not names.isdisjoint(tables.foreign(one)) for one in tables.everywhere(part.table))
