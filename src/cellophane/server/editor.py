"""The editor at the other end: what it has open, what it wants, and what it is shown.

All of it runs on the thread that reads what the editor sends, and only takes notes and hands work over: whatever takes
time is for the `Worker`.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from typing import TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from cellophane.check.deep_stack import with_deep_stack
from cellophane.server import watching
from cellophane.server.buffers import Buffers, Document, lines_among, uri_of
from cellophane.server.diagnostics import diagnostics, in_words, shows_related_places
from cellophane.server.positions import Units
from cellophane.server.preferences import Preferences
from cellophane.server.publishing import Publishing
from cellophane.server.session import Session
from cellophane.server.sweeping import Sweep
from cellophane.server.worker import Urgency, Worker
from cellophane.source.garbage import Garbage

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

_PAUSE = 0.2
"""Seconds without a key pressed, after which what else is open is looked at again: it may rest on what was written."""
_LONGEST_WAIT = 1.0
"""Seconds after which a result is shown although the text has changed meanwhile: who never stops sees something."""

_SEEN: ContextVar[Mapping[str, Document] | None] = ContextVar("documents", default=None)
"""The documents as they were when the message came that is being dealt with: handlers begin a little later."""

Question = Callable[[Session, Document, Preferences], _T]


class Outdated(JsonRpcException):
    """A question is about a text that has changed since: the editor asks again if it still wants to know."""

    CODE = types.LSPErrorCodes.ContentModified
    MESSAGE = "the text has changed"


class Editor:
    """What is known of it, and what is under way for it."""

    def __init__(self, server: LanguageServer, garbage: Garbage | None = None) -> None:
        """`garbage` as of a `Worker`."""
        self._server = server
        self._loop: asyncio.AbstractEventLoop
        self.units = Units()
        self.buffers = Buffers(self.units)
        self._session = Session()
        self._worker = Worker(garbage)
        self._publishing = Publishing(self._send)
        self._due: dict[str, Urgency] = {}
        """The documents that are to be checked, and how soon."""
        self._shown_at: dict[str, float] = {}
        """When something was last shown of a document, by the clock of the loop."""
        self._pause: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None
        self._sweep = Sweep(server, self._rest, self._look, self._hide)
        self._settings: Mapping[str, object] = {}
        self._preferences: dict[str, Preferences] = {"": Preferences()}
        """By the folder of the workspace; of what is in none, by the empty name."""

    # -- what it has open and wants ----------------------------------------------------------------------------------

    def begin(self, units: Units, folders: Iterable[str], settings: object) -> None:
        """The editor has said what it counts in, which folders it has, and what it is set to."""
        self._loop = asyncio.get_running_loop()
        self.units = units
        self.buffers = Buffers(units)
        self.set(dict.fromkeys(["", *folders], settings))

    def received(self) -> None:
        """A message has come, which is about what is open now."""
        _SEEN.set(self.buffers.documents)

    @property
    def folders(self) -> Sequence[str]:
        """The paths of the folders of its workspace."""
        return [folder for folder in self._preferences if folder]

    def set(self, settings: Mapping[str, object]) -> None:
        """Settings of the editor by folder, in place of those before. The first folder is where paths start from in
        those of what is in none."""
        if settings == self._settings:
            return
        self._settings = settings
        found: dict[str, Preferences] = {}
        told: list[str] = []
        base = next(filter(None, settings), os.getcwd())
        for folder, values in settings.items():
            found[folder], wrong = Preferences.read(values, folder or base)
            told += wrong
        self._preferences = found
        for message in dict.fromkeys(told):
            self.tell(message)
        self._refresh_hints()
        self.all_due()
        self._sweep.again()

    def change_folders(self, added: Iterable[str], removed: Iterable[str]) -> None:
        """Folders have come or gone. The new ones are set as what is in none, until their settings are known."""
        gone = set(removed)
        kept = {folder: found for folder, found in self._preferences.items() if folder not in gone or not folder}
        self._settings = {}
        self._preferences = {**kept, **dict.fromkeys(added, kept[""])}
        self._sweep.keep(lambda path: any(_is_in(path, folder) for folder in self.folders))
        if self._watching is not None:
            self.watch()
        self.all_due()

    def preferences(self, path: str | None) -> Preferences:
        """What the editor wants for a file: that of the innermost folder around it."""
        known = self._preferences  # another thread asks as well, and it may be replaced
        around = [folder for folder in known if folder and path and _is_in(path, folder)]
        return known[max(around, key=len, default="")]

    # -- what is to be checked ---------------------------------------------------------------------------------------

    def due(self, uri: str | None, urgency: Urgency = Urgency.EDITED) -> None:
        """Have a document checked, as it will be when its turn comes."""
        if uri is not None and self._due.get(uri, Urgency.REST + 1) > urgency:
            self._due[uri] = urgency
            self._worker.ask(urgency, partial(self._check, uri))

    def all_due(self) -> None:
        """Have all checked that is open and not known."""
        for uri in self.buffers.documents:
            self.due(uri, Urgency.OPEN)

    def edited(self, uri: str | None) -> None:
        """A document has been opened or changed."""
        self.due(uri)
        self._pause_begins()

    def closed(self, document: Document | None) -> None:
        """A document is not open any more: nothing is shown of it, and what is on disk counts."""
        if document is not None:
            self._publishing.withdraw(document.uri)
            self._shown_at.pop(document.uri, None)
            self._pause_begins()
            self._sweep.again([document.file] if document.file else [])

    def changed(self, paths: Collection[str]) -> None:
        """Files have changed on disk, come or gone."""
        if paths:
            self._worker.ask(Urgency.EDITED, lambda: self._session.changed(paths))
            self.all_due()
            self._sweep.again(paths)

    def renew(self) -> None:
        """Anything may have changed on disk, and nobody tells."""
        self._worker.ask(Urgency.EDITED, self._session.renew)
        self.all_due()
        self._sweep.again()

    @property
    def is_watching(self) -> bool:
        """Whether it is told here what changes on disk."""
        return self._watching is not None

    def stop(self) -> None:
        """Do nothing more."""
        if self._watching is not None:
            self._watching.cancel()
        self._worker.stop()

    def watch(self) -> None:
        """Look for files that change outside the editor, which does not tell of them."""
        if self._watching is not None:
            self._watching.cancel()
        self._watching = self._loop.create_task(watching.watch(self.folders, self.changed))

    def _pause_begins(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
        self._pause = self._loop.call_later(_PAUSE, self.all_due)

    async def sweep(self) -> dict[str, int]:
        """Check all files of the workspace, and have shown what is found; how many there were, and findings."""
        folders = self.folders
        return await self._sweep.run(await self.work(lambda: self._session.files(folders), Urgency.REST))

    async def work(self, work: Callable[[], _T], urgency: Urgency = Urgency.EDITED) -> _T:
        """What comes of some work on the worker's thread, when its turn comes."""
        return await asyncio.wrap_future(self._worker.ask(urgency, work))

    # -- questions ---------------------------------------------------------------------------------------------------

    async def ask(self, uri: str, question: Question[_T]) -> _T | None:
        """The answer to a question about the document that a text is or is in; none if it is not open.

        Raises `Outdated` if the text has changed before its turn came. A text that is still to be checked is checked
        first: an answer takes as long, and findings are waited for.
        """
        document, seen = self.buffers.containing(uri), _SEEN.get()
        if document is None:
            return None
        if seen is not None and seen.get(document.uri) is not document:
            raise Outdated

        def work() -> tuple[bool, _T | None]:
            documents = self.buffers.documents
            if documents.get(document.uri) is not document:
                return True, None
            self._session.take(documents)
            preferences = self.preferences(document.file)
            return False, _deeply(lambda: question(self._session, document, preferences))

        urgency = Urgency.EDITED if document.uri in self._due else Urgency.ASKED
        is_outdated, answer = await self.work(work, urgency)
        if is_outdated:
            raise Outdated
        return answer

    def tell(self, message: str) -> None:
        """Say something to who sits there."""
        self.log(message)
        self._server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"cellophane: {message}"))

    def log(self, message: str) -> None:
        """Write something into the log, here and in the editor."""
        logger.warning("%s", message)
        self._server.window_log_message(types.LogMessageParams(types.MessageType.Warning, message))

    # -- on the worker's thread --------------------------------------------------------------------------------------

    def _check(self, uri: str) -> None:
        """Check a document as it is now, and have shown what that comes to."""
        self._due.pop(uri, None)
        documents = self.buffers.documents
        document = documents.get(uri)
        if document is None:
            return
        preferences = self.preferences(document.file)
        self._session.take(documents)
        checked = self._session.checked(document, preferences)
        found = diagnostics(document, checked, self.units, preferences.syntax_errors, lines_at=lines_among(documents))
        self._later(self._show, document, found)

    def _look(self, path: str) -> int:
        """Check a file that may not be open, and have shown what that comes to; how many findings there are."""
        documents = self.buffers.documents
        self._session.take(documents)
        preferences = self.preferences(path)
        if (opened := _opened(documents, path)) is not None:  # it is checked, and shown, as it is written
            return len(self._session.checked(opened, preferences).findings)
        if not os.path.isfile(path):
            self._later(self._hide, path)
            return 0
        closed, checked = self._session.on_disk(path, preferences)
        found = diagnostics(closed, checked, self.units, preferences.syntax_errors, lines_at=lines_among(documents))
        self._later(self._show_closed, closed, found)
        return len(checked.findings)

    def _later(self, act: Callable[..., None], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: the editor is gone
            self._loop.call_soon_threadsafe(act, *arguments)

    async def _rest(self, work: Callable[[], int]) -> int:
        return await self.work(work, Urgency.REST)

    # -- what it is shown --------------------------------------------------------------------------------------------

    def _send(self, shown: types.PublishDiagnosticsParams) -> None:
        if not shows_related_places(self._server.client_capabilities):
            shown = in_words(shown)
        self._server.text_document_publish_diagnostics(shown)

    def _hide(self, path: str) -> None:
        if uri_of(path) not in self.buffers.documents:
            self._publishing.withdraw(uri_of(path))

    def _show_closed(self, document: Document, found: Mapping[str, Sequence[types.Diagnostic]]) -> None:
        if document.file is None or _opened(self.buffers.documents, document.file) is None:
            self._publishing.show(document, found)

    def _refresh_hints(self) -> None:
        workspace = self._server.client_capabilities.workspace
        if workspace is not None and workspace.inlay_hint and workspace.inlay_hint.refresh_support:
            self._server.workspace_inlay_hint_refresh(None)

    def _show(self, document: Document, found: Mapping[str, Sequence[types.Diagnostic]]) -> None:
        now = self.buffers.documents.get(document.uri)
        if now is None:
            return
        time = self._loop.time()
        if now is document or time - self._shown_at.get(document.uri, 0) > _LONGEST_WAIT:
            self._shown_at[document.uri] = time
            self._publishing.show(document, found)


def _opened(documents: Mapping[str, Document], path: str) -> Document | None:
    """The document that is open of a file, whatever the editor calls it."""
    return next((document for document in documents.values() if document.file == path), None)


def _is_in(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def _deeply(work: Callable[[], _T]) -> _T | None:
    """What the work gives, on a larger stack if it needs one; nothing if that is too small too."""
    try:
        return work()
    except RecursionError:
        with suppress(RecursionError):
            return with_deep_stack(work)
        return None
