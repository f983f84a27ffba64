"""Patterns that name files, written as in `.gitignore`: those of ignore files, and some settings.

It decides whether a set of patterns names a path, with `pathspec` as the judge. It reads no files and does not walk.

What `pathspec` was seen to judge otherwise than `git check-ignore` does, never with a crash:

- POSIX classes, `[[:alpha:]]`, name nothing;
- `?` and `[é]` match a character, and in git one byte of its UTF-8;
- `[!a]` also matches the `/` behind a directory, so that `build[!a]` names what is in `build`;
- `src/**/` also names the files in `src`, `!src/**/` takes them back, and three stars do not count as one;
- what takes a directory back, as `!src/` does, takes back all below it, and in git the directory itself.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

# `pathspec` takes longer to import than a few files to check, and is imported when there are patterns.
if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec, PathSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern
    from pathspec.util import CheckResult


@dataclass(frozen=True)
class Patterns:
    """The patterns of one file or setting, in their order: the last one that names a path decides.

    A line that means nothing names nothing, as in git.
    """

    lines: tuple[str, ...] = ()

    def decide(self, path: str, is_directory: bool = False) -> bool | None:
        """Whether a path is named (true), taken back by a `!` (false), or not mentioned (none).

        The path is relative to the place that the patterns are written for, and uses `/`. What is below a
        directory that is named counts as named. In git, no later pattern takes that back: who walks has to
        see to it, and not enter the directory.

        >>> patterns = Patterns(("*.log", "!keep.log", "/build/"))
        >>> patterns.decide("a/b.log"), patterns.decide("a/keep.log"), patterns.decide("a/b.py")
        (True, False, None)
        >>> patterns.decide("build", is_directory=True), patterns.decide("build")
        (True, None)
        """
        return self._judged(path, is_directory).include

    def deciding(self, path: str, is_directory: bool = False) -> str | None:
        """The pattern that names a path, as it was written; none if it is taken back, or not mentioned.

        >>> Patterns(("a\\\\", "*.log", "!keep.log")).deciding("a/b.log")
        '*.log'
        """
        found = self._judged(path, is_directory)
        if not found.include or found.index is None:
            return None
        return [line for line in self.lines if _is_read(line)][found.index]

    def names(self, path: str) -> bool:
        """Whether the path of a file, or of a directory above it, is named.

        >>> Patterns(("tests",)).names("tests/data/a.py"), Patterns(("*_pb2.py",)).names("a.py")
        (True, False)
        """
        return bool(self.decide(path))

    def _judged(self, path: str, is_directory: bool) -> CheckResult[str]:
        return self._directories.check_file(f"{path}/") if is_directory else self._files.check_file(path)

    @cached_property
    def _files(self) -> GitIgnoreSpec:
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec(_read(self.lines))

    @cached_property
    def _directories(self) -> PathSpec[GitIgnoreSpecPattern]:
        # `GitIgnoreSpec` lets a pattern that may name a file, such as `*`, win over a later one for
        # directories only: of `*`, `!*/`, `!*.py`, which keeps all Python files, it would keep none. That
        # is right for files, whose directories have been decided upon, and wrong for directories.
        from pathspec import PathSpec

        return PathSpec(self._files.patterns)


def refused(line: str) -> bool:
    """Whether a line is no pattern at all.

    >>> refused("a/*.py"), refused("a\\\\")
    (False, True)
    """
    return bool(line) and not _is_read(line)


def _is_read(line: str) -> bool:
    return next(_read([line]), None) is not None


def _read(lines: Iterable[str]) -> Iterator[GitIgnoreSpecPattern]:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    for line in lines:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)  # the `re` module's, about `[[`
                yield GitIgnoreSpecPattern(line.rstrip("\r\n"))
        except ValueError:
            continue
