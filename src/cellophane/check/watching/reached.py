"""Which files may see a change in others, in a run that goes on.

It keeps who takes what from whom, and knows of which texts it cannot be sure that they are those which were checked:
those that have changed since, or only just. Of these any name may mean another thing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping

from cellophane.source.reach.differences import different
from cellophane.source.reach.takers import Takers
from cellophane.source.text.documents import text_at

LAG = 0.02
"""Seconds by which a file's times may lie before those of the clock."""


class Reached:
    """The files that take something from others, as they were when they were last looked at."""

    def __init__(self, modules: Iterable[str], checked_at: float) -> None:
        """`modules` are all files that others may take something from; nothing was checked before `checked_at`, in
        seconds of `time.time`."""
        self._takers = Takers(modules, self._text)
        self._checked_at = checked_at
        self._unsure: set[str] = set()

    def include(self, paths: Iterable[str]) -> None:
        """Find out what these files take from others: now, so that it need not be done after a change."""
        self._takers.include(paths)
        self._takers.settle()

    def after(self, altered: Iterable[str], come: Iterable[str], gone: Iterable[str]) -> set[str]:
        """The files that may see that files have another text, have come or are gone."""
        began = time.time()
        texts = {path: text_at(path) for path in altered}
        none: dict[str, frozenset[str] | None] = dict.fromkeys([*come, *gone])
        seeing = self._takers.seeing({**self._changed(texts), **none})
        for path, text in texts.items():
            self._takers.reread(path, text)
        if none:
            self._takers.come_and_gone(frozenset(come), frozenset(gone))
            seeing |= self._takers.seeing(none)
        self._unsure.difference_update(texts)
        self._checked_at = began
        return seeing

    def _changed(self, texts: Mapping[str, str]) -> dict[str, frozenset[str] | None]:
        changed = {}
        for path, text in texts.items():
            before = self._takers.text(path)
            if before is not None and self._takers.seeing({path: None}) - {path}:
                changed[path] = None if path in self._unsure else different(before, text)
        return changed

    def _text(self, path: str) -> str:
        if changed_at(path) > self._checked_at - LAG:
            self._unsure.add(path)
        return text_at(path)


def changed_at(path: str) -> float:
    """When a file changed or took its place, in seconds of `time.time`; for ever ago if there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return 0.0
    return status.st_mtime if os.name == "nt" else status.st_ctime  # the time of making there, that of renaming here
