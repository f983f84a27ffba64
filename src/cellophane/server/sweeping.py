"""A whole workspace checked, file by file, whenever nothing else is to be done: with a bar in the editor, until it is
done or called off."""

from __future__ import annotations

import uuid
from contextlib import suppress

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

TITLE = "cellophane: checking the workspace"


class Bar:
    """A bar in the editor, if that can show one. It may be called off there.

    Used as `async with Bar(server) as bar`.
    """

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._progress = server.work_done_progress
        self._token = str(uuid.uuid4())
        self._is_shown = False
        self._percentage = -1

    async def __aenter__(self) -> Bar:
        window = self._server.client_capabilities.window
        if window is not None and window.work_done_progress:
            with suppress(JsonRpcException):
                await self._progress.create_async(self._token)
                self._progress.begin(self._token, types.WorkDoneProgressBegin(TITLE, cancellable=True, percentage=0))
                self._is_shown = True
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._is_shown:
            self._progress.end(self._token, types.WorkDoneProgressEnd())
            self._progress.tokens.pop(self._token, None)

    @property
    def is_called_off(self) -> bool:
        """Whether somebody wants no more of it."""
        return self._is_shown and self._progress.tokens[self._token].cancelled()

    def show(self, done: int, of: int) -> None:
        """So many of these are done."""
        percentage = 100 * done // of
        if self._is_shown and percentage != self._percentage:
            self._percentage = percentage
            report = types.WorkDoneProgressReport(message=f"{done:,} of {of:,} files", percentage=percentage)
            self._progress.report(self._token, report)
