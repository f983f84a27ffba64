"""What the facts of a file may rest on besides its own text: the files around it, and the packages of its environment.

It decides whether these are still as they were, by names, sizes and times; it reads no file's content. Packages are
told apart by the names that their `*.dist-info` directories have, which hold the version: somebody who edits an
installed file by hand is not noticed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from cellophane.workspace.environment import environment, roots_of
from cellophane.workspace.files import is_foreign

_MOST = 50_000
"""Files. A project that seems to be larger is somebody's home directory, and reading it takes longer than checking."""


class Surroundings:
    """Fingerprints of what is around files, each taken once: an instance serves one run."""

    def __init__(self) -> None:
        self._of_directory = lru_cache(maxsize=None)(_roots)
        self._of_roots = lru_cache(maxsize=None)(_fingerprint)

    def of(self, file: str, python: Path | None = None) -> str | None:
        """A fingerprint of all around the file, which changes when that does; none if there is too much to look at.

        `python` names the environment, as `environment` takes it.
        """
        return self._of_roots(self._of_directory(os.path.dirname(os.path.abspath(file)), python))


def _roots(directory: str, python: Path | None) -> tuple[Path, ...]:
    return (*roots_of(Path(directory, "__init__.py")), *environment(python, Path(directory)))


def _fingerprint(roots: tuple[Path, ...]) -> str | None:
    import hashlib  # most findings rest on no other file

    print_ = hashlib.blake2b(digest_size=20)
    for count, fact in enumerate(_facts(roots)):
        if count == _MOST:
            return None
        print_.update(repr(fact).encode("utf-8", "backslashreplace"))
    return print_.hexdigest()


def _facts(roots: Iterable[Path]) -> Iterator[object]:
    seen: set[str] = set()
    for root in roots:
        yield str(root)
        names = _names(root)
        if root.name in ("site-packages", "dist-packages"):
            yield [name for name in names if name.endswith(".dist-info")]
        elif "os.py" not in names:  # a standard library, which its path tells
            yield from _files(root, seen)


def _files(root: Path, seen: set[str]) -> Iterator[object]:
    """Path, size and time of each Python file below a directory, unless it was seen below another one."""
    for directory, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not is_foreign(name))
        if directory in seen:
            below.clear()
            continue
        seen.add(directory)
        for name in sorted(names):
            if name.endswith((".py", ".pyi")):
                yield _file(os.path.join(directory, name))


def _file(path: str) -> object:
    try:
        status = os.stat(path)
    except OSError:  # a dangling link, or just gone
        return path
    return path, status.st_size, status.st_mtime_ns


def _names(root: Path) -> list[str]:
    try:
        return sorted(os.listdir(root))
    except OSError:
        return []
