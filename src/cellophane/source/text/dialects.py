"""Which Python a line is written for, when the running one cannot parse it.

It decides on the text where parsing failed, by a small table of features that are easy to tell by sight, each with the
first version that has it. It does not parse, and when nothing in the table fits it says nothing, so that the parser's
own words stand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

_FUNCTION_OR_CLASS = r"\s*(?:(?:async\s+)?def|class)\s+\w+\s*\[\s*\*{0,2}\w"
_MARKS = (
    ((3, 15), "a lazy import", r"\s*lazy\s+(?:import|from)\s+[\w.]+"),
    ((3, 15), "unpacking in a comprehension", r".*[\[({]\s*\*{1,2}\s*[\w.]+.*\s(?:async\s+)?for\s.+\sin\s"),
    ((3, 14), "a template string", r"""(?:.*[^\w"'])?(?:[tT][rR]?|[rR][tT])(?:"|')"""),
    # `except ValueError, e:` is Python 2; only a second name that looks like a class is a second class.
    ((3, 14), "`except` without parentheses", r"\s*except\*?\s+[\w.]+\s*,\s*(?:\w+\.)*[A-Z]\w*.*:"),
    ((3, 13), "a default of a type parameter", _FUNCTION_OR_CLASS + r"[^\]]*[^=!<>]=[^=]"),
    ((3, 13), "a default of a type parameter", r"\s*type\s+\w+\s*\[[^\]]*[^=!<>]=[^=]"),
    ((3, 12), "a type parameter", _FUNCTION_OR_CLASS),
    ((3, 12), "a `type` statement", r"\s*type\s+\w+\s*(?:\[.*\]\s*)?="),
)
_NEWER = tuple((version, feature, re.compile(pattern)) for version, feature, pattern in _MARKS)
_TWO: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("`print` without parentheses", re.compile(r"\s*print\s+[\"'\w%]")),
    ("`except` with a comma", re.compile(r"\s*except\s+[\w.()\s,]+,\s*[a-z_]\w*\s*:")),
    ("`exec` without parentheses", re.compile(r"\s*exec\s+[\"'\w]")),
    ("`raise` with a comma", re.compile(r"\s*raise\s+[\w.]+\s*,")),
)
_PREFIX = r"(?:.*\W)?(?:[fF][rR]?|[rR]?[fF])"
# From the quote that opens an f-string to the field in which the same quote opens and closes another string.
_NESTED_QUOTES = re.compile(_PREFIX + r"""(["'])(?:(?!\1).)*\{(?:(?!\1).)*\1(?:(?!\1).)*\1[^{]*\}""")
_BROKEN_FIELD = re.compile(_PREFIX + r"""(["'])(?:(?!\1).)*\{[^}"']*$""")


def explain(lines: Sequence[str], row: int, message: str) -> str | None:
    """What to tell about a syntax error in this row, or nothing if the parser's message is all that is known.

    >>> explain(["print 'hello'"], 1, "invalid syntax")
    'syntax error: `print` without parentheses is Python 2'
    >>> explain(["x = = 1"], 1, "invalid syntax") is None
    True
    """
    line = lines[row - 1]
    for version, feature, pattern in _NEWER:
        if version > sys.version_info[:2] and pattern.match(line):
            return _newer(feature, version)
    if sys.version_info < (3, 12) and _is_newer_format(lines, row, message):
        return _newer("an f-string that nests quotes, backslashes, comments or line breaks", (3, 12))
    for feature, pattern in _TWO:
        if pattern.match(line):
            return f"syntax error: {feature} is Python 2"
    return None


def _is_newer_format(lines: Sequence[str], row: int, message: str) -> bool:
    if message.startswith("f-string expression part cannot include"):
        return True
    line = lines[row - 1]
    if message.startswith("unterminated string literal"):
        broken = _BROKEN_FIELD.match(line)
        ends = ("}" in later and broken[1] in later for later in lines[row : row + 20]) if broken else ()
        return any(ends)
    return _NESTED_QUOTES.match(line) is not None


def _newer(feature: str, version: tuple[int, int]) -> str:
    newer, running = ".".join(map(str, version)), ".".join(map(str, sys.version_info[:2]))
    return (
        f"syntax error for Python {running}: {feature} needs Python {newer}; "
        f"run cellophane with Python {newer} or newer"
    )
