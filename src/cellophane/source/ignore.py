r"""Patterns that name files, written as in `.gitignore`.

It decides whether a set of patterns names a path, exactly as git does; `tests/source/test_ignore.py` asks
git itself. The same patterns serve `exclude` and `per-file-ignores` in the settings. It reads no files.

Why not a library: `pathspec` ignores `src/a.py` where `*`, `!*/` and `!*.py` are written, which git keeps;
it raises an error at patterns that git lets match nothing; and importing it takes 50 ms, as long as walking
a thousand files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

_CLASS = re.compile(r"\[([!^]?)(\]?(?:\[:\w+:\]|\\.|[^\]\\])*)\]", re.DOTALL)
_WILD = re.compile(r"[*?\[\\]")
_POSIX = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": r" \t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


@dataclass(frozen=True, slots=True)
class _Pattern:
    expression: str
    negated: bool
    directories_only: bool


@dataclass(frozen=True)
class Patterns:
    """The patterns of one file or setting, in their order: the last one that names a path decides."""

    lines: tuple[str, ...] = ()

    def decide(self, path: str, is_directory: bool = False) -> bool | None:
        """Whether a path is named (true), taken back by a `!` (false), or not mentioned (none).

        The path is relative to the place that the patterns are written for, and uses `/`. Only the path
        itself is looked at: that a directory above it is named is for the one who walks to notice.

        >>> patterns = Patterns(("*.log", "!keep.log", "/build/"))
        >>> patterns.decide("a/b.log"), patterns.decide("a/keep.log"), patterns.decide("a/b.py")
        (True, False, None)
        >>> patterns.decide("build", is_directory=True), patterns.decide("build")
        (True, None)
        """
        path = _as_bytes(path)
        for named, expression in self._directories if is_directory else self._files:
            if expression.fullmatch(path):
                return named
        return None

    def names(self, path: str) -> bool:
        """Whether the path of a file, or of a directory above it, is named.

        >>> Patterns(("tests",)).names("tests/data/a.py"), Patterns(("*_pb2.py",)).names("a.py")
        (True, False)
        """
        parts = path.split("/")
        above = ("/".join(parts[:end]) for end in range(1, len(parts)))
        return any(self.decide(directory, is_directory=True) for directory in above) or bool(self.decide(path))

    @cached_property
    def _directories(self) -> tuple[tuple[bool, re.Pattern[str]], ...]:
        return _compile(_read(self.lines))

    @cached_property
    def _files(self) -> tuple[tuple[bool, re.Pattern[str]], ...]:
        return _compile(pattern for pattern in _read(self.lines) if not pattern.directories_only)


def _as_bytes(text: str) -> str:
    """One character for each byte of UTF-8: in git, `?` matches bytes."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def _compile(patterns: Iterable[_Pattern]) -> tuple[tuple[bool, re.Pattern[str]], ...]:
    """One expression for each run of patterns of one kind, the last first: most files need one match only."""
    runs = [
        (not negated, re.compile("|".join(pattern.expression for pattern in run), re.DOTALL))
        for negated, run in groupby(patterns, key=lambda pattern: pattern.negated)
    ]
    return tuple(reversed(runs))


def _read(lines: Iterable[str]) -> Iterable[_Pattern]:
    for line in lines:
        text = re.sub(r"(?<!\\)((?:\\\\)*) +$", r"\1", line.rstrip("\r\n"))
        if not text or text.startswith("#"):
            continue
        negated = text.startswith("!")
        text = text.removeprefix("!")
        directories_only = text.endswith("/")
        text = text.removesuffix("/")
        expression = _expression(text.removeprefix("/"), anchored="/" in text)
        if expression is not None:
            yield _Pattern(expression, negated, directories_only)


def _expression(glob: str, anchored: bool) -> str | None:
    """The regular expression of one glob; none for one that git lets match nothing."""
    glob = _as_bytes(glob)
    out, at = ["" if anchored else "(?:.*/)?"], 0
    while at < len(glob):
        piece, at = _piece(glob, at)
        if piece is None:
            return None
        out.append(piece)
    return "".join(out) if len(out) > 1 else None


def _piece(glob: str, at: int) -> tuple[str | None, int]:
    character = glob[at]
    if character == "*":
        return _stars(glob, at)
    if character == "?":
        return "[^/]", at + 1
    if character == "\\":
        return (re.escape(glob[at + 1]), at + 2) if at + 1 < len(glob) else (None, at)
    if character == "[":
        found = _CLASS.match(glob, at)
        return (_class(found), found.end()) if found else (None, at)
    return re.escape(character), at + 1


def _stars(glob: str, at: int) -> tuple[str, int]:
    end = at
    while end < len(glob) and glob[end] == "*":
        end += 1
    # Git compares what stands before the first wildcard by itself, so that to its matcher `a**/b` begins
    # with `**/`.
    first = _WILD.search(glob)
    begins = at == 0 or glob[at - 1] == "/" or (first is not None and first.start() == at)
    alone = end - at >= 2 and begins
    if alone and end == len(glob):
        return ".*", end
    if alone and glob[end] == "/":
        return "(?:.*/)?", end + 1
    return "[^/]*", end


def _class(found: re.Match[str]) -> str | None:
    inside = re.sub(r"\\(.)", lambda escaped: re.escape(escaped[1]), found[2])
    inside = re.sub(r"\[:(\w+):\]", lambda posix: _POSIX.get(posix[1], ""), inside).replace("[", r"\[")
    expression = f"(?!/)[{'^' if found[1] else ''}{inside}]"
    try:
        re.compile(expression)
    except re.error:
        return None
    return expression
