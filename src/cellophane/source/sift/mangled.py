"""Names that a class makes private, read in its functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellophane.source.sift.parts import AROUND, Parts

_PRIVATE = re.compile(r"__(?<![\w.]__)(?!\w*__\b)\w++")
"""A name that a class mangles, and no attribute. A dot may stand in front of one, apart from it."""


def rows(parts: Parts) -> Iterator[tuple[int, int]]:
    """The functions that say a private name which stands elsewhere in the text too, and may be bound there."""
    found = _PRIVATE.findall(parts.text)
    often = {name for name in found if found.count(name) > 1}
    if "class" not in parts.text or not often:
        return
    yield from (part.rows for part in parts.functions if not often.isdisjoint(_PRIVATE.findall(part.text)))
    yield AROUND
