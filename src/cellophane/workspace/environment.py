"""Where modules are looked for: the roots of the project that a file is part of, and those of a Python environment.

It looks at how directories are laid out and starts no interpreter. Lines of `.pth` files that are paths are honoured;
those that Python would execute are not, so packages that are installed through an import hook are not found.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from cellophane.workspace.packages import Directories, above_package, climb

_PROJECT = frozenset({"pyproject.toml", "setup.py", "setup.cfg"})
_VERSION_CONTROL = frozenset({".git", ".hg", ".svn"})
_SOURCES = ("src", "lib", "python")
_MINOR = re.compile(r"python3\.(\d+)")


def roots_of(path: Path, directories: Directories | None = None) -> tuple[Path, ...]:
    """The directories from which the modules around a file are imported, nearest first.

    They are the directory above its topmost package (its own directory if it is in none; then also the one above the
    packages that this is in), the project's sources (`src`, `lib`, `python`) and the project's directory: the nearest
    one upwards with a `pyproject.toml`, `setup.py`, `setup.cfg` or version control, or into which distributions are
    installed. `directories` are what is taken to be on disk; without them, what is.
    """
    directories = directories or Directories()
    folder = os.path.dirname(os.path.abspath(path))
    above = above_package(folder, directories)
    project = next((d for d in climb(above) if _is_project(d, directories)), None)
    around = _around_package(above, project, directories)
    if project is None:
        return tuple(Path(root) for root in (above, *around))
    sources = [os.path.join(project, name) for name in _SOURCES if _holds_code(project, name, directories)]
    # A directory below `src` that is no package is a portion of a namespace package, and not where imports begin.
    within = [source for source in sources if source.endswith("src") and _is_below(above, source)]
    return tuple(Path(root) for root in dict.fromkeys([*(within or [above]), *around, *sources, project]))


def _around_package(directory: str, project: str | None, directories: Directories) -> list[str]:
    """The directory above the packages that a directory is in which is no package itself: tests, scripts, a part of
    them without `__init__.py`."""
    for folder in climb(directory):
        if (root := above_package(folder, directories)) != folder:
            return [root]
        if folder == project:
            break
    return []


def _is_project(directory: str, directories: Directories) -> bool:
    listing = directories[directory]
    return (
        os.path.basename(directory) in ("site-packages", "dist-packages")
        or bool(_PROJECT & listing.files)
        or bool(_VERSION_CONTROL & (listing.folders | listing.files))
        or any(folder.endswith(".dist-info") for folder in listing.folders)
    )


def _holds_code(project: str, name: str, directories: Directories) -> bool:
    if name not in directories[project].folders:
        return False
    folder = os.path.join(project, name)
    listing = directories[folder]
    if "__init__.py" in listing.files:
        return False
    inside = (directories[os.path.join(folder, package)].files for package in listing.folders)
    return name == "src" or any("__init__.py" in files for files in inside)


def _is_below(path: str, directory: str) -> bool:
    return (path + os.sep).startswith(directory + os.sep)


def environment(python: Path | None, near: Path) -> tuple[Path, ...]:
    """The directories from which an environment imports, in the order of `sys.path`: its standard library,
    then what is installed.

    `python` is an interpreter, its name on the `PATH`, or an environment's directory. Without it the nearest virtual
    environment is taken, upwards of `near`; then the one that is activated (`VIRTUAL_ENV`); then the running one.

    Raises ValueError if `python` is no environment.
    """
    return first_of(virtual_environments(near)) if python is None else _named(python)


def first_of(candidates: Iterable[str]) -> tuple[Path, ...]:
    """The same for the first of these directories that is an environment; for the running one if none is."""
    return next(filter(None, map(_paths, candidates)), None) or _running()


def virtual_environments(near: Path) -> Iterator[str]:
    """The directories of the virtual environments that a file may be meant for: the nearest ones first, upwards, then
    the one that is activated."""
    yield from _virtual_environments(os.path.abspath(near))
    active = os.environ.get("VIRTUAL_ENV")
    if active:
        yield active


def _named(python: Path) -> tuple[Path, ...]:
    given = os.fspath(python)
    if os.sep not in given and not os.path.exists(given):
        import shutil  # and all that packs files

        given = shutil.which(given) or given
    given = os.path.abspath(os.path.expanduser(given))
    if not os.path.exists(given):
        raise ValueError(f"--python: {python} does not exist; name an interpreter or a virtual environment's directory")
    minor = _MINOR.search(os.path.basename(os.path.realpath(given)))
    for prefix in _prefixes(given):
        found = _paths(prefix, int(minor[1]) if minor else None)
        if found:
            return found
    raise ValueError(
        f"--python: {python} is no Python environment (no lib/python3.*/site-packages belongs to it); "
        "name a virtual environment's directory, or the interpreter in its bin directory"
    )


def _prefixes(given: str) -> Iterator[str]:
    """The directories which may be the environment of an interpreter, or that of a directory."""
    if os.path.isdir(given):
        yield given
        return
    # As it is called first: a virtual environment's interpreter is a link to the one that it was made from.
    for interpreter in dict.fromkeys((given, os.path.realpath(given))):
        folder = os.path.dirname(interpreter)
        yield os.path.dirname(folder)
        yield folder  # on Windows, outside virtual environments


def _virtual_environments(near: str) -> Iterator[str]:
    # Environments of any other name belong to the project that they stand in, not to everything below.
    own = True
    project = next((d for d in climb(near) if (_PROJECT | _VERSION_CONTROL) & set(_names(d))), near)
    for directory in climb(near):
        names = set(_names(directory))
        if "pyvenv.cfg" in names:
            yield directory
        for name in (".venv", "venv", *(sorted(names - {".venv", "venv"}) if own else [])):
            if name in names and os.path.isfile(os.path.join(directory, name, "pyvenv.cfg")):
                yield os.path.join(directory, name)
        own = own and directory != project


def _running() -> tuple[Path, ...]:
    paths = sysconfig.get_paths()
    return _paths(sys.prefix) or _existing([paths["stdlib"], *_with_links([paths["purelib"], paths["platlib"]])])


def _paths(prefix: str, minor: int | None = None) -> tuple[Path, ...]:
    """What the environment in a directory imports from; nothing if there is none."""
    settings = _settings(os.path.join(prefix, "pyvenv.cfg"))
    version = _MINOR.match("python" + settings.get("version_info", settings.get("version", "")))
    if version:
        minor = int(version[1])
    library = _library(prefix, minor)
    if library is None or not (settings or os.path.isfile(os.path.join(library, "os.py"))):
        return ()
    installed = _with_links(_installed(library, prefix))
    home = settings.get("home")
    if home is None:
        return _existing([library, *installed])
    base = next((b for p in (os.path.dirname(home), home) if (b := _library(p, _minor_of(library)))), None)
    # The environment that it was made from may be gone; the running standard library is nearly the same.
    standard = base or sysconfig.get_paths()["stdlib"]
    if base and settings.get("include-system-site-packages") == "true":
        installed += _with_links(_installed(base, os.path.dirname(home)))
    return _existing([standard, *installed])


def _library(prefix: str, minor: int | None) -> str | None:
    """The directory of modules in an environment: `lib/python3.X`, on Windows `Lib`."""
    for lib in ("lib", "lib64"):
        names = _names(os.path.join(prefix, lib))
        minors = [int(found[1]) for name in names if (found := _MINOR.fullmatch(name))]
        for candidate in [minor] if minor is not None else sorted(minors, reverse=True):
            if candidate in minors:
                return os.path.join(prefix, lib, f"python3.{candidate}")
    windows = os.path.join(prefix, "Lib")
    return windows if "site-packages" in _names(windows) else None


def _minor_of(library: str) -> int | None:
    found = _MINOR.fullmatch(os.path.basename(library))
    return int(found[1]) if found else None


def _installed(library: str, prefix: str) -> list[str]:
    name = os.path.basename(library)
    debian = [os.path.join(prefix, "local", "lib", name), library, os.path.join(prefix, "lib", "python3")]
    return [os.path.join(library, "site-packages"), *(os.path.join(folder, "dist-packages") for folder in debian)]


def _with_links(folders: Iterable[str]) -> list[str]:
    """Directories of installed packages, each followed by those that its `.pth` files name."""
    found: list[str] = []
    for folder in folders:
        found.append(folder)
        for name in sorted(_names(folder)):
            if name.endswith(".pth") and not name.startswith("."):
                found += (os.path.join(folder, line) for line in _path_lines(os.path.join(folder, name)))
    return found


def _path_lines(file: str) -> Iterator[str]:
    for line in _text(file).splitlines():
        line = line.rstrip()
        if line and not line.startswith(("#", "import ", "import\t")) and "\0" not in line:
            yield line


def _settings(file: str) -> dict[str, str]:
    """The lines `key = value` of a `pyvenv.cfg`."""
    pairs = (line.partition("=") for line in _text(file).splitlines() if "=" in line)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _text(file: str) -> str:
    try:
        with open(file, encoding="utf-8-sig", errors="replace") as opened:
            return opened.read()
    except OSError:
        return ""


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _existing(folders: Iterable[str]) -> tuple[Path, ...]:
    """Those that are there, each once: `lib64` is a link to `lib` in many environments."""
    found: dict[str, str] = {}
    for folder in folders:
        if os.path.isdir(folder):
            found.setdefault(os.path.realpath(folder), os.path.normpath(folder))
    return tuple(Path(folder) for folder in found.values())
