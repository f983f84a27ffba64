"""All that is known of the programs in an editor: one `Analysis`, with what is open laid over what is on disk.

One thread asks it, one question after the other. A question is about a document as it was when it was asked; what is
found out about that one is kept until it changes, or until something does that it may rest on.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cellophane.check import engine
from cellophane.check.asking import Unchecked, options_for
from cellophane.check.checked import Checked
from cellophane.check.options import Options
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Finding
from cellophane.model.problem import Problem
from cellophane.server.buffers import Buffer, Document, lines_of, uri_of
from cellophane.server.preferences import Preferences
from cellophane.source.analysis import Analysis
from cellophane.source.facts import Facts
from cellophane.source.text.documents import decoded, is_notebook
from cellophane.source.text.source import Unreadable, from_bytes, read_bytes
from cellophane.workspace import files
from cellophane.workspace.files import Search
from cellophane.workspace.grounds import DECIDING, MARKING
from cellophane.workspace.packages import MODULES
from cellophane.workspace.settings import BadSettings, Nearest

_MANY = 200
"""Files that change at once, as when a branch is switched, after which nothing is kept: to find out what rests on each
takes longer."""


@dataclass
class _Known:
    """What was found out about a document, as it is."""

    document: Document
    preferences: Preferences
    checked: Checked | None = None
    facts: Facts | None = None
    every: tuple[Finding, ...] | None = None
    """All findings, of every certainty, also those that a comment silences, in rows of the source."""


class Session:
    """Answers about the documents that were last taken.

    >>> late = Buffer("file:///nowhere/a.py", 1, lines_of("late = [lambda: i for i in range(3)]\\n"))
    >>> session = Session()
    >>> session.take({late.uri: late})
    >>> [finding.code for finding in session.checked(late, Preferences()).findings]
    ['CEL101']
    """

    def __init__(self) -> None:
        self._analysis = Analysis()
        self._documents: Mapping[str, Document] = {}
        self._known: dict[str, _Known] = {}
        self._begin()

    def _begin(self) -> None:
        """Read all settings anew when they are asked for."""
        self._nearest = Nearest()
        self._search = Search(self._nearest, forced=True)
        self._options: dict[tuple[str, Wishes], Options] = {}

    @property
    def analysis(self) -> Analysis:
        """What the session knows of files."""
        return self._analysis

    def take(self, documents: Mapping[str, Document]) -> None:
        """From now on these are open, as they are."""
        before, self._documents = self._documents, documents
        for document in (before[uri] for uri in before.keys() - documents.keys()):
            self._known.pop(document.uri, None)
            self._options = {key: known for key, known in self._options.items() if key[0] != document.filename}
        old, new = _overlays(before), _overlays(documents)
        for path in old.keys() - new.keys():
            self._analysis.withdraw(path)
        changed = [path for path, buffer in new.items() if path not in old or old[path].lines != buffer.lines]
        for path in changed:
            self._analysis.overlay(path, new[path].plain)
        self._forget_what_rests_on({*changed, *(old.keys() - new.keys())})

    def _forget_what_rests_on(self, paths: Collection[str]) -> None:
        """Find out again what was found out by reading these files; if one of them has come or gone, or the
        `__init__.py` of a package is among them, which may say where its modules are, all that rests on other files."""
        only = paths if all(map(_stays, paths)) else None
        if paths:
            self._known = {uri: known for uri, known in self._known.items() if not _rests_on(known, only)}

    def changed(self, paths: Collection[str]) -> None:
        """Files have changed on disk, come or gone."""
        if len(paths) > _MANY or any(map(_decides, paths)):
            self.renew()
            return
        for path in paths:
            if path.endswith(MODULES):
                self._analysis.forget(path)
        self._known = {uri: known for uri, known in self._known.items() if not _rests_on(known)}

    def renew(self) -> None:
        """Anything may have changed on disk: find out all anew."""
        self._begin()
        self._known.clear()
        self._analysis = Analysis()
        for path, buffer in _overlays(self._documents).items():
            self._analysis.overlay(path, buffer.plain)

    def checked(self, document: Document, preferences: Preferences) -> Checked:
        """What checking a document comes to, as `cellophane check` would say of it."""
        known = self._about(document, preferences)
        if known.checked is None:
            known.checked = self._check(document, preferences)
        return known.checked

    def _about(self, document: Document, preferences: Preferences) -> _Known:
        known = self._known.get(document.uri)
        if known is None or known.document is not document or known.preferences != preferences:
            known = self._known[document.uri] = _Known(document, preferences)
        return known

    def _check(self, document: Document, preferences: Preferences) -> Checked:
        if not document.is_python:
            return Checked(document.filename, left_out=True)
        return self._check_bytes(document.data, document.filename, preferences)

    def _check_bytes(self, data: bytes, filename: str, preferences: Preferences) -> Checked:
        try:
            if not preferences.enabled or self._search.leaves_out(filename):
                return Checked(filename, left_out=True)
            options = self.options(filename, preferences)
        except BadSettings as error:
            return Checked(filename, problems=(Problem(error.file, error.message, error.row),))
        except Unchecked as error:
            return Checked(filename, problems=error.problems)
        return engine.check_bytes(data, filename, options, self._analysis)

    def on_disk(self, path: str, preferences: Preferences) -> tuple[Buffer, Checked]:
        """What checking a file that is not open comes to, and its text."""
        lines: tuple[str, ...] = ()
        try:
            data = read_bytes(path)
            checked = self._check_bytes(data, path, preferences)
            lines = lines_of(from_bytes(data, path).text)
        except Unreadable as error:
            checked = Checked(path, problems=(Problem(path, error.message, error.row, error.column),))
        return Buffer(uri_of(path), None, lines, "python"), checked

    def files(self, folders: Iterable[str]) -> list[str]:
        """The files of a workspace that `cellophane check` would check, but for notebooks: an editor names their cells
        only if they are open."""
        found = files.find(folders, Search(self._nearest, forced=True))
        paths = [item.absolute for item in found if isinstance(item, files.Found)]
        return [path for path in paths if not is_notebook(path)]

    def options(self, filename: str, preferences: Preferences) -> Options:
        """What to look for in a file. Raises `Unchecked`."""
        key = filename, preferences.wishes
        if key not in self._options:
            self._options[key] = options_for(filename, preferences.wishes, self._nearest)
        return self._options[key]

    def facts(self, document: Document, preferences: Preferences) -> Facts | None:
        """The facts of a document; none of a text that is no Python."""
        known = self._about(document, preferences)
        if known.facts is None:
            for other in self._known.values():  # somebody looks at one at a time, and facts take memory
                other.facts = other.every = None
            try:
                source, _ = decoded(document.data, document.filename)
                options = self.options(document.filename, preferences)
                known.facts = self._analysis.facts(source, options.knowledge, options.python)
            except (Unreadable, Unchecked, RecursionError):
                return None
        return known.facts

    def findings(self, document: Document, preferences: Preferences) -> tuple[Finding, ...]:
        """All findings of a document, of every certainty, also those that a comment silences, in rows of its source.

        It runs the rules once more: checking keeps what is shown.
        """
        known, facts = self._about(document, preferences), self.facts(document, preferences)
        if known.every is None:
            options = self.options(document.filename, preferences)
            known.every = () if facts is None else engine.findings_of(facts, options)
        return known.every


def _rests_on(known: _Known, paths: Collection[str] | None = None) -> bool:
    """Whether what is known rests on one of these files, or on any other one. Of facts nobody can tell."""
    if known.facts is not None:
        return True
    checked = known.checked
    if checked is None or not checked.rests_on_others:
        return False
    return paths is None or not checked.rests_on.isdisjoint(paths)


def _stays(path: str) -> bool:
    """Whether a file is there with and without the editor, so that nothing but its text is another one."""
    return os.path.isfile(path) and not os.path.basename(path).startswith("__init__.")


def _decides(path: str) -> bool:
    """Whether what a file says, or that it is there, holds for others; a name without an end may be a directory."""
    name = os.path.basename(path)
    return name in DECIDING or name in MARKING or not os.path.splitext(name)[1]


def _overlays(documents: Mapping[str, Document]) -> dict[str, Buffer]:
    """The texts that count in place of files, for those who import these, by their paths. Of two for one file, which
    an editor may name in two ways, the one counts that was opened last."""
    buffers = [document for document in documents.values() if isinstance(document, Buffer) and document.is_python]
    return {buffer.file: buffer for buffer in buffers if buffer.file is not None}
