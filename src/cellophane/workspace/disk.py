"""Files as one run sees them: as they are on disk, but for texts that are laid over them, as an editor's buffers are,
and for what is hidden, as files are that were not there yet.

Listings of directories are read once and kept until they are seen to be others, or `forget`. What is in a text is not
asked here.
"""

from __future__ import annotations

import os

from cellophane.workspace.packages import Directories


class Disk:
    """The files of one run. Paths are absolute.

    >>> disk = Disk()
    >>> disk.overlay("/nowhere/shop/desk.py", "x = 1")
    False
    >>> disk.text("/nowhere/shop/desk.py"), sorted(disk.directories["/nowhere"].folders)
    ('x = 1', ['shop'])
    """

    def __init__(self) -> None:
        self._overlays: dict[str, str] = {}
        self._hidden: set[str] = set()
        self.directories = Directories(self._overlays, self._hidden)

    @property
    def overlaid(self) -> bool:
        """Whether any file is another one than that on disk."""
        return bool(self._overlays or self._hidden)

    def text(self, path: str) -> str | None:
        """The text that lies over a file; none if the one on disk counts."""
        return self._overlays.get(path)

    def exists(self, path: str) -> bool:
        """Whether there is such a file: a pipe is none, since reading it would wait for ever."""
        return path in self._overlays or (path not in self._hidden and os.path.isfile(path))

    def overlay(self, path: str, text: str) -> bool:
        """Lay a text over a file, be it there or not. Whether that changes any listing that was read."""
        is_there = path in self._overlays
        self._overlays[path] = text
        return not is_there and self.has_come_or_gone(path)

    def hide(self, path: str) -> bool:
        """Have a file or a directory count as if it were not there. Whether that changes any listing that was read."""
        self._hidden.add(path)
        return self.has_come_or_gone(path)

    def withdraw(self, path: str) -> bool:
        """Have the file on disk count again. Whether that changes any listing that was read."""
        self._overlays.pop(path, None)
        self._hidden.discard(path)
        return self.has_come_or_gone(path)

    def has_come_or_gone(self, path: str) -> bool:
        """Whether a listing that was read says something else of a path than it would now: then all are forgotten."""
        if self.directories.agree(path):
            return False
        self.forget()
        return True

    def forget(self) -> None:
        """Read listings anew when they are asked for."""
        self.directories.forget()
