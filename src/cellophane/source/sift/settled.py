"""Whether a function gives a name its value before anything else is done with it, as its text has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellophane.source.sift.parts import Part

_FIRST = re.compile(r"(?:[ \t]*+(?:#[^\n]*+)?\n)*+([ \t]++)(?!\\)")
"""The indentation of the first statement of a body."""
_ASSIGNS = re.compile(r"[ \t]*+=(?!=)[^\n()\[\]{}\\]*+(?:\([^\n()\[\]{}\\]*+\)[^\n()\[\]{}\\]*+)*+\Z")
"""An assignment that ends in its row: brackets in it are closed there."""
_OPEN = re.compile(r"(?:[,(\\]|#[^\n]*)[ \t]*\n\s*\Z")
"""What may stand before an argument with a keyword, or within a string that goes on."""


def is_settled(part: Part, name: str) -> bool:
    """Whether a function begins with a plain statement that gives a name its value, as far as the name is concerned.

    It stands in the outermost block, in no string and no bracket, on one row, and does not read the name itself.
    """
    text, first = part.text, _FIRST.match(part.text, part.body)
    found = _places(text, name, part.body)
    place = next(found, -1)
    end = text.find("\n", place)
    if first is None or place < 0 or next(found, end) < end:
        return False
    start = text.rfind("\n", 0, place) + 1
    row = text[place:end]
    return (
        text[start:place] == first[1]
        and _ASSIGNS.match(row, len(name)) is not None
        and text.count('"""', 0, end) % 2 == 0
        and text.count("'''", 0, end) % 2 == 0
        and _OPEN.search(text, max(0, start - 300), start) is None
    )


def _places(text: str, name: str, start: int) -> Iterator[int]:
    """Where a name stands that is no attribute."""
    place = text.find(name, start)
    while place >= 0:
        before, behind = text[place - 1], text[place + len(name) : place + len(name) + 1]
        if before != "." and not before.isalnum() and before != "_" and not behind.isalnum() and behind != "_":
            yield place
        place = text.find(name, place + len(name))
