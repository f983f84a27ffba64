"""Names that closures read and that get another value."""

from __future__ import annotations

import re
from collections import Counter

from cellophane.source.sift.parts import Part
from cellophane.source.text.unread import spellings

_BOUND = re.compile(
    r"(?<![\w.])([^\W\d]\w*+)(?=[ \t\\\n]*+(?:(?:[-+*/%&|^@:]|//|\*\*|<<|>>)?=(?!=)|[,)\]:]|in\b))"
    r"|\b(?:as|import|def|class)[ \t\\\n]++(\w++)"
)
"""Names where they may be bound. Before a comma or a bracket they are read more often."""


def rebinds(part: Part) -> bool:
    """Whether a function binds a name that is captured in it more than once, as far as its text can tell."""
    if part.captured is None or (part.captured and "case" in part.text):
        return True
    if not part.captured:
        return False
    bound = Counter(one or other for one, other in _BOUND.findall(part.text))
    # A class in it may have mangled them.
    return any(bound[written] > 1 for name in part.captured for written in spellings(name))
