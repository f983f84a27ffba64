"""What cannot matter, told from the text before it is parsed.

Sound: a file in which a rule would find something always passes. It looks for words, so strings and comments make some
files pass that need not, and it knows nothing of names.

Ending a loop's block at the first line that is indented less would drop many more files unparsed, but a bracket or a
string may go on at any indentation; only the tree knows where blocks end.
"""

from __future__ import annotations

import itertools
import re

from cellophane.source.sift.needs import Needs, Region
from cellophane.source.sift.rows import CLOSURE

# A leading newline lets the search jump from line to line; `^` tries every character.
_LOOP = re.compile(r"\n[ \t\f]*(?:async[ \t\f]+)?(?:for|while)\b")
_HANDLER = re.compile(r"except\b[^\n]*\bas\b|except\b[^\n]*\\\n|except\b[^\n]*[(\[{]")
"""`except … as e`, which an open bracket or a backslash may spread over lines."""

_COMMENT = re.compile(r"#\s*(?:cellophane(?:\s*:|\s+(?:file-)?ignore)|noqa\s*:[^\n]*CEL\d)", re.IGNORECASE)
"""One that is ours, or names rules of ours."""

_PRIVATE = re.compile(r"__(?<![\w.]__)(?!\w*__\b)\w")
"""A name that a class mangles, and no attribute. A dot may stand in front of one, apart from it."""

# What stands before a word is looked at behind it: a pattern that begins with letters is found many times as fast.
_DELETION = re.compile(r"del\b(?<![^;:\s]del)")
_HEADER = re.compile(r"(?:lambda|def)\b(?<!\wdef)(?<!\wlambda)")
_END_OF_HEADER = re.compile(r":[ \t\f]*(?:#[^\n]*)?\n")
"""Behind a `def` on one line comes what the next one begins: more is searched then, not less."""
_TO_COLON = re.compile(r"(?:#[^\n]*+|[^:#])*+")
"""Up to the first colon that is in no comment."""
_PLAIN = r"None|True|False|-?[\d.]+|'[^'\\\n]*'|\"[^\"\\\n]*\"|\(\)|\[\]|\{\}"
NAMED_DEFAULT = re.compile(rf"=(?!=)(?!\s*(?:{_PLAIN})\s*[,):])")


def may_matter(text: str, needs: Needs) -> bool:
    """Whether a file with this text has to be parsed for a rule that needs this.

    >>> may_matter("def f(x):\\n    return lambda: x\\n", Needs(Region.LOOP))
    False
    >>> may_matter("def f(x):\\n    return lambda: x\\n", Needs(Region.FUNCTION))
    True
    """
    if not all(any(word in text for word in words) for words in needs.words):
        return False
    match needs.region:
        case Region.LOOP:
            return _may_repeat_closure(text)
        case Region.DELETION:
            return _DELETION.search(text) is not None and CLOSURE.search(text) is not None
        case Region.HANDLER_NAME:
            return _HANDLER.search(text) is not None and CLOSURE.search(text) is not None
        case Region.PRIVATE:
            return "class" in text and _PRIVATE.search(text) is not None
        case Region.CLASS_NAME | Region.SUPER:
            return "class" in text and CLOSURE.search(text) is not None
        case Region.NAMESAKE:
            return "def" in text
        case Region.COMMENT:
            return _COMMENT.search(text) is not None
        case Region.DEFAULT:
            return _may_bind_by_default(text)
        case Region.FUNCTION | Region.EARLY | Region.BLOCK:
            return CLOSURE.search(text) is not None
        case Region.REBOUND:  # the function, and the closure in it
            return "def" in text and len([*itertools.islice(CLOSURE.finditer(text), 2)]) > 1
    return True


def _may_repeat_closure(text: str) -> bool:
    """A loop or comprehension, and a closure after it begins."""
    loop = _LOOP.search("\n" + text)
    if loop is not None and CLOSURE.search(text, loop.end() - 1):
        return True
    inner = [match.group() for match in CLOSURE.finditer(text)]
    return inner.count("for") > 1 or ("for" in inner and "lambda" in inner)


def _may_bind_by_default(text: str) -> bool:
    """A header with a default that is no constant to be told at a glance.

    The parameters of a lambda are searched up to the first colon: one inside a default comes after the default began.
    The header of a `def` is searched up to the first line that ends in a colon.
    """
    colon = row = plain = 0  # up to where each of them was looked for already: texts of headers alone take no longer
    for header in _HEADER.finditer(text):
        if header.group() == "lambda":
            if colon <= header.end():
                colon = _TO_COLON.match(text, header.end()).end()  # type: ignore[union-attr]  # as it matches nothing too
            end = colon
        else:
            if row <= header.end():
                last = _END_OF_HEADER.search(text, header.end())
                row = last.start() if last is not None else len(text)
            end = row
        if end > plain:
            if NAMED_DEFAULT.search(text, header.end(), end):
                return True
            plain = end
    return False
