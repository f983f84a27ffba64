"""What git knows of files: those of a working tree, and what was in them at a revision. It is asked for objects only:
nothing is checked out, locked or written.

The program `git` is asked, and not a library: it is where the repository is, and knows each form that objects have.
"""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cellophane.workspace.files import foreign

_PATTERNS = ("*.py", "*.pyi", "*.pyw", "*.ipynb")
_SUFFIXES = tuple(pattern[1:].encode() for pattern in _PATTERNS)
_SUBMODULE = "160000"
_FILES = ("100644", "100755", "100664")
_NOWHERE = "0" * 40
_OF_ONE_PLACE = {
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"),
    *("GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"),
}
"""Variables that git sets for its hooks, which we may be run by."""


class NoHistory(ValueError):
    """What was asked of git cannot be told; the message says why, and what can be done."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a file. Paths are absolute."""

    before: str | None
    """Where it was; none if it was not there."""
    after: str | None
    """Where it is; none if it is gone."""
    content: bytes | None
    """What was in it."""


class Repository:
    """A working tree with its history."""

    def __init__(self, top: str) -> None:
        self.top = top
        self._foreign: dict[str, bool] = {}

    @classmethod
    def around(cls, directory: str) -> Repository:
        """The one that a directory is in. Raises `NoHistory` if there is none, and without git."""
        try:
            top = os.path.abspath(_line(_git(directory, "rev-parse", "--show-toplevel")))
        except NoHistory as error:
            raise NoHistory(f"{os.path.abspath(directory)}: {error}") from None
        return cls(_as_seen(top, os.path.abspath(directory)))

    def commit(self, revision: str) -> str:
        """The commit that a revision names; with three dots after it, the one where HEAD went another way.

        Raises `NoHistory` if there is no such commit here.
        """
        name, apart = (revision[:-3], True) if revision.endswith("...") else (revision, False)
        try:
            if not name or name.startswith("-"):
                raise NoHistory("that is no name of a revision")
            commit = _line(_git(self.top, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"))
        except NoHistory:
            raise NoHistory(f"there is no revision {revision!r} in {self.top}{self._depth()}") from None
        if not apart:
            return commit
        try:
            return _line(_git(self.top, "merge-base", commit, "HEAD"))
        except NoHistory:
            raise NoHistory(f"{name} and HEAD have no commit in common in {self.top}{self._depth()}") from None

    def _depth(self) -> str:
        if _line(_git(self.top, "rev-parse", "--is-shallow-repository")) != "true":
            return ""
        return ", whose history is cut off: fetch the rest of it, as with `git fetch --unshallow`"

    def files(self) -> tuple[str, ...]:
        """The files of Python of the working tree and its submodules, without what git ignores and environments."""
        paths = self._listed("--cached", "--others")
        for line in _git(self.top, "ls-files", "-z", "--stage").split(b"\0"):
            path = self._path(line.partition(b"\t")[2])
            if line.startswith(_SUBMODULE.encode()) and _is_checked_out(path):
                paths += Repository(path).files()
        return tuple(path for path in dict.fromkeys(paths) if not self._is_foreign(path))

    def changes(self, commit: str) -> tuple[Change, ...]:
        """Which files of Python are others than at a commit, in submodules too; those that git ignores are left out.

        Raises `NoHistory` where the objects of that commit cannot be read.
        """
        changed = _git(self.top, "diff-index", "-z", "-M", "--ignore-submodules=none", commit, "--")
        entries = list(_entries(changed))
        wanted = [entry for entry in entries if entry.is_python]
        contents = self._contents(dict.fromkeys(entry.object for entry in wanted if entry.was_file))
        found = [self._change(entry, contents.get(entry.object)) for entry in wanted]
        found = [change for change in found if not _is_as_it_was(change)]
        known = {change.after for change in found}
        new = self._listed("--others")
        found += [Change(None, path, None) for path in new if path not in known and not self._is_foreign(path)]
        for entry in entries:
            if entry.is_submodule:
                found += self._within(entry)
        return tuple(sorted(found, key=lambda change: change.after or change.before or ""))

    def _listed(self, *kinds: str) -> list[str]:
        """The files of Python of these kinds, without those that git ignores."""
        listed = _git(self.top, "ls-files", "-z", *kinds, "--exclude-standard", "--", *_PATTERNS)
        return [self._path(name) for name in listed.split(b"\0") if name]

    def directories(self, commit: str) -> frozenset[str]:
        """The directories that there were at a commit, in submodules too."""
        found = {self.top}
        for line in _git(self.top, "ls-tree", "-d", "-r", "-z", commit).split(b"\0")[:-1]:
            (_, kind, name), path = line.partition(b"\t")[0].decode().split(), self._path(line.partition(b"\t")[2])
            found.add(path)
            if kind == "commit" and _is_checked_out(path):
                found |= Repository(path).directories(name)
        return frozenset(found)

    def _change(self, entry: _Entry, content: bytes | None) -> Change:
        before = self._path(entry.before) if entry.was_file and content is not None else None
        after = self._path(entry.after)
        return Change(before, after if os.path.isfile(after) else None, content)

    def _within(self, entry: _Entry) -> tuple[Change, ...]:
        """What has changed in a submodule; nothing if it is not there, so that nobody imports from it."""
        path = self._path(entry.after)
        if not _is_checked_out(path):
            return ()
        inside = Repository(path)
        if entry.object == _NOWHERE:
            return tuple(Change(None, file, None) for file in inside.files())
        return inside.changes(inside.commit(entry.object))

    def _contents(self, objects: Iterable[str]) -> Mapping[str, bytes]:
        """What is in the objects that are there."""
        asked = "".join(f"{name}\n" for name in objects).encode()
        answer = io.BytesIO(_git(self.top, "cat-file", "--batch", given=asked) if asked else b"")
        found: dict[str, bytes] = {}
        while head := answer.readline():
            name, kind, *size = head.decode().split()
            if kind == "missing":
                raise NoHistory(f"{self.top}: the object {name} is missing; `git fetch` may bring it")
            found[name] = answer.read(int(size[0]))
            answer.readline()
        return found

    def _is_foreign(self, path: str) -> bool:
        """Whether a file belongs to an environment or to what is built, which is no part of the project."""
        directory = os.path.dirname(path)
        if directory not in self._foreign:
            is_inside = len(directory) > len(self.top)
            self._foreign[directory] = is_inside and (foreign(directory) is not None or self._is_foreign(directory))
        return self._foreign[directory]

    def _path(self, name: bytes) -> str:
        return os.path.join(self.top, os.fsdecode(name).replace("/", os.sep))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One file in what `git diff-index` prints."""

    mode: str
    mode_after: str
    object: str
    before: bytes
    after: bytes

    @property
    def is_submodule(self) -> bool:
        return _SUBMODULE in (self.mode, self.mode_after)

    @property
    def was_file(self) -> bool:
        return self.mode in _FILES

    @property
    def is_python(self) -> bool:
        """Whether it is or was a file of Python."""
        return not self.is_submodule and (self.before.endswith(_SUFFIXES) or self.after.endswith(_SUFFIXES))


def _entries(answer: bytes) -> Iterator[_Entry]:
    """The files in the raw format of git: `:MODE MODE OBJECT OBJECT LETTER`, and then one name, or two."""
    words = iter(answer.split(b"\0"))
    seen = set()
    for head in words:
        if not head:
            continue
        mode, mode_after, name, _, letter = head[1:].decode().split(" ")
        before = next(words)
        after = next(words) if letter[0] in "RC" else before
        if after not in seen:  # one that is not merged comes twice
            seen.add(after)
            yield _Entry(mode, mode_after, name, before, after)


def _is_checked_out(submodule: str) -> bool:
    return os.path.exists(os.path.join(submodule, ".git"))


def _is_as_it_was(change: Change) -> bool:
    """Whether only the times of a file have changed: git would look into it before it says so."""
    if change.after is None or change.after != change.before:
        return False
    try:
        with open(change.after, "rb") as file:
            return file.read() == change.content
    except OSError:
        return False


def _as_seen(top: str, directory: str) -> str:
    """The top of a working tree as one comes to it by way of a directory inside: git follows links."""
    inside = os.path.relpath(os.path.realpath(directory), os.path.realpath(top))
    ups = [os.pardir] * len(inside.split(os.sep)) if inside != os.curdir else []
    seen = os.path.normpath(os.path.join(directory, *ups))
    return seen if os.path.realpath(seen) == os.path.realpath(top) else top


def _git(directory: str, *words: str, given: bytes | None = None) -> bytes:
    """What git answers. Raises `NoHistory` in its own words."""
    try:
        done = subprocess.run(
            ["git", "-C", directory, *words], input=given, capture_output=True, check=False, env=_surroundings()
        )
    except FileNotFoundError:
        raise NoHistory("git is needed for that, and there is no `git` on the PATH") from None
    except OSError as error:
        raise NoHistory(f"git cannot be started: {error.strerror or error}") from None
    if done.returncode:
        told = " ".join(done.stderr.decode("utf-8", "backslashreplace").split()).removeprefix("fatal: ")
        raise NoHistory(told or f"git {words[0]} failed")
    return done.stdout


def _surroundings() -> dict[str, str]:
    """The environment for git: it is to look where it is told, to lock nothing, and to speak English."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_ONE_PLACE}
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


def _line(answer: bytes) -> str:
    return os.fsdecode(answer).rstrip("\n")
