"""How reports for other programs name files: from a directory, with `/` on every system.

It decides which directory that is. Whether a file exists does not matter to it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from cellophane.report.visible import encodable

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Base:
    """A directory that files are named from."""

    directory: str
    """Absolute."""
    _known: dict[str, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `within` has answered: evidence is in the same few files again and again."""

    @classmethod
    def here(cls) -> Base:
        """The current directory."""
        return cls(os.getcwd())

    @classmethod
    def repository(cls) -> Base:
        """The top of the repository that the current directory is in, from which code hosts name files; else the
        current directory."""
        here = top = os.getcwd()
        while not os.path.exists(os.path.join(top, ".git")):
            parent = os.path.dirname(top)
            if parent == top:
                return cls(here)
            top = parent
        return cls(top)

    def within(self, filename: str) -> str | None:
        """The file as seen from the directory; none if it is not below it, or standard input.

        >>> Base(os.path.abspath("jobs")).within("jobs/daily/a.py")
        'daily/a.py'
        """
        if filename not in self._known:
            self._known[filename] = None if filename == STDIN else self._seen(filename)
        return self._known[filename]

    def _seen(self, filename: str) -> str | None:
        absolute = os.path.abspath(filename)
        seen = self._below(absolute)
        if seen is None:  # the way to it may lead over a link; the file itself may be one, whose name counts
            folder, name = os.path.split(absolute)
            seen = self._below(os.path.join(os.path.realpath(folder), name))
        return seen

    def _below(self, absolute: str) -> str | None:
        front = os.path.join(self.directory, "")
        if not os.path.normcase(absolute).startswith(os.path.normcase(front)):
            return None
        return absolute[len(front) :].replace(os.sep, "/")

    def path(self, filename: str) -> str:
        r"""The name that a report gives a file: absolute for one that is not below the directory.

        Bytes that are not UTF-8 are written as escapes. Standard input stays `-`.

        >>> Base(os.path.abspath("jobs")).path("jobs/caf\udce9.py")
        'caf\\xe9.py'
        """
        seen = self.within(filename)
        if seen is None:
            seen = filename if filename == STDIN else os.path.abspath(filename).replace(os.sep, "/")
        return encodable(seen)
