"""Patterns that leave paths out of a run: who wrote them, what they are relative to, and which of them decided.

It decides what is left of them below a directory that somebody names: who says `cellophane check generated` wants to
see what is in it, although `generated/` is excluded, and not what `generated/*_pb2.py` excludes in there. It does not
walk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cellophane.workspace.ignore import Patterns, refused
from cellophane.workspace.settings import Settings

_SPECIAL = re.compile(r"([\\*?\[\]!#\s])")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Patterns as in `.gitignore`, and where they are from.

    >>> exclusion = Exclusion(Patterns(("generated/", "*_pb2.py")), "/p", "`exclude` in /p/pyproject.toml")
    >>> exclusion.by("/p/generated", is_directory=True)
    '`generated/`, `exclude` in /p/pyproject.toml'
    >>> inside = exclusion.inside("/p/generated")
    >>> inside.by("/p/generated/a.py"), inside.by("/p/generated/a_pb2.py")
    (None, '`*_pb2.py`, `exclude` in /p/pyproject.toml')
    """

    patterns: Patterns
    directory: str
    """The absolute path that the patterns are relative to."""
    origin: str
    """Who wrote them, in words."""

    def by(self, path: str, is_directory: bool = False) -> str | None:
        """The pattern that leaves an absolute path out, and whose it is; none if none does."""
        if not self.patterns.lines:
            return None
        line = self.patterns.deciding(self._relative(path), is_directory)
        return None if line is None else f"`{line}`, {self.origin}"

    def inside(self, root: str) -> Exclusion:
        """The patterns as they hold below a directory that is looked into whatever they say of it and of its parents.

        One that names any path of that name, as `build` does, goes on to mean those below; one that means that place
        has nothing more to say.
        """
        relative = self._relative(root)
        if not self.patterns.lines or relative == os.curdir or not self.is_about(root):
            return self
        lines = (_inside(line, relative) for line in self.patterns.lines)
        return replace(self, patterns=Patterns(tuple(line for line in lines if line is not None)))

    def is_about(self, path: str) -> bool:
        """Whether an absolute path is below where the patterns are from."""
        return self._relative(path).partition("/")[0] != os.pardir

    def _relative(self, path: str) -> str:
        try:
            return os.path.relpath(path, self.directory).replace(os.sep, "/")
        except ValueError:  # on another drive
            return f"{os.pardir}/{path}".replace(os.sep, "/")


def of_settings(settings: Settings) -> Exclusion:
    """What settings exclude."""
    return Exclusion(settings.exclude, settings.directory or os.getcwd(), f"`exclude` in {settings.file}")


def of_option(lines: Iterable[str]) -> Exclusion:
    """What `--exclude` names, relative to the current directory. Raises `ValueError` for what is no pattern."""
    patterns = Patterns(tuple(lines))
    for line in patterns.lines:
        if refused(line):
            raise ValueError(f"--exclude: {line!r} is no pattern")
    return Exclusion(patterns, os.getcwd(), "`--exclude`")


def _inside(line: str, root: str) -> str | None:
    """What a pattern has to say of the paths below a directory; nothing if it means that one, or one around it."""
    positive = line.removeprefix("!")
    if not _names_around(positive, root):
        return line
    if "/" in positive.rstrip().rstrip("/"):
        return None
    return f"{'!' * (positive != line)}/{_SPECIAL.sub(_escaped, root)}/**/{positive}"


def _names_around(pattern: str, path: str) -> bool:
    is_directory = not pattern.rstrip().endswith("/**")  # `a/**` means what is in `a`, and would match its slash
    return bool(Patterns((pattern,)).decide(path, is_directory))


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
