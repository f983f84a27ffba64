"""The imports of a text, found by their looks: parsing all files of a project would take as long as checking them.

What looks like an import inside a string counts as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Each takes all that it can and gives nothing back (`*+`): no text makes the search run away.
_BLANK = r"(?:[ \t\f]|\\\n)*+"
_DOTTED = rf"\w++(?:{_BLANK}\.{_BLANK}\w++)*+"
_LISTED = r"\((?P<inside>(?:[^)#]|#[^\n]*+)*+)\)|(?P<plain>(?:[^\n;#\\(]|\\\n)*+)"
_STATEMENT = (
    rf"(?:from\b{_BLANK}(?P<dots>(?:\.{_BLANK})*+)(?P<origin>{_DOTTED})?{_BLANK}\bimport{_BLANK}(?:{_LISTED})"
    rf"|import\b(?P<modules>(?:[^\n;#\\]|\\\n)*+))"
)
# Two searches take half the time of one for both: only the first can skip from line to line.
_STATEMENTS = re.compile(rf"^[ \t\f]*{_STATEMENT}", re.MULTILINE), re.compile(rf"[;:][ \t\f]*{_STATEMENT}")
_NOISE = re.compile(r"#[^\n]*|\\\n")
_RENAMED = re.compile(r"\s+as\s+")
STAR = "*"


@dataclass(frozen=True, slots=True)
class Import:
    """One name that an import statement binds, and what it stands for."""

    level: int
    """Dots before the name: how far up a relative import begins."""
    parts: tuple[str, ...]
    """The dotted name, split: with what is taken from a module as its last part, which is `*` for all of it."""
    bound: str
    """The name in the file; empty for a star."""
    prefix: bool = False
    """Whether the name in the file stands for the outermost package alone: `import a.b` binds `a`."""


def imports(text: str) -> tuple[tuple[Import, ...], str]:
    r"""All that the text imports, wherever it stands, and the text without that.

    >>> found, rest = imports("import os.path as p\nif x: from .. import (a,  # all\n  b as c)\n")
    >>> [each.parts for each in found], rest
    ([('os', 'path'), ('a',), ('b',)], '\nif x\n')
    """
    found: list[Import] = []

    def taken(match: re.Match[str]) -> str:
        found.extend(_imported(match))
        return ""

    for statements in _STATEMENTS:
        text = statements.sub(taken, text)
    return tuple(found), text


def _imported(match: re.Match[str]) -> Iterator[Import]:
    if match["modules"] is not None:
        yield from _modules(match["modules"])
        return
    origin = tuple(re.findall(r"\w+", match["origin"] or ""))
    for name, bound in _names(match["plain"] if match["inside"] is None else match["inside"]):
        yield Import(match["dots"].count("."), (*origin, name), "" if name == STAR else bound or name)


def _modules(listed: str) -> Iterator[Import]:
    for name, bound in _names(listed):
        parts = tuple(part.strip() for part in name.split("."))
        yield Import(0, parts, bound or parts[0], prefix=not bound)


def _names(listed: str) -> Iterator[tuple[str, str]]:
    """What is listed, and the names that are given to it; these are empty if none is."""
    for item in _NOISE.sub(" ", listed).split(","):
        name, *bound = _RENAMED.split(item.strip(), maxsplit=1)
        if name:
            yield name, bound[0].strip() if bound else ""
