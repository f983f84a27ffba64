"""Which file a dotted module name stands for, as the import system would find it, by looking at directories.

It decides on regular packages, modules, namespace packages and their portions, and on stubs where nothing else can be
read. It does not open files, save those of packages that spread over directories by `pkgutil.extend_path`,
and runs nothing. Modules inside archives, and those that hooks of the import system make, are beyond it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

MODULES = (".py", ".pyi", ".pyw")
TEXTS = (*MODULES, ".ipynb")
"""Files whose content does not say where modules are, but for those that `Packages` opens."""
_COMPILED = (".so", ".pyd", ".pyc")
_SPREADING = (b"extend_path", b"declare_namespace")


@dataclass(frozen=True, slots=True)
class Listing:
    """The names in a directory; none at all if it cannot be read."""

    files: frozenset[str]
    folders: frozenset[str]

    def compiled(self, name: str) -> bool:
        """Whether there is a module of this name that Python can run and nobody can read."""
        start = name + "."
        return any(file.startswith(start) and file.endswith(_COMPILED) for file in self.files)


class Directories:
    """The listings of directories, each read once. Files of the paths in `more` count as if they were there, and what
    is in `fewer` as if it were not."""

    def __init__(self, more: Collection[str] = (), fewer: Collection[str] = ()) -> None:
        self._more = more
        self._fewer = fewer
        self._listings: dict[str, Listing] = {}
        self._added: dict[str, tuple[set[str], set[str]]] | None = None
        self._real: dict[str, str] = {}
        """The paths without links of directories that were read."""

    def __getitem__(self, path: str) -> Listing:
        if path not in self._listings:
            self._listings[path] = self._listed(path)
        return self._listings[path]

    def forget(self) -> None:
        """Read all of them anew when they are asked for."""
        self._listings.clear()
        self._real.clear()
        self._added = None

    def agree(self, path: str) -> bool:
        """Whether what was read says of a path, and of the directories that it lies in, what would be read now."""
        self._added = None
        if not self._listings:
            return True
        real = os.path.realpath(path)
        names: dict[str, set[str]] = {}
        for inner in {*climb(path), *climb(real)}:
            folder, name = os.path.split(inner)
            if name:  # the top of the file system is in nothing
                names.setdefault(os.path.realpath(folder), set()).add(name)
        return all(
            ((name in listing.files), (name in listing.folders)) == self._is_there(folder, name)
            for folder, listing in self._listings.items()
            for name in names.get(self._without_links(folder), ())
        )

    def _without_links(self, folder: str) -> str:
        if folder not in self._real:
            self._real[folder] = os.path.realpath(folder)
        return self._real[folder]

    def _is_there(self, folder: str, name: str) -> tuple[bool, bool]:
        """Whether a directory has a file of this name, and whether it has a directory."""
        path = os.path.join(folder, name)
        files, folders = self._more_in(folder)
        shown = path not in self._fewer and os.path.lexists(path)
        is_folder = shown and os.path.isdir(path)
        return (shown and not is_folder) or name in files, is_folder or name in folders

    def _more_in(self, folder: str) -> tuple[Collection[str], Collection[str]]:
        if self._added is None:
            self._added = _by_directory(self._more)
        return self._added.get(folder, ((), ()))

    def _listed(self, path: str) -> Listing:
        files, folders = map(set, self._more_in(path))
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if not self._fewer or os.path.join(path, entry.name) not in self._fewer:
                        (folders if _is_folder(entry) else files).add(entry.name)
        except (OSError, ValueError):  # gone, no directory, not allowed; a NUL in its name
            pass
        return Listing(frozenset(files), frozenset(folders))


def _by_directory(paths: Iterable[str]) -> dict[str, tuple[set[str], set[str]]]:
    """The names of files and of directories that are in each directory, if these files are."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for path in paths:
        folder, name = os.path.split(path)
        found.setdefault(folder, (set(), set()))[0].add(name)
        while (above := os.path.dirname(folder)) != folder:
            found.setdefault(above, (set(), set()))[1].add(os.path.basename(folder))
            folder = above
    return found


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads back to itself
        return False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module was found."""

    file: str | None
    """Its source, or its stub; none for namespace packages and what is only there compiled."""
    folders: tuple[str, ...]
    """Where its submodules are looked for; none unless it is a package."""
    stubs: tuple[str, ...] = ()
    """Directories of a `*-stubs` distribution for its submodules."""


class Packages:
    """Modules by dotted name, below roots that are searched in order."""

    def __init__(self, roots: Sequence[str], directories: Directories) -> None:
        self._roots = tuple(roots)
        self._directories = directories
        self._places: dict[str, Place | None] = {}
        self.opened: set[str] = set()
        """The files whose content has decided where something is."""

    def place(self, dotted: str) -> Place | None:
        """Where a module is; none if there is no such module."""
        if dotted not in self._places:
            self._places[dotted] = self._find(dotted)
        return self._places[dotted]

    def _find(self, dotted: str) -> Place | None:
        above, _, name = dotted.rpartition(".")
        if not name.isidentifier():
            return None
        if not above:
            return self._in(self._roots, name, self._below(self._roots, f"{name}-stubs"))
        package = self.place(above)
        if package is None:
            return None
        stubs = self._below(package.stubs, name)
        found = self._in(package.folders, name, stubs, package.stubs)
        if found is None and package.file is not None and self._spreads(package.file):
            found = self._in(self._portions(above), name, stubs)
        return found

    def _in(
        self, folders: Sequence[str], name: str, stub_folders: tuple[str, ...], stub_files: Sequence[str] = ()
    ) -> Place | None:
        """The first module of this name in these directories, as CPython's `PathFinder` ranks them."""
        portions: list[str] = []
        for folder in folders:
            listing, inside = self._directories[folder], os.path.join(folder, name)
            if name in listing.folders:
                content = self._directories[inside]
                if "__init__.py" in content.files:
                    return Place(os.path.join(inside, "__init__.py"), (inside,), stub_folders)
                if content.compiled("__init__"):
                    return Place(self._stub([inside, *stub_folders], "__init__"), (inside,), stub_folders)
                portions.append(inside)
            if f"{name}.py" in listing.files:
                return Place(os.path.join(folder, f"{name}.py"), ())
            if listing.compiled(name):
                return Place(self._stub([folder, *stub_files], name), ())
        package = self._stub([*portions, *stub_folders], "__init__")
        module = None if package else self._stub([*folders, *stub_files], name)
        if module:
            return Place(module, ())
        inside_it = tuple(portions) or stub_folders
        return Place(package, inside_it, stub_folders) if inside_it else None

    def _stub(self, folders: Iterable[str], name: str) -> str | None:
        file = f"{name}.pyi"
        return next((os.path.join(f, file) for f in folders if file in self._directories[f].files), None)

    def _below(self, folders: Iterable[str], name: str) -> tuple[str, ...]:
        return tuple(os.path.join(f, name) for f in folders if name in self._directories[f].folders)

    def _spreads(self, file: str) -> bool:
        self.opened.add(file)
        return _spreads(file)

    def _portions(self, dotted: str) -> tuple[str, ...]:
        """All directories of a package that spreads over several."""
        above, _, name = dotted.rpartition(".")
        package = self.place(above) if above else None
        return self._below(package.folders if package else self._roots, name)


def _spreads(file: str) -> bool:
    try:
        with open(file, "rb") as opened:
            content = opened.read()
    except OSError:
        return False
    return any(mark in content for mark in _SPREADING)


def climb(directory: str) -> Iterator[str]:
    """A directory and all that it lies in, up to the top of the file system."""
    while True:
        yield directory
        above = os.path.dirname(directory)
        if above == directory:
            return
        directory = above


def above_package(directory: str, directories: Directories) -> str:
    """The directory that holds the topmost package around a directory, or the directory itself outside packages."""
    for folder in climb(directory):
        if not {"__init__.py", "__init__.pyi"} & directories[folder].files:
            return folder
    return directory
