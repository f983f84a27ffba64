"""What the server can do, by the names that the protocol has for it: each feature hands over to `Editor`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.lsp.server import LanguageServer

from cellophane.server.actions import FIX_ALL, KINDS, Abilities, Actions
from cellophane.server.buffers import Document, lines_among, path_of, uri_of
from cellophane.server.editor import Editor
from cellophane.server.positions import Units
from cellophane.server.preferences import Preferences
from cellophane.server.session import Session
from cellophane.server.telling import Telling
from cellophane.server.watching import can_watch
from cellophane.source.garbage import Garbage
from cellophane.workspace.grounds import DECIDING, MARKING

SWEEP = "cellophane.checkWorkspace"
"""The command that checks all files of the workspace, and gives their number and that of the findings."""
_SECTION = "cellophane"
_WATCHED = tuple(f"**/{name}" for name in ("*.py", "*.pyi", *sorted(DECIDING | MARKING)))
NOTEBOOKS = types.NotebookDocumentSyncOptions([types.NotebookDocumentFilterWithNotebook("*")])
"""All of them, with all their cells: those of other languages and of text count in the numbers of the others."""


class Features:
    """The handlers of a server."""

    def __init__(self, server: LanguageServer, garbage: Garbage | None = None) -> None:
        """`garbage` as of a `Worker`."""
        self._server = server
        self._editor = Editor(server, garbage)
        self._is_begun = False
        self._is_told = False
        """Whether the editor tells what changes on disk."""
        self._pulls = 0
        """How often it was asked for its settings."""
        self._initial: object = None
        """The settings that came with the greeting."""
        for name, handler in (
            (types.INITIALIZE, self._initialize),
            (types.INITIALIZED, self._initialized),
            (types.SHUTDOWN, self._shutdown),
            (types.TEXT_DOCUMENT_DID_OPEN, self._opened),
            (types.TEXT_DOCUMENT_DID_CHANGE, self._changed),
            (types.TEXT_DOCUMENT_DID_CLOSE, self._closed),
            (types.TEXT_DOCUMENT_DID_SAVE, self._saved),
            (types.NOTEBOOK_DOCUMENT_DID_OPEN, self._notebook_opened),
            (types.NOTEBOOK_DOCUMENT_DID_CHANGE, self._notebook_changed),
            (types.NOTEBOOK_DOCUMENT_DID_CLOSE, self._notebook_closed),
            (types.WORKSPACE_DID_CHANGE_CONFIGURATION, self._reconfigured),
            (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._files_changed),
            (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, self._folders_changed),
        ):
            self._offer(name, handler)
        self._server.command(SWEEP)(partial(self._sweep))
        self._offer(types.TEXT_DOCUMENT_CODE_ACTION, self._actions, types.CodeActionOptions(list(KINDS)))
        self._offer(types.TEXT_DOCUMENT_HOVER, self._hover)
        self._offer(types.TEXT_DOCUMENT_DEFINITION, self._definition)
        self._offer(types.TEXT_DOCUMENT_INLAY_HINT, self._hints)

    def _offer(self, name: str, handler: Callable[[Any], Any], options: object = None) -> None:
        self._server.feature(name, options)(partial(handler))  # pygls notes things on it, which no method takes

    def received(self) -> None:
        """A message has come, and is to be dealt with."""
        self._editor.received()

    # -- the beginning and the end -----------------------------------------------------------------------------------

    def _initialize(self, params: types.InitializeParams) -> None:
        if self._is_begun:
            raise JsonRpcInvalidRequest("the server is initialized already")
        self._is_begun = True
        self._initial = _ours(params.initialization_options)
        units = Units(ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities))
        root = path_of(params.root_uri) if params.root_uri else params.root_path
        folders = _paths(params.workspace_folders or ()) or ([root] if root else [])
        self._editor.begin(units, folders, self._initial)

    async def _initialized(self, params: types.InitializedParams) -> None:
        await asyncio.gather(self._pull_settings(), self._have_told_of_settings(), self._have_told_of_files())

    async def _have_told_of_files(self) -> None:
        """Have the editor tell what changes on disk; look for it here if it does not."""
        workspace = self._server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        can_register = watching is not None and watching.dynamic_registration
        self._is_told = bool(can_register) and await self._register(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        if not self._is_told and can_watch():
            self._editor.watch()

    async def _have_told_of_settings(self) -> None:
        workspace = self._server.client_capabilities.workspace
        changing = workspace.did_change_configuration if workspace else None
        if changing is not None and changing.dynamic_registration:
            options = types.DidChangeConfigurationRegistrationOptions(section=_SECTION)
            await self._register(types.WORKSPACE_DID_CHANGE_CONFIGURATION, options)

    async def _register(self, method: str, options: Any) -> bool:
        """Have the editor send these notifications; whether it does."""
        registration = types.Registration(f"cellophane/{method}", method, options)
        try:
            await self._server.client_register_capability_async(types.RegistrationParams([registration]))
        except JsonRpcException as error:
            self._editor.log(f"the editor does not register {method}: {error}")
            return False
        return True

    @property
    def _can_pull(self) -> bool:
        workspace = self._server.client_capabilities.workspace
        return workspace is not None and bool(workspace.configuration)

    async def _pull_settings(self) -> None:
        """Ask for the settings of each folder, if the editor can be asked."""
        if not self._can_pull:
            return
        self._pulls += 1
        number, folders = self._pulls, list(self._editor.folders)
        items = [types.ConfigurationItem(section=_SECTION)]
        items += [types.ConfigurationItem(uri_of(folder), _SECTION) for folder in folders]
        try:
            found = await self._server.workspace_configuration_async(types.ConfigurationParams(items))
        except JsonRpcException as error:
            self._editor.log(f"the editor does not tell its settings: {error}")
            return
        if len(found) == len(items) and number == self._pulls:  # else a later question has a better answer
            told = [self._initial if one is None else one for one in found]  # it may have none of ours
            self._editor.set(dict(zip(["", *folders], told, strict=True)))

    def _shutdown(self, params: None) -> None:
        self._editor.stop()

    # -- texts -------------------------------------------------------------------------------------------------------

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        self._editor.edited(self._editor.buffers.open(params.text_document))

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        self._editor.edited(self._editor.buffers.change(params.text_document, params.content_changes))

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        self._editor.closed(self._editor.buffers.close(params.text_document.uri))

    def _notebook_opened(self, params: types.DidOpenNotebookDocumentParams) -> None:
        self._editor.edited(self._editor.buffers.open_notebook(params))

    def _notebook_changed(self, params: types.DidChangeNotebookDocumentParams) -> None:
        self._editor.edited(self._editor.buffers.change_notebook(params))

    def _notebook_closed(self, params: types.DidCloseNotebookDocumentParams) -> None:
        self._editor.closed(self._editor.buffers.close_notebook(params))

    # -- what is around them -----------------------------------------------------------------------------------------

    async def _reconfigured(self, params: types.DidChangeConfigurationParams) -> None:
        if self._can_pull:
            await self._pull_settings()
        elif isinstance(params.settings, dict):
            self._editor.set(dict.fromkeys(["", *self._editor.folders], _ours(params.settings)))

    def _saved(self, params: types.DidSaveTextDocumentParams) -> None:
        if not (self._is_told or self._editor.is_watching):
            self._editor.renew()  # nobody tells of files, so this is the time to look

    def _files_changed(self, params: types.DidChangeWatchedFilesParams) -> None:
        self._editor.changed(_paths(params.changes))

    async def _folders_changed(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        self._editor.change_folders(_paths(params.event.added), _paths(params.event.removed))
        await self._pull_settings()

    async def _sweep(self) -> dict[str, int]:
        return await self._editor.sweep()

    # -- questions ---------------------------------------------------------------------------------------------------

    async def _hover(self, params: types.HoverParams) -> types.Hover | None:
        def find(session: Session, document: Document, preferences: Preferences) -> types.Hover | None:
            telling = self._telling(session, document, preferences, params.text_document.uri)
            if telling is None:
                return None
            shown = session.checked(document, preferences).findings
            every = partial(session.findings, document, preferences)
            return telling.hover(params.position, shown, every, self._takes_markdown)

        return await self._editor.ask(params.text_document.uri, find)

    async def _definition(self, params: types.DefinitionParams) -> list[types.Location]:
        def find(session: Session, document: Document, preferences: Preferences) -> list[types.Location]:
            telling = self._telling(session, document, preferences, params.text_document.uri)
            return list(telling.sources(params.position)) if telling is not None else []

        return await self._editor.ask(params.text_document.uri, find) or []

    async def _hints(self, params: types.InlayHintParams) -> list[types.InlayHint]:
        def find(session: Session, document: Document, preferences: Preferences) -> list[types.InlayHint]:
            if not preferences.capture_hints:
                return []
            telling = self._telling(session, document, preferences, params.text_document.uri)
            return list(telling.hints(params.range)) if telling is not None else []

        return await self._editor.ask(params.text_document.uri, find) or []

    def _telling(self, session: Session, document: Document, preferences: Preferences, uri: str) -> Telling | None:
        """What tells of a text; nothing does where cellophane is off, and of what is no Python."""
        if not preferences.enabled or not document.is_python:
            return None
        facts = session.facts(document, preferences)
        return None if facts is None else Telling(document, uri, facts, self._editor.units)

    @property
    def _takes_markdown(self) -> bool:
        text = self._server.client_capabilities.text_document
        formats = text.hover.content_format if text and text.hover else None
        return types.MarkupKind.Markdown in (formats or ())

    async def _actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        uri, where = params.text_document.uri, params.range
        abilities = Abilities.of(self._server.client_capabilities)
        lines_at = lines_among(self._editor.buffers.documents)

        def find(session: Session, document: Document, preferences: Preferences) -> Actions | None:
            checked = session.checked(document, preferences)
            if not checked.findings:
                return None
            options = session.options(document.filename, preferences)
            units = self._editor.units
            return Actions(document, checked, options, session.analysis, units, abilities=abilities, lines_at=lines_at)

        actions = await self._editor.ask(uri, find)
        if actions is None:
            return []
        # Each proof is a question of its own: they take time, and what is typed meanwhile is not to wait for all.
        found: list[types.CodeAction | None] = []
        if _wants(params.context, types.CodeActionKind.QuickFix):
            found += [await self._editor.work(partial(actions.fix, one)) for one in actions.fixable(uri, where)]
            found += await self._editor.work(lambda: list(actions.comments(uri, where)))
        if _wants(params.context, FIX_ALL):
            found.append(await self._editor.work(actions.all_fixed))
        return [action for action in found if action is not None]


def _ours(settings: object) -> object:
    """Our settings: some editors send those of all programs, some only ours."""
    for section in ("settings", _SECTION):
        if isinstance(settings, dict) and isinstance(settings.get(section), dict):
            settings = settings[section]
    return settings


def _paths(items: Iterable[types.WorkspaceFolder | types.FileEvent]) -> list[str]:
    """The paths of those that have one."""
    return [path for item in items if (path := path_of(item.uri)) is not None]


def _wants(context: types.CodeActionContext, kind: types.CodeActionKind | str) -> bool:
    """Whether actions of a kind are asked for. Those for a whole file are not where somebody only moves about."""
    if context.only is None:
        return kind != FIX_ALL or context.trigger_kind is not types.CodeActionTriggerKind.Automatic
    return any(not _word(one) or f"{_word(kind)}.".startswith(f"{_word(one)}.") for one in context.only)


def _word(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind
