"""What decides how files are checked and lies where nobody watches for changes: it is looked at from time to time.

That are settings and ignore files above what is checked, files that are named, and the packages of the environment,
which are told by the names of their `*.dist-info` directories.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from cellophane.workspace.environment import environment
from cellophane.workspace.packages import climb
from cellophane.workspace.settings import FILES

_ABOVE = (*FILES, ".gitignore", ".git", os.path.join(".git", "info", "exclude"), "setup.py", "setup.cfg", "pyvenv.cfg")


def deciding(paths: Iterable[str], others: Iterable[str] = (), python: Path | None = None) -> tuple[object, ...]:
    """All of it, for what was asked to be checked: equal as long as nothing is different.

    `paths` are absolute, `others` further files, and `python` names the environment, as `environment` takes it.
    """
    return tuple(_facts(list(paths), others, python))


def _facts(paths: Iterable[str], others: Iterable[str], python: Path | None) -> Iterator[object]:
    for path in paths:
        yield path, _identity(path)
    folders = {folder for path in paths for folder in climb(os.path.dirname(path))}
    for folder in sorted(folders | {path for path in paths if os.path.isdir(path)}):
        yield from ((folder, name, _stamp(os.path.join(folder, name))) for name in _ABOVE)
    yield from ((path, _stamp(path)) for path in others)
    for path in paths:
        yield from _installed(Path(path), python)


def _installed(near: Path, python: Path | None) -> Iterator[object]:
    try:
        roots = environment(python, near if near.is_dir() else near.parent)
    except ValueError:  # it was there, and will be complained about
        return
    for root in roots:
        yield str(root)
        if root.name in ("site-packages", "dist-packages"):
            yield tuple(sorted(name for name in _names(root) if name.endswith((".dist-info", ".pth"))))


def identities(paths: Iterable[str]) -> tuple[object, ...]:
    """Which files or directories are there: others may have taken their places."""
    return tuple(map(_identity, paths))


def _identity(path: str) -> object:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _stamp(path: str) -> object:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return stat.S_ISDIR(status.st_mode) or (status.st_size, status.st_mtime_ns, status.st_ino)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
