"""Names that closures read and that get another value."""

from __future__ import annotations

import re

from cellophane.source.sift.parts import Part

_BINDING = (
    r"(?<![\w.])(?:{0})\b(?=[ \t\\\n]*(?:(?:[-+*/%&|^@:]|//|\*\*|<<|>>)?=(?!=)|[,)\]]|:|in\b))"
    r"|\b(?:as|import|def|class)[ \t\\\n]+(?:{0})\b|\bcase\b|\*[ \t]*(?:{0})\b"
)
"""Where a name may be bound. Names before a comma or a bracket are read more often."""


def rebinds(part: Part) -> bool:
    """Whether a function binds a name that is captured in it more than once, and not only before the closure."""
    if part.captured is None:
        return True
    return any(_is_bound_again(part.text, name) for name in part.captured)


def _is_bound_again(text: str, name: str) -> bool:
    pattern = re.compile(_BINDING.format(re.escape(_written(name))))
    return sum(1 for _ in pattern.finditer(text)) > 1


def _written(name: str) -> str:
    """How a name stands in the text that a class may have mangled."""
    hidden = name.find("__", 1)
    return name[hidden:] if name.startswith("_") and hidden > 0 else name
