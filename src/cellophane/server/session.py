"""All that is known of the programs in an editor: one `Analysis`, with what is open laid over what is on disk.

One thread asks it, one question after the other. A question is about a document as it was when it was asked; what is
found out about that one is kept until it changes, or until something does that it may rest on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
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
from cellophane.workspace import files, settings
from cellophane.workspace.files import Search
from cellophane.workspace.settings import BadSettings, Nearest

_ENVIRONMENTS = ("pyvenv.cfg", "setup.py", "setup.cfg", ".gitignore")
"""Files that say, beside those with settings, what belongs to a project."""


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
        for uri in before.keys() - documents.keys():
            self._known.pop(uri, None)
            if (path := _overlaid(before[uri])) is not None:
                self._analysis.withdraw(path)
                self._forget_those_that_rest_on_others()
        for uri, document in documents.items():
            if document is not before.get(uri) and isinstance(document, Buffer):
                self._lay_over(document, before.get(uri))

    def _lay_over(self, buffer: Buffer, before: Document | None) -> None:
        path = _overlaid(buffer)
        if path is not None and not (isinstance(before, Buffer) and before.lines == buffer.lines):
            self._analysis.overlay(path, _text(buffer))
            self._forget_those_that_rest_on_others()

    def _forget_those_that_rest_on_others(self) -> None:
        self._known = {uri: known for uri, known in self._known.items() if not _rests_on_others(known)}

    def changed(self, paths: Iterable[str]) -> bool:
        """Files have changed on disk, come or gone; whether settings may be others now."""
        is_governing = False
        for path in paths:
            name = os.path.basename(path)
            is_governing |= name in settings.FILES or name in _ENVIRONMENTS
            self._analysis.forget(path)
        if is_governing:
            self._begin()
            self._known.clear()
        self._forget_those_that_rest_on_others()
        return is_governing

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
        """All findings of a document, of every certainty, also those that a comment silences, in rows of its source."""
        known, facts = self._about(document, preferences), self.facts(document, preferences)
        if known.every is None:
            options = self.options(document.filename, preferences)
            known.every = () if facts is None else engine.findings_of(facts, options)
        return known.every


def _rests_on_others(known: _Known) -> bool:
    return known.facts is not None or (known.checked is not None and known.checked.rests_on_others)


def _overlaid(document: Document) -> str | None:
    """The file that a document counts in place of, for those who import it."""
    return document.file if isinstance(document, Buffer) and document.is_python else None


def _text(buffer: Buffer) -> str:
    """The text as its readers count its rows."""
    return buffer.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
