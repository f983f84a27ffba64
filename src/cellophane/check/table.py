"""What checking files came to, remembered by how the disk describes them: a run that finds them so opens none of them.

It stands before the `cache`, which reads a file to look its text up, and holds only what rests on no other file. A file
counts as it was while its size, both its times and its inode are; one that was touched so shortly before it was looked
at that a second edit could have the same time is not remembered. The table is one file, replaced as a whole: who reads
it sees an old one or a new one. Of two runs that write at once one may lose its news, and nothing else. A table that is
broken, somebody else's or cannot be written is no table, and never an error.
"""

from __future__ import annotations

import marshal
import os
import time
import zlib
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cellophane.check.cache import document_of, read_document
from cellophane.check.checked import Checked
from cellophane.model.finding import Certainty

if TYPE_CHECKING:
    from cellophane.check.cache import Store
    from cellophane.check.options import Options

Stamp = tuple[int, int, int, int, int]
"""Size, time of change of the content, time of change of the entry, inode and device of a file."""

_MAGIC = b"cellophane table 1\n"
_COARSE = 2_000_000_000
"""Nanoseconds. Some file systems keep times as coarse as this."""
_MOST_ASKED = 8
"""So many ways of asking (rules, settings, editions of cellophane) are remembered side by side."""
_MOST_FILES = 200_000
"""So many files of each."""
_LARGEST = 64 * 1024 * 1024
"""Bytes; a table that would grow beyond this is begun anew, with what the last run found."""


def stamp_of(path: str) -> Stamp | None:
    """How the disk describes a file; none if it cannot, or if the file may still be in the middle of changing."""
    now = time.time_ns()
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    if max(status.st_mtime_ns, status.st_ctime_ns) > now - _COARSE:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev


class Table:
    """What is remembered of files, read when it is first asked, and written by `write`."""

    def __init__(self, store: Store) -> None:
        self._edition = store.edition
        self._file = os.path.join(os.path.dirname(store.file), "checked.table")
        self._all: dict[str, dict[str, Any]] | None = None
        self._asked: dict[Options, str] = {}
        self._news: dict[str, dict[str, Any]] = {}

    def known(self, path: str, stamp: Stamp | None, options: Options) -> Checked | None:
        """What is remembered of a file under these options, if it is as it was; none if nothing is."""
        if stamp is None:
            return None
        if self._all is None:
            self._all = _read(self._file)
        try:
            kept, document = self._all[self._question(options)][os.path.abspath(path)]
            if kept != stamp:
                return None
            return Checked(path) if document is None else _from_text(document, path)
        except (ValueError, KeyError, TypeError, IndexError):
            return None

    def put(self, path: str, stamp: Stamp | None, options: Options, checked: Checked) -> None:
        """Remember what checking a file came to that had this stamp before it was read.

        What rests on other files is left to the `cache`, and what went wrong may have passed by the next run.
        """
        if stamp is None or checked.problems or checked.rests_on_others or checked.mended is not None:
            return
        document = None if checked == Checked(checked.filename) else _as_text(checked)
        self._news.setdefault(self._question(options), {})[os.path.abspath(path)] = (stamp, document)

    def write(self) -> None:
        """Put what is new beside what is on disk by now, if that is possible."""
        if not self._news:
            return
        whole = _read(self._file)
        for question, files in self._news.items():
            merged = {**whole.pop(question, {}), **files}  # last in the order: oldest questions are first to go
            whole[question] = dict(list(merged.items())[-_MOST_FILES:])
        kept = dict(list(whole.items())[-_MOST_ASKED:])
        with suppress(OSError, ValueError):
            data = marshal.dumps(kept)
            _replace(self._file, data if len(data) <= _LARGEST else marshal.dumps(self._news))
        self._news = {}

    def _question(self, options: Options) -> str:
        """All but the file that an answer depends on."""
        if options not in self._asked:
            knowledge = [(str(path), path.stat().st_mtime_ns) for path in options.knowledge if path.exists()]
            self._asked[options] = repr((self._edition, options, knowledge))
        return self._asked[options]


def _as_text(checked: Checked) -> str:
    import json  # which a run that finds nothing does without

    hidden = [certainty.word for certainty in checked.hidden]
    return json.dumps({"checked": document_of(checked), "hidden": hidden})


def _from_text(text: str, path: str) -> Checked:
    import json

    document = json.loads(text)
    hidden = tuple(Certainty[word.upper()] for word in document["hidden"])
    return replace(read_document(document["checked"], path), hidden=hidden)


def _read(file: str) -> dict[str, dict[str, Any]]:
    try:
        with open(file, "rb") as stream:
            data = stream.read()
    except OSError:
        return {}
    start = len(_MAGIC) + 4
    # `marshal` trusts what it reads; so what was torn or written by somebody else does not get there.
    if not data.startswith(_MAGIC) or zlib.crc32(data[start:]).to_bytes(4, "big") != data[len(_MAGIC) : start]:
        return {}
    try:
        table = marshal.loads(data[start:])
    except (ValueError, EOFError, TypeError):  # another Python's
        return {}
    return table if isinstance(table, dict) else {}


def _replace(file: str, data: bytes) -> None:
    import tempfile

    os.makedirs(os.path.dirname(file), exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(file), prefix="checked.", suffix=".new")
    try:
        with open(handle, "wb") as stream:
            stream.write(_MAGIC + zlib.crc32(data).to_bytes(4, "big") + data)
        os.replace(temporary, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
