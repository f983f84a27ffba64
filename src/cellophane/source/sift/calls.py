r"""Calls of what is called by a name that a rule knows: `super()`, `eval` and its like, methods that withdraw.

Asked of one function after another, and of the code around them. Nothing is known but words, and whose names are whose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellophane.source.sift import tables
from cellophane.source.sift.needs import Needs
from cellophane.source.sift.parts import AROUND, Part, Parts, Rows

_SUPER = re.compile(r"super\b")
_HAS_PARAMETER = re.compile(r"[ \t]*+(?:async[ \t\\\n]++)?def[ \t\\\n]++\w++[ \t\\\n]*+\([ \t\n\\]*+[^\W\d]")
"""The header of a function whose brackets begin with a parameter; a star or a comment may stand there too."""
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*+")
_LONGEST = 4000
"""So many characters behind a bracket are searched for its end; arguments that go on may be anything."""
_UP_TO_END = re.compile(r"[^()]*+(?:\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)[^()]*+)*+\)")
"""What stands in brackets that hold brackets two deep, as if there were no strings."""
_ASSIGNED = re.compile(r"=[ \t(\\\n]*+[\w. \t]*+\Z")


def lose_super(parts: Parts) -> Iterator[tuple[int, int]]:
    """The functions in which another scope than their own says `super`, or that have no parameter for the object."""
    yield from (part.rows for part in parts.functions if _loses_super(part))
    if _SUPER.search(parts.top):
        yield AROUND


def _loses_super(part: Part) -> bool:
    if not _SUPER.search(part.text):
        return False
    if not _HAS_PARAMETER.match(part.text):
        return True
    if not part.has_closures:
        return False
    return part.table is None or any(
        "super" in one.symbols for one in tables.everywhere(part.table) if one is not part.table
    )


def in_texts(parts: Parts, needs: Needs) -> Iterator[tuple[int, int]]:
    """The functions with functions in them that say one of the first words, which is no attribute."""
    said = _bare(needs.words[0])
    yield from (part.rows for part in parts.functions if said.search(part.text) and part.has_closures)
    if said.search(parts.top):
        yield AROUND


def withdraw(parts: Parts, needs: Needs) -> Rows:
    """The functions that hand a method something that may be new, if the method is called as the first words say."""
    method = _method(needs.words[0])
    if any(_is_renamed(parts.text, found) for found in method.finditer(parts.text)):
        return ((1, 1 << 60),)
    inside = [part.rows for part in parts.functions if _withdraws(part.text, method)]
    return (AROUND, *inside) if _withdraws(parts.top, method) else tuple(inside)


def _is_renamed(text: str, method: re.Match[str]) -> bool:
    """Whether an assignment gives a method another name."""
    if method[1] or not _is_attribute(text, method):
        return False
    return _ASSIGNED.search(text[max(0, method.start() - 200) : method.start()]) is not None


def _withdraws(text: str, method: re.Pattern[str]) -> bool:
    calls = (found for found in method.finditer(text) if found[1] and _is_attribute(text, found))
    return any(_may_be_new(text, found.end()) for found in calls)


def _is_attribute(text: str, method: re.Match[str]) -> bool:
    return text[max(0, method.start() - 100) : method.start()].rstrip(" \t\\\n").endswith(".")


def _may_be_new(text: str, start: int) -> bool:
    """Whether an argument may be a function that is made there, or has a name that is given one."""
    found = _UP_TO_END.match(text, start, start + _LONGEST)
    arguments = found.group()[:-1] if found is not None else "("
    if "(" in arguments or "lambda" in arguments:
        return True
    return any(_is_given(text, name) for name in set(_NAME.findall(arguments)))


def _is_given(text: str, name: str) -> bool:
    """Whether the text may bind a name by `def` or an assignment: `=` comes behind it, or behind what is unpacked."""
    return (
        re.search(
            rf"\b{name}\b(?:[\w \t\n\\,.*)\]]*+(?::(?!=)[^\n=]*+)?:?=(?!=)|(?<=\Wdef {name})|(?<=\ndef {name}))", text
        )
        is not None
    )


def _bare(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, words))})\b")


def _method(beginnings: tuple[str, ...]) -> re.Pattern[str]:
    """A method that is called so, up to its bracket if it is called there: a group then."""
    words = sorted({one.rstrip("( ") for one in beginnings})
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})\w*+[ \t\\\n]*+(\(?)(?<!def )")
