"""What checking came to, remembered between runs: in the user's cache directory, never in the tree that is checked.

It decides when that still holds: the same text, the same rules asked, the same cellophane, the same Python, and, if
other files had a say in it, the same place among the same files and packages. A cache that is broken, locked or cannot
be written is no cache, and never an error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import cellophane
from cellophane.check.checked import Checked, Unresolved
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.fix import Edit, Fix
from cellophane.model.place import Span
from cellophane.source.analysis import Analysis

if TYPE_CHECKING:
    import sqlite3

    from cellophane.check.options import Options
    from cellophane.source.text.source import Source

_PATIENCE = 1.0
"""Seconds to wait for another run that writes."""
_LARGEST = 64 * 1024 * 1024
"""Bytes; a cache that has grown beyond this is thrown away and begun anew."""
_LOOK_AROUND = "look around"
"""Remembered in place of the findings of a text that rest on other files: these are remembered for each place."""


@dataclass(frozen=True, slots=True)
class Store:
    """Where what is remembered lies, and for which cellophane it holds."""

    file: str
    edition: str


def store() -> Store:
    """The user's own store, for this cellophane as it stands on disk and the running Python."""
    import platformdirs

    directory = platformdirs.user_cache_dir("cellophane", appauthor=False)
    return Store(os.path.join(directory, "checked.sqlite"), _edition())


def _edition() -> str:
    # The version alone would serve stale findings to everyone who works on a rule.
    own = sorted(
        (os.fspath(file), file.stat().st_mtime_ns) for file in _package_files(os.path.dirname(cellophane.__file__))
    )
    return f"{cellophane.__version__} {sys.version} {own}"


def _package_files(folder: str) -> Iterator[os.DirEntry[str]]:
    """What cellophane consists of: hundreds, looked for in each run. `Path.rglob` takes five times as long."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".toml")):
                yield entry
            elif entry.is_dir(follow_symlinks=False) and entry.name != "__pycache__":
                yield from _package_files(entry.path)


class Cache(AbstractContextManager["Cache"]):
    """What is remembered. The database is opened when it is first asked, and written when the context ends."""

    def __init__(self, store: Store | None, analysis: Analysis | None = None) -> None:
        self._store = store
        self._analysis = analysis or Analysis()
        self._database: sqlite3.Connection | None = None
        self._usable = store is not None
        self._new: list[tuple[bytes, str]] = []

    def get(self, source: Source, options: Options) -> Checked | None:
        """What is remembered of this text under these options; none if nothing is."""
        if self._open() is None:
            return None
        import sqlite3

        try:
            known = self._row(self._key(source, options))
            if known == _LOOK_AROUND:
                place = None if self._analysis.overlaid else self._place(source, options)
                known = None if place is None else self._row(self._key(source, options, place))
            return None if known is None else read_document(known, source.filename)
        except sqlite3.Error:
            self._give_up()
        except (ValueError, KeyError, TypeError, IndexError):  # somebody else's row
            pass
        return None

    def put(self, source: Source, options: Options, checked: Checked) -> None:
        """Remember what checking a source came to, unless there were problems: they may have passed by the next run."""
        if not self._usable or checked.problems or (checked.rests_on_others and self._analysis.overlaid):
            return
        place: str | None = ""
        if checked.rests_on_others:
            self._keep(self._key(source, options), _LOOK_AROUND)
            place = self._place(source, options)
        if place is not None:
            self._keep(self._key(source, options, place), document_of(checked))

    def __exit__(self, *_: object) -> None:
        """Write what is new, if that is possible."""
        database = self._open() if self._new else self._database
        if database is None:
            return
        import sqlite3

        with suppress(sqlite3.Error):
            if self._new:
                database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?)", self._new)
                database.commit()
        with suppress(sqlite3.Error):
            database.close()
        self._database, self._new = None, []

    def _key(self, source: Source, options: Options, place: str = "") -> bytes:
        import hashlib

        assert self._store is not None
        knowledge = [(str(path), path.stat().st_mtime_ns) for path in options.knowledge if path.exists()]
        asked = repr((self._store.edition, options.codes, knowledge, source.cells, place))
        return hashlib.blake2b(f"{asked}\n{source.text}".encode("utf-8", "surrogatepass"), digest_size=20).digest()

    def _place(self, source: Source, options: Options) -> str | None:
        """Where the file is and what is around it; none if that is too much to look at."""
        around = self._analysis.surroundings.of(source.filename, options.python)
        return None if around is None else f"{os.path.abspath(source.filename)} {around}"

    def _row(self, key: bytes) -> Any:
        import json

        assert self._database is not None
        row = self._database.execute("SELECT checked FROM files WHERE key = ?", (key,)).fetchone()
        return None if row is None else json.loads(row[0])

    def _keep(self, key: bytes, document: object) -> None:
        import json

        self._new.append((key, json.dumps(document)))

    def _open(self) -> sqlite3.Connection | None:
        if self._database is None and self._usable and self._store is not None:
            self._database = _connect(self._store.file)
            self._usable = self._database is not None
        return self._database

    def _give_up(self) -> None:
        import sqlite3

        with suppress(sqlite3.Error):
            if self._database is not None:
                self._database.close()
        self._database, self._usable, self._new = None, False, []


def _connect(file: str) -> sqlite3.Connection | None:
    try:
        import sqlite3
    except ImportError:  # some builds of Python lack it
        return None
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        if os.path.exists(file) and os.path.getsize(file) > _LARGEST:
            os.unlink(file)
        try:
            return _opened(file)
        except sqlite3.OperationalError:  # locked, read-only, no space
            return None
        except sqlite3.DatabaseError:  # not a database: begin anew, once
            os.unlink(file)
            return _opened(file)
    except (OSError, sqlite3.Error):
        return None


def _opened(file: str) -> sqlite3.Connection:
    import sqlite3

    database = sqlite3.connect(file, timeout=_PATIENCE)
    try:
        database.execute("PRAGMA synchronous = OFF")  # what is lost is found out again
        database.execute("CREATE TABLE IF NOT EXISTS files (key BLOB PRIMARY KEY, checked TEXT) WITHOUT ROWID")
    except BaseException:
        database.close()
        raise
    return database


def document_of(checked: Checked) -> dict[str, Any]:
    """Findings of every certainty and what goes with them, as JSON takes it."""
    findings = []
    for finding in checked.findings:
        written = asdict(finding)
        del written["filename"]
        written["certainty"] = finding.certainty.word
        for item, evidence in zip(written["evidence"], finding.evidence, strict=True):
            item["step"] = evidence.step.value
        findings.append(written)
    excerpt = [(*place, line) for place, line in checked.excerpt.items()]
    return {
        "findings": findings,
        "excerpt": excerpt,
        "unresolved": [asdict(each) for each in checked.unresolved],
        "rests_on_others": checked.rests_on_others,
        "rests_on": sorted(checked.rests_on),
    }


def read_document(document: dict[str, Any], filename: str) -> Checked:
    """What `document_of` has written, of a file with this name.

    Raises `ValueError`, `KeyError` or `TypeError` for what somebody else wrote.
    """
    findings = []
    for written in document["findings"]:
        evidence = tuple(
            Evidence(**{**item, "step": Step(item["step"]), "span": Span(**item["span"])})
            for item in written.pop("evidence")
        )
        certainty = Certainty[written.pop("certainty").upper()]
        span, fix = Span(**written.pop("span")), _read_fix(written.pop("fix"))
        findings.append(
            Finding(**written, filename=filename, span=span, certainty=certainty, evidence=evidence, fix=fix)
        )
    excerpt = {(cell, row): line for cell, row, line in document["excerpt"]}
    return Checked(
        filename,
        tuple(findings),
        excerpt=excerpt,
        unresolved=tuple(Unresolved(**each) for each in document["unresolved"]),
        rests_on_others=document["rests_on_others"],
        rests_on=frozenset(document["rests_on"]),
    )


def _read_fix(written: dict[str, Any] | None) -> Fix | None:
    if written is None:
        return None
    edits = tuple(Edit(**{**edit, "span": Span(**edit["span"])}) for edit in written.pop("edits"))
    names, added = tuple(written.pop("names")), tuple(written.pop("added"))
    within, owner = Span(**written.pop("within")), written.pop("owner")
    owner = None if owner is None else Span(**owner)
    return Fix(**written, edits=edits, names=names, within=within, added=added, owner=owner)
