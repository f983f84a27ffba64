"""Which file a module is, and what is in it: its source, its tree, and the names that its top level leaves bound.

Files are read when they are asked for, and once. No question raises; what cannot be read is as if it were not there.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from weakref import ref

from cellophane.source.dependence import Dependence
from cellophane.source.fixpoint import Answers, Recursion
from cellophane.source.modules import toplevel, verdicts
from cellophane.source.modules.toplevel import TopLevel
from cellophane.source.text import source as text
from cellophane.workspace.disk import Disk
from cellophane.workspace.packages import MODULES, Packages, above_package

_STANDARD = re.compile(r"python3\.(\d+)$")


@dataclass(frozen=True, slots=True)
class Module:
    """A module that has a file, or a namespace package."""

    name: str
    """Dotted; empty if it cannot be told."""
    path: Path
    """Of its source, or of its stub (`.pyi`) when only that can be read; a namespace package's first directory."""
    is_package: bool


class Modules:
    """The modules below some roots, which are searched in order, as `sys.path` is."""

    def __init__(self, roots: Sequence[Path], disk: Disk | None = None) -> None:
        self._roots = tuple(dict.fromkeys(os.path.abspath(root) for root in roots))
        self._disk = disk or Disk()
        minors = [int(found[1]) for root in self._roots if (found := _STANDARD.search(root))]
        self._pythons = ((3, minors[0], 0), (3, minors[0], 99)) if minors else verdicts.ANY_PYTHON
        self._sources: dict[Path, tuple[text.Source, ast.Module] | None] = {}
        self._tops: dict[Path, TopLevel | None] = {}
        self._offered: dict[Path, tuple[text.Source, ref[ast.Module]]] = {}
        """What is checked, as long as somebody has it."""
        self._wholly: set[Path] = set()
        """Files of which some body cannot be read by itself."""
        self._recursion = Recursion()
        self._begin()

    def _begin(self) -> None:
        """Look all names up anew, in files as they were read."""
        self._modules: dict[str, Module | None] = {}
        self._packages = Packages(self._roots, self._disk.directories)
        self._known: Answers = {}
        self.dependence = Dependence()
        """What files, by their paths, and answers, by their questions, rest on: on what is in files."""

    @property
    def size(self) -> int:
        """Characters of all files that were read."""
        return sum(self.size_of(path) for path in self._sources)

    @property
    def looked_up(self) -> int:
        """How many answers about names are kept."""
        return len(self._known)

    def size_of(self, path: Hashable) -> int:
        """Characters of a file, if this is one that was read."""
        read = self._sources.get(path) if isinstance(path, Path) else None
        return len(read[0].text) if read else 0

    def forget_places(self) -> None:
        """Files have come or gone: look all names up anew, in files as they were read."""
        self._begin()

    def forget(self, path: Path) -> set[Hashable] | None:
        """Read a file anew when it is asked for. Gives what rests on it; none (`None`) if that may be anything."""
        self._unread(path)
        if str(path) in self._packages.opened:
            self._begin()
            return None
        gone = self.dependence.resting_on(path)
        self._drop(gone)
        return gone

    def forget_all_but(self, kept: set[Hashable]) -> set[Hashable]:
        """Forget all files but these, on which nothing else must rest. Gives what was forgotten."""
        gone = (self.dependence.things() | self._sources.keys()) - kept
        self._drop(gone)
        for one in gone:
            if isinstance(one, Path):
                self._unread(one)
        return gone

    def _drop(self, gone: Iterable[Hashable]) -> None:
        self.dependence.drop(gone)
        for one in gone:
            self._known.pop(one, None)

    def _unread(self, path: Path) -> None:
        self._sources.pop(path, None)
        self._offered.pop(path, None)
        self._tops.pop(path, None)

    def module(self, dotted: str) -> Module | None:
        """The module of this name; none if there is none, or if it is only there compiled."""
        if dotted not in self._modules:
            self._modules[dotted] = self._found(dotted)
        return self._modules[dotted]

    def _found(self, dotted: str) -> Module | None:
        place = self._packages.place(dotted)
        if place is None:
            return None
        path = place.file or next(iter(place.folders), None)
        listings = self._disk.directories
        compiled = place.file is None and place.folders and listings[place.folders[0]].compiled("__init__")
        return None if path is None or compiled else Module(dotted, Path(path), bool(place.folders))

    def module_at(self, path: Path) -> Module:
        """The module that a file is.

        Its name is empty if an import of that name would find another file, or none.
        """
        file = os.path.abspath(path)
        folder, base = os.path.split(file)
        stem, suffix = os.path.splitext(base)
        is_package = stem == "__init__"
        top = above_package(folder, self._disk.directories)
        holding = [root for root in self._roots if os.path.join(top, "").startswith(os.path.join(root, ""))]
        packages = [root for root in holding if self._is_in_package(folder, root)]
        inside = os.path.relpath(folder, max(packages or holding, key=len)) if holding else ""
        parts = [*(part for part in inside.split(os.sep) if part not in ("", ".")), *([] if is_package else [stem])]
        name = ".".join(parts)
        if not holding or suffix not in MODULES or not self._is_at(name, file):
            name = ""
        return Module(name, Path(file), is_package)

    def _is_in_package(self, folder: str, root: str) -> bool:
        """Whether the first directory on the way from a root to a directory is a package."""
        first = os.path.relpath(folder, root).partition(os.sep)[0]
        return "__init__.py" in self._disk.directories[os.path.join(root, first)].files

    def _is_at(self, name: str, file: str) -> bool:
        found = self.module(name)
        if found is None:
            return False
        known, asked = str(found.path.with_suffix("")), os.path.splitext(file)[0]
        try:
            return known == asked or os.path.samefile(found.path, file)
        except OSError:
            return False

    def tree(self, module: Module) -> ast.Module | None:
        """The tree of a module; none if it has no file, or one that cannot be read or parsed."""
        read = self._read(module)
        return read[1] if read else None

    def source(self, module: Module) -> text.Source | None:
        """The source that the tree was parsed from; none if there is no tree."""
        read = self._read(module)
        return read[0] if read else None

    def one_tree(self, path: Path, source: text.Source, parse: Callable[[], ast.Module]) -> ast.Module:
        """The tree of a text, be it asked for as a file that is checked or by those who import it.

        What is known of a node is found by the node, so two trees of one file would be two files.
        """
        tree = self._tree_of(source, path) or parse()
        self._offered = {file: offered for file, offered in self._offered.items() if offered[1]() is not None}
        self._offered[path] = source, ref(tree)
        return tree

    def _tree_of(self, source: text.Source, path: Path) -> ast.Module | None:
        """The tree of this text, if it was read, or is one that somebody checks."""
        read, offered = self._sources.get(path), self._offered.get(path)
        if read is not None and read[0].text == source.text:
            return read[1]
        return offered[1]() if offered is not None and offered[0].text == source.text else None

    def _read(self, module: Module) -> tuple[text.Source, ast.Module] | None:
        path = module.path
        if path not in self._sources:
            try:
                source = self._source_at(path)
                self._sources[path] = source, self._tree_of(source, path) or self._parsed(source, path)
            except text.Unreadable:
                self._sources[path] = None
        return self._sources[path]

    def _parsed(self, source: text.Source, path: Path) -> ast.Module:
        return source.parse() if path in self._wholly else source.parse_partly()

    def read_wholly(self, path: Path) -> None:
        """From now on, leave nothing of a file unread."""
        self._wholly.add(path)

    def _source_at(self, path: Path) -> text.Source:
        overlay = self._disk.text(str(path))
        if overlay is not None:
            return text.Source(str(path), overlay)
        if not self._disk.exists(str(path)):
            raise text.Unreadable("is no file")
        return text.read(path)

    def top(self, module: Module) -> TopLevel | None:
        """The names of a module; none if it has no tree."""
        if module.path not in self._tops:
            tree = self.tree(module)
            self._tops[module.path] = toplevel.read(tree, self._pythons) if tree else None
        return self._tops[module.path]
