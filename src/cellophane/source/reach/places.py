"""Which files a dotted name may stand for, wherever a program is started.

Imports may begin in each directory that is no package.

It looks at the paths of files, and at directories only to tell packages.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cellophane.workspace.packages import MODULES, Directories

_PROJECT = frozenset({"pyproject.toml", "setup.py", "setup.cfg", ".git"})


class Places:
    """The modules among some files.

    >>> places = Places(["/nowhere/shop/desk.py"])
    >>> places.at(None, ("desk",)), places.at("/nowhere", ("shop", "desk"))
    (['/nowhere/shop/desk.py'], ['/nowhere/shop/desk.py'])
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._directories = Directories()
        self._roots: dict[str, bool] = {}
        self._stems: dict[str, list[str]] = defaultdict(list)  # a stub may stand beside a file
        self._modules: dict[tuple[str, ...], list[str]] = defaultdict(list)
        modules = [path for path in paths if path.endswith(MODULES)]
        self._top = os.path.commonpath(map(stem, modules)) if modules else ""
        for path in modules:
            self.add(path)

    def add(self, path: str) -> None:
        """A file has come."""
        if path.endswith(MODULES):
            self._stems[stem(path)].append(path)
            for dotted in self._names(stem(path)):
                self._modules[dotted].append(path)

    def remove(self, path: str) -> None:
        """A file that was there has gone."""
        if path in self._stems.get(stem(path), ()):
            self._stems[stem(path)].remove(path)
            for dotted in self._names(stem(path)):
                self._modules[dotted].remove(path)

    def at(self, base: str | None, parts: tuple[str, ...]) -> Sequence[str]:
        """The files of a dotted name: below a directory, or wherever imports may begin."""
        if base is None:
            return self._modules.get(parts, ())
        return self._stems.get(os.path.join(base, *parts), ())

    def _names(self, stem: str) -> Iterator[tuple[str, ...]]:
        """The dotted names of a module: one from each directory where imports may begin."""
        root = stem
        parts: tuple[str, ...] = ()
        while root != (above := os.path.dirname(root)):
            root, parts = above, (os.path.basename(root), *parts)
            if root not in self._roots:
                self._roots[root] = _is_root(root, self._directories)
            if self._roots[root]:
                yield (parts[0].removesuffix("-stubs"), *parts[1:])
                if len(root) <= len(self._top):
                    break


def stem(path: str) -> str:
    """The path of a module without its ending; that of a package is its directory.

    >>> stem("/shop/desk.pyi"), stem("/shop/__init__.py")
    ('/shop/desk', '/shop')
    """
    bare = os.path.splitext(path)[0]
    return os.path.dirname(bare) if os.path.basename(bare) == "__init__" else bare


def _is_root(directory: str, directories: Directories) -> bool:
    listing = directories[directory]
    return not {"__init__.py", "__init__.pyi"} & listing.files or bool(_PROJECT & (listing.files | listing.folders))
