"""Files that change outside the editor, for editors that do not tell of them. It needs `watchfiles`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import aclosing
from importlib.util import find_spec

from cellophane.workspace.deciding import identities
from cellophane.workspace.grounds import matters

_LOOK = 2_000
"""Milliseconds after which it is looked whether a folder is still the one that is watched."""


def can_watch() -> bool:
    """Whether `watchfiles` is installed."""
    return find_spec("watchfiles") is not None


async def watch(folders: Sequence[str], changed: Callable[[Collection[str]], None]) -> None:
    """Tell of what changes below these folders, until the task is cancelled. One that goes and comes back is told as
    changed itself, and watched again."""
    watched = identities(folders)
    while True:
        if any(identity is not None for identity in watched):
            await _watch(folders, watched, changed)
        else:
            await asyncio.sleep(_LOOK / 1000)
        now = identities(folders)
        changed([folder for folder, old, new in zip(folders, watched, now, strict=True) if old != new])
        watched = now


async def _watch(folders: Sequence[str], watched: Sequence[object], changed: Callable[[Collection[str]], None]) -> None:
    """Tell of what changes as long as these folders are what they are; none stands for one that is not there."""
    from watchfiles import Change, awatch  # of an extra, and a library in Rust

    def concerns(change: Change, path: str) -> bool:
        return matters(path, folders, is_modified=change is Change.modified)

    there = [folder for folder, identity in zip(folders, watched, strict=True) if identity is not None]
    try:
        rounds = awatch(*there, watch_filter=concerns, debounce=200, yield_on_timeout=True, rust_timeout=_LOOK)
        async with aclosing(rounds):
            async for changes in rounds:
                changed(sorted({path for _, path in changes}))
                if identities(folders) != watched:
                    return
    except FileNotFoundError:  # it went in the meantime
        return
