"""What a project wants: the settings in the nearest `.cellophane.toml`, `cellophane.toml` or `pyproject.toml`.

It decides which file governs a directory and whether its keys and values are sound. It does not know which rules there
are: codes are checked by those who use them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cellophane.model.finding import Certainty
from cellophane.model.nearest import meant
from cellophane.model.problem import Problem
from cellophane.model.silencing import Form
from cellophane.workspace.environment import environment
from cellophane.workspace.ignore import Patterns, refused

SHARED = "pyproject.toml"
"""The file whose table `[tool.cellophane]` holds the settings: the rest of it is other people's."""
FILES = (".cellophane.toml", "cellophane.toml", SHARED)
"""Where settings are looked for in a directory: the first one that is there governs."""


class BadSettings(Exception):
    """A settings file that cannot be read, or says something that has no meaning. The message names the file."""

    def __init__(self, file: str, message: str, row: int | None = None) -> None:
        super().__init__(f"{file}: {message}")
        self.file = file
        self.message = message
        self.row = row


@dataclass(frozen=True)
class Settings:
    """The settings that govern a directory. `Settings()` holds where nobody set anything."""

    file: str | None = None
    """The file that they come from."""
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    certainty: Certainty | None = None
    exclude: Patterns = field(default_factory=Patterns)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Patterns of paths, as in `.gitignore`, and the codes that are ignored there."""
    knowledge: tuple[Path, ...] = ()
    """Files that describe callables; the settings file itself, if it has entries, comes first."""
    callables: tuple[str, ...] = ()
    """The names of the callables that the settings file itself describes."""
    python: Path | None = None
    """The interpreter or environment in whose packages imports are looked up."""
    base: str | None = None
    """The directory that the patterns are relative to, where it is not that of the settings file."""
    silence_with: Form | None = None
    """The form of the comments that `--add-noqa` writes."""

    @property
    def directory(self) -> str:
        """What the patterns are relative to: where the settings file stands, unless it was named (`named`)."""
        return self.base or (os.path.dirname(self.file) if self.file else "")

    def relative(self, path: str) -> str:
        """An absolute path as the patterns see it."""
        return os.path.relpath(path, self.directory).replace(os.sep, "/")

    def ignored_in(self, path: str) -> tuple[str, ...]:
        """The codes that are ignored in one file, given by its absolute path, beside `ignore`."""
        if not self.per_file_ignores:
            return ()
        relative = self.relative(path)
        ours = [codes for glob, codes in self.per_file_ignores.items() if Patterns((glob,)).names(relative)]
        return tuple(code for codes in ours for code in codes)

    def problem(self, reason: object) -> Problem:
        """That a value of theirs, sound as it looks, makes no sense to those who use it."""
        shared = self.file is not None and os.path.basename(self.file) == SHARED
        return Problem(self.file or "", f"[tool.cellophane]: {reason}" if shared else str(reason))


DEFAULT = Settings()


@dataclass
class Nearest:
    """Finds the settings that govern a directory, and reads each file once."""

    everywhere: Settings | None = None
    """What governs all directories, in place of the files in and above them."""
    _known: dict[str, Settings] = field(default_factory=dict)

    def of(self, directory: str) -> Settings:
        """The settings for an absolute path of a directory. Raises `BadSettings`."""
        if self.everywhere is not None:
            return self.everywhere
        if directory not in self._known:
            parent = os.path.dirname(directory)
            own = _in(directory)
            self._known[directory] = own or (DEFAULT if parent == directory else self.of(parent))
        return self._known[directory]


def named(file: str) -> Settings:
    """The settings in a file that somebody names, whatever it is called: its patterns are relative to the current
    directory, as it may stand anywhere. Raises `BadSettings`, also if there are none in it."""
    absolute = os.path.abspath(file)
    found = load(absolute)
    if found is not None:
        return replace(found, base=os.getcwd())
    if os.path.isfile(absolute):
        raise BadSettings(file, "has no table [tool.cellophane]")
    raise BadSettings(file or "''", "is a directory" if file and os.path.isdir(absolute) else "does not exist")


def _in(directory: str) -> Settings | None:
    found = (load(os.path.join(directory, name)) for name in FILES)
    return next((settings for settings in found if settings is not None), None)


def load(file: str) -> Settings | None:
    """The settings in a file; none if it does not exist or does not speak of cellophane. Raises `BadSettings`."""
    try:
        with open(file, "rb") as stream:
            data = stream.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise BadSettings(file, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSettings(file, f"is not TOML: it is not UTF-8 at byte {error.start}") from None
    shared = os.path.basename(file) == SHARED
    if shared and "cellophane" not in text:  # spares most projects the TOML parser, and us their broken test data
        return None
    table = _table(file, text)
    return None if table is None else _settings(file, table)


def _table(file: str, text: str) -> Mapping[str, Any] | None:
    import tomllib  # most runs find no settings to read

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(file, f"is not TOML: {error}") from None
    except RecursionError:
        raise BadSettings(file, "is nested too deeply to read") from None
    if os.path.basename(file) == SHARED:
        return _own_table(file, document)
    if _own_table(file, document) is not None:
        raise BadSettings(file, "says [tool.cellophane]: in this file, settings stand without that")
    return document


def _own_table(file: str, document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    tool = document.get("tool")
    table = tool.get("cellophane") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise BadSettings(file, f"`tool.cellophane` has to be a table, not {_kind(table)}")
    return table


def _settings(file: str, table: Mapping[str, Any]) -> Settings:
    where = " in [tool.cellophane]" if os.path.basename(file) == SHARED else ""
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            hint = f"; an entry stands below `callables.{key!r}`" if isinstance(value, dict) and "." in key else ""
            raise BadSettings(file, f"unknown setting {key!r}{where}{hint or meant(key, _KEYS) or _KNOWN}")
        try:
            values[key.replace("-", "_")] = _KEYS[key](value)
        except ValueError as error:
            raise BadSettings(file, f"setting {key!r}{where} {error}") from None
    knowledge = tuple(Path(os.path.dirname(file), path) for path in values.get("knowledge", ()))
    for path in knowledge:
        if not path.is_file():
            raise BadSettings(file, f"setting 'knowledge'{where} names {str(path)!r}, which is no file")
    values["knowledge"] = (Path(file), *knowledge) if values.get("callables") else knowledge
    if "python" in values:
        values["python"] = _python(file, values["python"], where)
    return Settings(file, **values)


def _python(file: str, value: str, where: str) -> Path:
    """The environment that a setting names: a path from where the settings file stands, or a name on the `PATH`."""
    directory = Path(os.path.dirname(file))
    path = directory / os.path.expanduser(value)
    python = path if os.path.lexists(path) or os.path.dirname(value) else Path(value)
    try:
        environment(python, directory)
    except ValueError as error:
        reason = str(error).removeprefix("--python: ")
        raise BadSettings(file, f"setting 'python'{where}: {reason}") from None
    return python


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"has to be a list of strings, not {_kind(value)}")
    for item in value:
        if not isinstance(item, str):
            raise ValueError(f"has to hold strings only, not {_kind(item)}")
    return tuple(value)


def _word(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"has to be a string that is not empty, not {_kind(value)}")
    return value


def _per_file(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError(f"has to be a table of patterns and lists of codes, not {_kind(value)}")
    _patterns(list(value))
    return {pattern: _words(codes) for pattern, codes in value.items()}


def _entries(value: object) -> tuple[str, ...]:
    """The names of tables; what they say is for `knowledge` to judge."""
    if not isinstance(value, dict):
        raise ValueError(f"has to be a table of entries, not {_kind(value)}")
    for name, entry in value.items():
        if not isinstance(entry, dict):
            raise ValueError(f"has to hold tables only, under the names of callables: {name} is {_kind(entry)}")
    return tuple(value)


def _patterns(value: object) -> Patterns:
    lines = _words(value)
    for line in lines:
        if refused(line):
            raise ValueError(f"holds {line!r}, which is no pattern")
    return Patterns(lines)


_KEYS: dict[str, Callable[[object], object]] = {
    "select": _words,
    "ignore": _words,
    "certainty": Certainty.of,
    "exclude": _patterns,
    "per-file-ignores": _per_file,
    "knowledge": _words,
    "callables": _entries,
    "python": _word,
    "silence-with": Form.of_a_line,
}
_KNOWN = f"; known are {', '.join(_KEYS)}"


def _kind(value: object) -> str:
    names = {
        bool: "a truth value",
        int: "a number",
        float: "a number",
        str: "a string",
        list: "a list",
        dict: "a table",
    }
    return names.get(type(value), "a date or time")
