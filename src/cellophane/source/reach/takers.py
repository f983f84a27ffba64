"""Who takes what from whom, kept from change to change: only what may have become different is found out anew."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from cellophane.source.reach.importing import STAR
from cellophane.source.reach.places import Places, stem
from cellophane.source.reach.uses import File, Searches, Use

Changed = Mapping[str, frozenset[str] | None]
"""By file: the names that may mean another thing than before; none (`None`) if that can be any name."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one file takes."""

    names: Mapping[str, frozenset[str | None]]
    """By the file that they are taken from."""
    through: frozenset[str]
    """The files that may define some of that, so that what these take counts as well."""
    words: frozenset[str]
    """What was looked up, be it there or not."""


class Takers:
    """The files that some files take from, those that these take from, and so on. Texts are read when they are needed.

    >>> texts = {"/p/a.py": "def f(): ...", "/p/b.py": "from a import f", "/p/c.py": "import b; b.f()"}
    >>> takers = Takers(texts, texts.__getitem__)
    >>> takers.include(["/p/c.py"])
    >>> sorted(takers.seeing({"/p/a.py": frozenset({"f"})}))
    ['/p/c.py']
    """

    def __init__(self, paths: Iterable[str], text: Callable[[str], str]) -> None:
        """`paths` are all files that others may take something from, and `text` reads one of them."""
        self._read = text
        self._places = Places(paths)
        self._files: dict[str, File] = {}
        self._taken: dict[str, _Taken] = {}
        self._users: dict[str, set[str]] = defaultdict(set)
        self._through: dict[str, set[str]] = defaultdict(set)
        self._pending: set[str] = set()

    def include(self, paths: Iterable[str]) -> None:
        """Follow what these files take as well."""
        self._pending.update(path for path in paths if path not in self._taken)

    def seeing(self, changed: Changed) -> set[str]:
        """The followed files that may see a change in others; among them may be such as have changed themselves."""
        self.settle()
        agenda = list(self._users.get("", ())) if changed else []  # who may take anything
        for file, names in changed.items():
            agenda += (taker for taker in self._users.get(file, ()) if self._takes(taker, file, names))
        reached: set[str] = set()
        while agenda:
            file = agenda.pop()
            if file not in reached:
                reached.add(file)
                agenda += self._through.get(file, ())
        return reached

    def _takes(self, taker: str, file: str, names: frozenset[str] | None) -> bool:
        taken = self._taken[taker].names[file]
        if names is None or not names:
            return names is None
        if None in taken or not names.isdisjoint(taken):
            return True
        # Who takes a name by way of the taker, which takes all of them, is a taker of that name.
        return STAR in taken and self._file(taker).names_one(names)

    def text(self, path: str) -> str | None:
        """What was in a file when it was last read; none if nobody takes anything from it."""
        return self._files[path].text if self._users.get(path) and path in self._files else None

    def reread(self, path: str, text: str) -> None:
        """There is another text in a file."""
        before = self._files.pop(path, None)
        if before is None:
            return
        self._files[path] = File(path, text)
        self._pending |= {path} & self._taken.keys()
        if not self._files[path].hands_on_as(before):
            self._pending |= self._users.get(path, set())

    def come_and_gone(self, come: Collection[str], gone: Collection[str]) -> None:
        """There are other files than before: whoever looked for something of their names looks again."""
        for path in come:
            self._places.add(path)
        for path in gone:
            self._places.remove(path)
            self._files.pop(path, None)
        words = {os.path.basename(stem(path)) for path in (*come, *gone)}
        handing_on = {path for path, file in self._files.items() if not words.isdisjoint(file.parts)}
        asked = {path for path, taken in self._taken.items() if not words.isdisjoint(taken.words)}
        asked.update(*(self._users.get(path, ()) for path in (*handing_on, *come, *gone)))
        self._pending |= asked - set(gone)
        for path in gone:
            self._drop(path)

    def settle(self) -> None:
        """Find out what is not known, or not any more: `seeing` does it where nobody did it before."""
        searches = Searches(self._file, self._places)
        while self._pending:
            path = self._pending.pop()
            self._drop(path)
            self._take(path, *searches.uses(path))
        for file in self._files.values():
            file.close()

    def _take(self, path: str, uses: Iterable[Use], words: frozenset[str]) -> None:
        names: dict[str, set[str | None]] = defaultdict(set)
        through: set[str] = set()
        for use in uses:
            if use.file != path:
                names[use.file].add(use.name)
                if use.defined:
                    through.add(use.file)
        self._taken[path] = _Taken({file: frozenset(some) for file, some in names.items()}, frozenset(through), words)
        for file in names:
            self._users[file].add(path)
        for file in through - {""}:
            self._through[file].add(path)
            self.include([file])

    def _drop(self, path: str) -> None:
        taken = self._taken.pop(path, None)
        if taken is not None:
            for file in taken.names:
                self._users[file].discard(path)
            for file in taken.through:
                self._through[file].discard(path)

    def _file(self, path: str) -> File:
        if path not in self._files:
            self._files[path] = File(path, self._read(path))
        return self._files[path]
