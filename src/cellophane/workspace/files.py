"""Which files a command is about: its arguments, directories walked, ignore files, settings.

It decides what is checked and under which settings, always in the same order and nothing twice. It does not read
source. What is named on the command line is checked, whatever ignore files say of it; links met in a walk are not
followed, because what they point to is checked where it stands, and a circle of links has no end.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cellophane.model.problem import Problem
from cellophane.workspace.ignore import Patterns
from cellophane.workspace.settings import BadSettings, Nearest, Settings

SUFFIXES = (".py", ".pyw", ".ipynb")
"""What is checked in directories. Stubs (`.pyi`) hold no code that runs."""

_CARETAKERS = ".bzr .direnv .git .hg .ipynb_checkpoints .svn .vscode __pycache__"
_CACHES = ".mypy_cache .pytest_cache .pytype .ruff_cache"
_INSTALLED = ".eggs .nox .pyenv .tox .venv __pypackages__ buck-out node_modules site-packages venv"
_NEVER = frozenset(f"{_CARETAKERS} {_CACHES} {_INSTALLED}".split())
_OUTPUT = frozenset(["build", "dist", "_build"])


@dataclass(frozen=True, slots=True)
class Found:
    """A file to check."""

    path: str
    """As the user would write it: relative if the argument was."""
    absolute: str
    size: int
    """In bytes."""
    settings: Settings


@dataclass(frozen=True, slots=True)
class _Level:
    """The ignore patterns of one directory, which is `prefix` characters of the paths below it."""

    patterns: Patterns
    prefix: int


@dataclass
class _Walk:
    nearest: Nearest
    seen: set[str] = field(default_factory=set)
    """Real paths of what was found."""
    complained: set[str] = field(default_factory=set)
    """Settings files that were reported."""


def find(arguments: Iterable[str], nearest: Nearest) -> Iterator[Found | Problem]:
    """The files that arguments name, in the order of the arguments and sorted within each.

    What cannot be found or walked, and settings that make no sense, come as problems in between.
    """
    walk = _Walk(nearest)
    for argument in arguments:
        try:
            status = os.stat(argument)
        except (OSError, ValueError) as error:
            yield Problem(argument, _why(argument, error))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _tree(argument, walk)
        elif stat.S_ISREG(status.st_mode):
            yield from _file(argument, status.st_size, walk)
        else:
            yield Problem(argument, "is no regular file; `-` reads standard input")


def _file(argument: str, size: int, walk: _Walk) -> Iterator[Found | Problem]:
    absolute = os.path.abspath(argument)
    real = os.path.realpath(absolute)
    if real in walk.seen:
        return
    walk.seen.add(real)
    try:
        settings = walk.nearest.of(os.path.dirname(absolute))
    except BadSettings as error:
        yield from _complain(error, walk)
    else:
        yield Found(argument, absolute, size, settings)


def _tree(argument: str, walk: _Walk) -> Iterator[Found | Problem]:
    # The real path, so that ignore files above it are found also when the argument is a link.
    root = os.path.realpath(argument)
    shown = "" if argument in (".", "./") else os.path.join(argument, "")
    yield from _directory(root, shown, _above(root), walk)


def _directory(path: str, shown: str, levels: tuple[_Level, ...], walk: _Walk) -> Iterator[Found | Problem]:
    # A stack of our own: a tree may be deeper than Python's.
    waiting: list[tuple[str, str, tuple[_Level, ...]] | Found] = [(path, shown, levels)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Found):
            yield item
            continue
        path, shown, levels = item
        if path in walk.seen:
            continue
        walk.seen.add(path)
        try:
            with os.scandir(path) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
            settings = walk.nearest.of(path)
        except OSError as error:
            yield Problem(shown or path, _why(path, error))
            continue
        except BadSettings as error:
            yield from _complain(error, walk)
            continue
        if any(entry.name == ".gitignore" for entry in entries):
            levels = (_level(os.path.join(path, ".gitignore"), path), *levels)
        below = [_entry(entry, shown, levels, settings, walk) for entry in entries]
        waiting.extend(found for found in reversed(below) if found is not None)


def _entry(
    entry: os.DirEntry[str], shown: str, levels: tuple[_Level, ...], settings: Settings, walk: _Walk
) -> tuple[str, str, tuple[_Level, ...]] | Found | None:
    is_directory = entry.is_dir(follow_symlinks=False)
    if is_directory:
        if _never(entry) or _left_out(entry.path, levels, settings, is_directory):
            return None
        return entry.path, f"{shown}{entry.name}{os.sep}", levels
    if not entry.name.endswith(SUFFIXES) or not entry.is_file(follow_symlinks=False):
        return None
    if entry.path in walk.seen or _left_out(entry.path, levels, settings, is_directory):
        return None
    walk.seen.add(entry.path)
    try:
        size = entry.stat(follow_symlinks=False).st_size
    except OSError:  # it has just vanished; reading it will say so
        size = 0
    return Found(shown + entry.name, entry.path, size, settings)


def is_foreign(directory: str) -> bool:
    """Whether a directory of this name holds no code of the project that it is in.

    >>> is_foreign(".git"), is_foreign("node_modules"), is_foreign("src")
    (True, True, False)
    """
    return directory in _NEVER


def _never(entry: os.DirEntry[str]) -> bool:
    if is_foreign(entry.name):
        return True
    if entry.name in _OUTPUT:  # usually output, but a package may well be called `build`
        return not os.path.exists(os.path.join(entry.path, "__init__.py"))
    return os.path.exists(os.path.join(entry.path, "pyvenv.cfg"))


def _left_out(path: str, levels: tuple[_Level, ...], settings: Settings, is_directory: bool) -> bool:
    if settings.exclude.lines and settings.exclude.decide(settings.relative(path), is_directory):
        return True
    return bool(_ignored(path, levels, is_directory))


def _ignored(path: str, levels: tuple[_Level, ...], is_directory: bool) -> bool | None:
    for level in levels:  # the nearest first: it has the last word
        decision = level.patterns.decide(path[level.prefix :].replace(os.sep, "/"), is_directory)
        if decision is not None:
            return decision
    return None


def _above(root: str) -> tuple[_Level, ...]:
    """The patterns that hold in a directory because of the repository that it is in, the nearest first.

    None outside repositories, and none if the directory itself is ignored: who names it wants to see what
    is in it.
    """
    parents = [root]
    while not os.path.exists(os.path.join(parents[-1], ".git")):
        parent = os.path.dirname(parents[-1])
        if parent == parents[-1]:
            return ()
        parents.append(parent)
    top = parents[-1]
    levels: tuple[_Level, ...] = (_level(os.path.join(top, ".git", "info", "exclude"), top),)
    for parent, child in zip(reversed(parents[1:]), reversed(parents[:-1]), strict=True):
        levels = (_level(os.path.join(parent, ".gitignore"), parent), *levels)
        if _ignored(child, levels, is_directory=True):
            return ()
    return tuple(level for level in levels if level.patterns.lines)


def _level(file: str, directory: str) -> _Level:
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as stream:
            lines = tuple(stream.read().removeprefix("\ufeff").split("\n"))
    except OSError:  # as git does: an ignore file that cannot be read ignores nothing
        lines = ()
    return _Level(Patterns(lines), len(os.path.join(directory, "")))


def _complain(error: BadSettings, walk: _Walk) -> Iterator[Problem]:
    if error.file not in walk.complained:
        walk.complained.add(error.file)
        yield Problem(error.file, error.message, error.row)


def _why(path: str, error: OSError | ValueError) -> str:
    if os.path.islink(path) and isinstance(error, OSError):
        return f"is a link that leads nowhere: {(error.strerror or str(error)).lower()}"
    reason = error.strerror if isinstance(error, OSError) else None
    reason = reason or str(error)
    return f"cannot be read: {reason[:1].lower()}{reason[1:]}"
