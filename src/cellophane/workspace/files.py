"""Which files a command is about: its arguments, directories walked, ignore files, settings.

It decides what is checked and under which settings, always in the same order and nothing twice. It does not read
source. What is named on the command line is checked, whatever settings and ignore files say of it and of the
directories that it is in, unless exclusion is forced; links met in a walk are not followed, because what they point to
is checked where it stands, and a circle of links has no end.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cellophane.model.problem import Problem
from cellophane.workspace.exclusion import Exclusion, of_settings
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
    file: str

    def by(self, path: str, is_directory: bool) -> str:
        """The pattern that leaves a path out, and the file that it is in."""
        return f"`{self.patterns.deciding(self.relative(path), is_directory)}` in {self.file}"

    def relative(self, path: str) -> str:
        """An absolute path as the patterns see it."""
        return path[self.prefix :].replace(os.sep, "/")


@dataclass
class Search:
    """How files are looked for, and what has come up so far: one serves one run."""

    nearest: Nearest
    excluded: Exclusion | None = None
    """What is left out beside what settings and ignore files leave out."""
    forced: bool = False
    """Whether what is excluded is left out also if it is named."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Why something was left out, and what came first under that reason."""
    forced_out: set[str] = field(default_factory=set)
    """What was named and is left out, as exclusion is forced."""
    seen: set[str] = field(default_factory=set)
    """Real paths of what was found."""
    complained: set[str] = field(default_factory=set)
    """Settings files that were reported."""

    def leaves_out(self, path: str) -> bool:
        """Whether exclusion is forced on a path that is named, which need not exist. Raises `BadSettings`."""
        if not self.forced:
            return False
        absolute = os.path.abspath(path)
        found = self._forcing(absolute, os.path.isdir(absolute))
        if found is None:
            return False
        self.left_out.setdefault(found, path)
        self.forced_out.add(path)
        return True

    def _forcing(self, path: str, is_directory: bool) -> str | None:
        """The reason for which a walk from above would not come to a path: from where one is, or from the settings."""
        here = os.getcwd()
        tops = here, self.nearest.of(os.path.dirname(path)).directory or here
        place = path
        while any(_is_below(place, top) for top in tops):
            below = is_directory or place != path
            exclusions = (self.excluded, of_settings(self.nearest.of(os.path.dirname(place))))
            reasons = (
                exclusion.by(place, below) for exclusion in exclusions if exclusion and exclusion.is_about(place)
            )
            if by := next(filter(None, reasons), None) or (foreign(place) if below else None):
                return by
            place = os.path.dirname(place)
        return None


@dataclass
class _Walk:
    """What is walked for one argument."""

    search: Search
    root: str
    """The absolute path of the directory that was named."""
    inside: dict[str | None, tuple[Exclusion, ...]] = field(default_factory=dict)
    """What is excluded in it under the settings of a file."""

    def exclusions(self, settings: Settings) -> tuple[Exclusion, ...]:
        """Those that hold where these settings govern."""
        if settings.file not in self.inside:
            both = (self.search.excluded, of_settings(settings) if settings.exclude.lines else None)
            self.inside[settings.file] = tuple(each.inside(self.root) for each in both if each and each.patterns.lines)
        return self.inside[settings.file]


def find(arguments: Iterable[str], search: Search) -> Iterator[Found | Problem]:
    """The files that arguments name, in the order of the arguments and sorted within each.

    What cannot be found or walked, and settings that make no sense, come as problems in between.
    """
    for argument in arguments:
        try:
            if search.leaves_out(argument):  # asked first: what is left out need not be there
                continue
            status = os.stat(argument)
        except (OSError, ValueError) as error:
            yield Problem(argument, _why(argument, error))
        except BadSettings as error:
            yield from _complain(error, search)
        else:
            yield from _named(argument, status, search)


def _named(argument: str, status: os.stat_result, search: Search) -> Iterator[Found | Problem]:
    if stat.S_ISDIR(status.st_mode):
        yield from _tree(argument, search)
    elif stat.S_ISREG(status.st_mode):
        yield from _file(argument, status.st_size, search)
    else:
        yield Problem(argument, "is no regular file; `-` reads standard input")


def _file(argument: str, size: int, search: Search) -> Iterator[Found | Problem]:
    absolute = os.path.abspath(argument)
    real = os.path.realpath(absolute)
    if real in search.seen:
        return
    search.seen.add(real)
    try:
        settings = search.nearest.of(os.path.dirname(absolute))
    except BadSettings as error:
        yield from _complain(error, search)
    else:
        yield Found(argument, absolute, size, settings)


def _tree(argument: str, search: Search) -> Iterator[Found | Problem]:
    # The real path, so that ignore files above it are found also when the argument is a link.
    root = os.path.realpath(argument)
    shown = "" if argument in (".", "./") else os.path.join(argument, "")
    yield from _directory(shown, _above(root), _Walk(search, root))


def _directory(shown: str, levels: tuple[_Level, ...], walk: _Walk) -> Iterator[Found | Problem]:
    search = walk.search
    # A stack of our own: a tree may be deeper than Python's.
    waiting: list[tuple[str, str, tuple[_Level, ...]] | Found] = [(walk.root, shown, levels)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Found):
            yield item
            continue
        path, shown, levels = item
        if path in search.seen:
            continue
        search.seen.add(path)
        try:
            with os.scandir(path) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
            settings = search.nearest.of(path)
        except OSError as error:
            yield Problem(shown or path, _why(path, error))
            continue
        except BadSettings as error:
            yield from _complain(error, search)
            continue
        if any(entry.name == ".gitignore" for entry in entries):
            levels = (_level(os.path.join(path, ".gitignore"), path), *levels)
        below = [_entry(entry, shown, levels, settings, walk) for entry in entries]
        waiting.extend(found for found in reversed(below) if found is not None)


def _entry(
    entry: os.DirEntry[str], shown: str, levels: tuple[_Level, ...], settings: Settings, walk: _Walk
) -> tuple[str, str, tuple[_Level, ...]] | Found | None:
    is_directory = entry.is_dir(follow_symlinks=False)
    if not is_directory and not (entry.name.endswith(SUFFIXES) and entry.is_file(follow_symlinks=False)):
        return None
    if entry.path in walk.search.seen and not is_directory:
        return None
    left_out = (foreign(entry.path) if is_directory else None) or _left_out(
        entry.path, levels, walk.exclusions(settings), is_directory
    )
    if left_out is not None:
        walk.search.left_out.setdefault(left_out, f"{shown}{entry.name}")
        return None
    if is_directory:
        return entry.path, f"{shown}{entry.name}{os.sep}", levels
    walk.search.seen.add(entry.path)
    try:
        size = entry.stat(follow_symlinks=False).st_size
    except OSError:  # it has just vanished; reading it will say so
        size = 0
    return Found(shown + entry.name, entry.path, size, settings)


def _is_below(path: str, directory: str) -> bool:
    return path != directory and path.startswith(os.path.join(directory, ""))


def is_foreign(directory: str) -> bool:
    """Whether a directory of this name holds no code of the project that it is in.

    >>> is_foreign(".git"), is_foreign("node_modules"), is_foreign("src")
    (True, True, False)
    """
    return directory in _NEVER


def foreign(path: str) -> str | None:
    """Why a directory is never walked, unless it is named; none if it is."""
    name = os.path.basename(path)
    # What is called like output usually is, but a package may well be called `build`.
    is_output = name in _OUTPUT and not os.path.exists(os.path.join(path, "__init__.py"))
    if is_foreign(name) or is_output:
        return f"its name: no code of a project is looked for in `{name}`"
    is_environment = os.path.exists(os.path.join(path, "pyvenv.cfg"))
    return "its `pyvenv.cfg`: it is a virtual environment" if is_environment else None


def _left_out(
    path: str, levels: tuple[_Level, ...], exclusions: tuple[Exclusion, ...], is_directory: bool
) -> str | None:
    """Why a path is left out; none if it is not."""
    for exclusion in exclusions:
        if by := exclusion.by(path, is_directory):
            return by
    level = _ignoring(path, levels, is_directory)
    return level.by(path, is_directory) if level else None


def _ignoring(path: str, levels: tuple[_Level, ...], is_directory: bool) -> _Level | None:
    """The level that leaves a path out."""
    for level in levels:  # the nearest first: it has the last word
        decision = level.patterns.decide(level.relative(path), is_directory)
        if decision is not None:
            return level if decision else None
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
        if _ignoring(child, levels, is_directory=True):
            return ()
    return tuple(level for level in levels if level.patterns.lines)


def _level(file: str, directory: str) -> _Level:
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as stream:
            lines = tuple(stream.read().removeprefix("\ufeff").split("\n"))
    except OSError:  # as git does: an ignore file that cannot be read ignores nothing
        lines = ()
    return _Level(Patterns(lines), len(os.path.join(directory, "")), file)


def _complain(error: BadSettings, search: Search) -> Iterator[Problem]:
    if error.file not in search.complained:
        search.complained.add(error.file)
        yield Problem(error.file, error.message, error.row)


def _why(path: str, error: OSError | ValueError) -> str:
    if os.path.islink(path) and isinstance(error, OSError):
        return f"is a link that leads nowhere: {(error.strerror or str(error)).lower()}"
    reason = error.strerror if isinstance(error, OSError) else None
    reason = reason or str(error)
    return f"cannot be read: {reason[:1].lower()}{reason[1:]}"
