"""Knowledge files as a heap of tables by name, each parsed when somebody asks for it.

Decides where the table of a name stands, and which names are aliases of others. Does not decide what a table means,
nor which of several shelves is asked first.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cellophane.source.knowledge.entry import Entry
from cellophane.source.knowledge.reading import ANY_CALLABLE, Table, names, parse_tables, read_entry

_HEADER = re.compile(r'^\["([^"\n]+)"\]$', re.MULTILINE)
_ALIASES = re.compile(r"^(?:aliases|alike) = \[(.*?)\]$", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r'"([^"]+)"')


class Shelf:
    """Tables by name. What was added first is believed."""

    def __init__(self) -> None:
        self.aliases: dict[str, str] = {}
        """The name of the entry for each other name of it."""
        self._tables: dict[str, tuple[Table, Path]] = {}
        self._unread: dict[str, tuple[str, Path]] = {}

    def knows(self, name: str) -> bool:
        """Whether there is a table of this very name."""
        return name in self._tables or name in self._unread

    def names(self) -> tuple[str, ...]:
        """The names of all tables, those that are already parsed first."""
        return (*self._tables, *self._unread)

    def mentioning(self, *words: str) -> Iterator[str]:
        """The names, aliases among them, of the tables in whose text one of these words stands."""
        texts = {name: text.replace('"', "'") for name, (text, _) in self._unread.items()}
        texts |= {name: str(table) for name, (table, _) in self._tables.items()}
        found = {name for name, text in texts.items() if any(word in text for word in words)}
        yield from found
        yield from (alias for alias, name in self.aliases.items() if name in found)

    def read(self, name: str) -> tuple[Table, Path]:
        """The table of a name, and its file. Raises `KeyError` if there is none."""
        if name in self._unread:
            text, path = self._unread.pop(name)
            self.add(parse_tables(text, path), path)
        return self._tables[name]

    def entry(self, name: str) -> Entry:
        """What the table of a name says. Raises `KeyError` if there is none."""
        return read_entry(name, *self.read(name))

    def open(self, dotted: str) -> None:
        """Have all entries that may speak for a dotted name; here they are there from the first."""

    def canonical(self, dotted: str) -> str:
        """The name under which `dotted` has its entry; an alias of a class also stands before its methods.

        A function may be called like the module that it is in: `dask.delayed` is one, `dask.delayed.Delayed` no method.
        """
        if dotted in self.aliases:
            return self.aliases[dotted]
        if self.knows(dotted):
            return dotted
        owner, _, attribute = dotted.rpartition(".")
        return f"{self.aliases[owner]}.{attribute}" if owner in self.aliases else dotted

    def add(self, tables: Mapping[str, Table], path: Path) -> None:
        """Add what is not there yet."""
        for name, table in tables.items():
            known, _ = self._tables.setdefault(name, (table, path))
            if name == ANY_CALLABLE:
                self._tables[name] = (_joined(known, table), path)
            self._alias((*names(table, "aliases"), *names(table, "alike")), name)

    def index(self, text: str, path: Path) -> None:
        """Note where the entries of a file stand, and their aliases, without parsing it.

        tomllib takes some fifty times as long for a file as this, and a run asks for a few dozen entries out
        of hundreds. The files of users may be written in any way that TOML allows; they are parsed at once.
        """
        for name, block, aliases in _blocks(text):
            if name == ANY_CALLABLE:
                self.add(parse_tables(block, path), path)
            elif name not in self._tables:
                self._unread[name] = (block, path)
                self._alias(aliases, name)

    def _alias(self, aliases: Iterable[str], name: str) -> None:
        for alias in aliases:
            self.aliases.setdefault(alias, name)


def _blocks(text: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """The name of each table in a file of ours, its text, and the aliases in it."""
    headers = list(_HEADER.finditer(text))
    ends = [header.start() for header in headers[1:]] + [len(text)]
    blocks = ((header[1], text[header.start() : end]) for header, end in zip(headers, ends, strict=True))
    return tuple((name, block, tuple(_aliases(block))) for name, block in blocks)


def _aliases(block: str) -> list[str]:
    if "\naliases = " in block or "\nalike = " in block:
        return _QUOTED.findall("".join(_ALIASES.findall(block)))
    return []


def _joined(known: Table, further: Table) -> Table:
    """A table, and then what another one says beyond it; tables in both are joined in the same way."""
    both = {key: _joined(known[key], further[key]) for key in known.keys() & further if isinstance(known[key], dict)}
    return {**known, **{key: further[key] for key in further if key not in known}, **both}


PLAIN_ENTRY: Table = {"signature": "()", "source": "generated"}
"""What the entries of a folder leave out that say nothing of functions, but only whose methods something has."""


BETWEEN_PACKAGES = "aliases-between-packages.toml"
"""The file of a folder with the aliases whose entries stand in the file of another package; no package is called so."""


class FolderShelf(Shelf):
    """A folder with a file for each package, named for it, which is opened when the package is first asked for.

    The file of `zope.interface`, which shares the namespace `zope` with other packages, is `zope.interface.toml`. That
    `pymongo.database.DBRef` is an alias of `bson.DBRef` has to be known before anybody opens the file of `bson`: such
    aliases are in a file of their own, which is opened before all others.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._packages: set[str] | None = None
        self._opened: set[str] = set()
        self._begun = False

    def read(self, name: str) -> tuple[Table, Path]:
        """The table of a name, and its file. Raises `KeyError` if there is none."""
        table, path = super().read(name)
        return {**PLAIN_ENTRY, **table}, path

    def open(self, dotted: str) -> None:
        """Have the entries of the package that a dotted name is of, and those of the package of its entry."""
        self._between_packages()
        for package in self._packages_of(dotted):
            if package not in self._opened:
                self._opened.add(package)
                path = self._folder / f"{package}.toml"
                self.index(path.read_text(encoding="utf-8"), path)

    def _between_packages(self) -> None:
        if self._begun:
            return
        self._begun = True
        path = self._folder / BETWEEN_PACKAGES
        if path.is_file():
            self.aliases.update(tomllib.loads(path.read_text(encoding="utf-8")))

    def _packages_of(self, dotted: str) -> list[str]:
        first, _, rest = dotted.partition(".")
        return [package for package in (first, f"{first}.{rest.partition('.')[0]}") if package in self._listed()]

    def _alias(self, aliases: Iterable[str], name: str) -> None:
        """Aliases in other packages are for the file that is opened before all others: which is opened next differs."""
        own = self._packages_of(name)
        super()._alias([alias for alias in aliases if self._packages_of(alias) == own], name)

    def _listed(self) -> set[str]:
        if self._packages is None:
            listing = os.listdir(self._folder) if self._folder.is_dir() else []
            self._packages = {name.removesuffix(".toml") for name in listing if name.endswith(".toml")}
        return self._packages
