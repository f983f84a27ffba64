"""Which values can stand among the constants of code, and stay what they are.

When a code object is made, the interpreter puts one text in the place of all that could be names and are equal to it,
also inside tuples, which it changes where they are, and inside frozensets, which it makes anew, by recursion. All other
values are left alone. (`intern_constants` in CPython's `Objects/codeobject.c`.)
"""

from __future__ import annotations

import re
import sys
from typing import Any

_NAME = re.compile(r"[A-Za-z0-9_]*")
_LONGEST = 4_096
"""Texts that are interned are never freed on some Pythons: nobody needs such a long name."""
_MOST = 1_000
"""So many items of tuples in tuples are looked at."""
_DEEPEST = 20


def keeps(value: Any) -> bool:
    """Whether the value, as a constant, would be the very same object with the very same content.

    >>> known = "known_text"
    >>> keeps(3), keeps("two words"), keeps(known), keeps(([], known))
    (True, True, True, True)
    >>> other = "".join(["known_", "text"])
    >>> other == known, keeps(other), keeps((1, (other,)))
    (True, False, False)
    """
    level, seen = [value], 0
    for _ in range(_DEEPEST):
        inside: list[Any] = []
        for one in level:
            kind = type(one)
            if kind is str and not _is_itself(one):
                return False
            if kind is tuple or kind is frozenset:
                inside += one
        seen += len(inside)
        if not inside:
            return True
        if seen > _MOST:
            return False
        level = inside
    return False


def _is_itself(text: str) -> bool:
    """Whether the text is the one that would be put in its place. Asking makes it so, if there is none yet."""
    if _NAME.fullmatch(text) is None:
        return True
    return len(text) <= _LONGEST and sys.intern(text) is text
