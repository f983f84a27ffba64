"""Iterators that are given a name, under which they may be iterated again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellophane.source.sift.needs import Needs
from cellophane.source.sift.parts import AROUND, Parts
from cellophane.source.text.blocks import bracket_end

_AGAIN = re.compile(r"\b(?:for|while|lambda|def)\b")
_NAME = re.compile(r"\w+")
_BRACKET = re.compile(r"=(?!=)[ \t\\\n\[]*+(?=\()")
_SEVERAL = re.compile(r"\n[ \t]*+[\w.*(\[]++[ \t]*+,[^\n=]*+=(?!=)[^\n]*+")
_ANY = frozenset({""})
"""Names that cannot be told."""


def rows(parts: Parts, needs: Needs) -> Iterator[tuple[int, int]]:
    """Where a name is given to an iterator, and where a loop or another function may read it."""
    makers = tuple(word for word in needs.words[0] if word != "for")
    if re.search(rf"\b(?:{'|'.join(makers)})[ \t]+as\b", parts.text):
        yield AROUND
        yield from (part.rows for part in parts.functions)
        return
    calls = re.compile(rf"\b(?:{'|'.join(makers)})[ \t]*+\(")
    for part in parts.functions:
        if any(_named(part.text, calls)) and _AGAIN.search(part.text, part.text.index("def") + 3):
            yield from [part.rows] if part.may_matter(needs) else []
    names = {name for found in _named(parts.top, calls) for name in found}
    if names:
        yield AROUND
        yield from (part.rows for part in (parts.functions if "" in names else parts.mentioning(names)))


def _named(text: str, calls: re.Pattern[str]) -> Iterator[frozenset[str]]:
    """The names that each statement gives to what may be an iterator."""
    for made in calls.finditer(text):
        start = text.rfind("\n", 0, made.start()) + 1
        before = text[start : made.start()]
        if "=" in before:
            yield frozenset(_NAME.findall(before.partition("=")[0]))
        elif not before.strip(" \t([.") and text[:start].rstrip()[-1:] in ("=", "(", "[", ",", "\\"):
            yield _ANY
    for given in _BRACKET.finditer(text):
        end = bracket_end(text, given.end())
        if end is None or "for" in text[given.end() : end]:
            yield frozenset(_NAME.findall(text[text.rfind("\n", 0, given.start()) + 1 : given.start()])) or _ANY
    for given in _SEVERAL.finditer(text):
        if "for" in given.group() or given.group().rstrip()[-1:] in "([,\\":
            yield _ANY
