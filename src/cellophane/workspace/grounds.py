"""Where a change may concern the files of a run: the directories that they are in, and those that they import from.

It looks at names only. Directories of other people's code, as environments are, count for nothing here.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path

from cellophane.workspace.environment import roots_of
from cellophane.workspace.files import SUFFIXES, is_foreign
from cellophane.workspace.packages import MODULES, Directories
from cellophane.workspace.settings import FILES

COMPILED = (".so", ".pyd", ".pyc")
"""How modules end that nobody can read."""
_VERSION_CONTROL = frozenset({".git", ".hg", ".svn"})
DECIDING = frozenset({*FILES, *_VERSION_CONTROL, ".gitignore", "pyvenv.cfg"})
"""Names of files that say what is checked, and how, or where imports begin."""
MARKING = frozenset({"setup.py", "setup.cfg"})
"""Names of files that tell by being there where imports begin."""
_TELLING = (*SUFFIXES, *MODULES, *COMPILED, *MARKING)
_MOST = 50_000
"""Files. What seems to be larger is somebody's home directory."""


def grounds(paths: Collection[str]) -> tuple[str, ...]:
    """The directories to look at, none within another, for files and directories, given by absolute paths."""
    listings = Directories()
    folders = {path if os.path.isdir(path) else os.path.dirname(path) for path in paths}
    linked = (path for path in paths if os.path.islink(path) and not os.path.isdir(path))
    links = {os.path.dirname(os.path.realpath(path)) for path in linked}
    found = {*folders, *map(os.path.realpath, folders), *links}
    for folder in folders:
        found.update(map(str, roots_of(Path(folder, "__init__.py"), listings)))
    return outermost(filter(os.path.isdir, found))


def outermost(folders: Iterable[str]) -> tuple[str, ...]:
    """Those that lie in no other one.

    >>> outermost(["/a/b", "/c", "/a"])
    ('/a', '/c')
    """
    found: list[str] = []
    for folder in sorted(folders, key=lambda one: os.path.join(one, "")):
        if not found or not os.path.join(folder, "").startswith(os.path.join(found[-1], "")):
            found.append(folder)
    return tuple(found)


def modules_in(folders: Iterable[str]) -> frozenset[str] | None:
    """The files of Python that can be imported from there; none (`None`) if they are too many to look at."""
    found: set[str] = set()
    for top in folders:
        for directory, below, names in os.walk(top):
            below[:] = [name for name in below if not is_foreign(name)]
            found.update(os.path.join(directory, name) for name in names if name.endswith(MODULES))
            if len(found) > _MOST:
                return None
    return frozenset(found)


def is_noise(path: str, folders: Iterable[str]) -> bool:
    """Whether what happens to a path in one of these directories is nothing but noise: it is in one of caches, of
    version control or of other people's code, or it is a file that says nothing of modules.

    >>> is_noise("/shop/__pycache__/desk.pyc", ["/shop"]), is_noise("/shop/desk.py", ["/shop"])
    (True, False)
    """
    top = max((folder for folder in folders if path.startswith(os.path.join(folder, ""))), key=len, default="")
    *above, name = path[len(top) :].strip(os.sep).split(os.sep)
    if any(map(is_foreign, above)) or (is_foreign(name) and name not in _VERSION_CONTROL):
        return True
    return name not in DECIDING and not name.endswith(_TELLING) and os.path.isfile(path)


def matters(path: str, folders: Iterable[str], is_modified: bool) -> bool:
    """Whether what happened to a path in one of these directories has to be looked at: it is no noise, and no directory
    that is told to be modified, as only its entries are, which are told of by themselves."""
    return not is_noise(path, folders) and not (is_modified and os.path.isdir(path))
