"""Files that change outside the editor, for editors that do not tell of them. It needs `watchfiles`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec

from cellophane.workspace import settings

_SUFFIXES = (".py", ".pyi")
_NAMES = frozenset([*settings.FILES, ".gitignore", "pyvenv.cfg"])


def can_watch() -> bool:
    """Whether `watchfiles` is installed."""
    return find_spec("watchfiles") is not None


async def watch(folders: Sequence[str], changed: Callable[[Iterable[str]], None]) -> None:
    """Tell of what changes below these folders, until the task is cancelled."""
    from watchfiles import Change, DefaultFilter, awatch  # of an extra, and a library in Rust

    class Ours(DefaultFilter):
        """What a checked file may rest on."""

        def __call__(self, change: Change, path: str) -> bool:
            return is_ours(path) and super().__call__(change, path)

    there = [folder for folder in folders if os.path.isdir(folder)]
    if there:
        async for changes in awatch(*there, watch_filter=Ours(), debounce=200):
            changed(sorted(path for _, path in changes))


def is_ours(path: str) -> bool:
    """Whether a checked file may rest on one of this name.

    >>> is_ours("/p/a.py"), is_ours("/p/pyproject.toml"), is_ours("/p/a.txt")
    (True, True, False)
    """
    return path.endswith(_SUFFIXES) or os.path.basename(path) in _NAMES
