"""A whole workspace checked, file by file, whenever nothing else is to be done: with a bar in the editor, until it is
done or called off. What was checked so is checked again when it changes."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

TITLE = "cellophane: checking the workspace"
_LONGEST = 5.0
"""Seconds that an editor has to show a bar."""

Later = Callable[[Callable[[], int]], Awaitable[int]]
"""Has something done when nothing else is to be done."""


class Sweep:
    """The files of a workspace that were checked although they are not open.

    `later` has work done, `look` checks a file, has shown what is found and gives the number, and `hide` has nothing
    shown of one any more.
    """

    def __init__(
        self, server: LanguageServer, later: Later, look: Callable[[str], int], hide: Callable[[str], None]
    ) -> None:
        self._server = server
        self._later = later
        self._look = look
        self._hide = hide
        self._swept: dict[str, None] = {}
        self._waiting: set[str] = set()
        """Those that are to be looked at again."""
        self._tasks: set[asyncio.Future[None]] = set()

    async def run(self, paths: Sequence[str]) -> dict[str, int]:
        """Check these files; how many there were, and findings. What was checked before and is not among them is
        hidden."""
        self.keep(set(paths).__contains__)
        checked = findings = 0
        async with Bar(self._server) as bar:
            for path in paths:
                if bar.is_called_off:
                    break
                self._swept[path] = None
                findings += await self._later(partial(self._look, path))
                checked += 1
                bar.show(checked, len(paths))
        return {"files": checked, "findings": findings}

    def keep(self, is_wanted: Callable[[str], bool]) -> None:
        """Hide those that are not wanted any more."""
        for path in [path for path in self._swept if not is_wanted(path)]:
            del self._swept[path]
            self._hide(path)

    def again(self, paths: Iterable[str] | None = None) -> None:
        """Check those of these files again that were checked, or all of them: something has changed."""
        for path in self._swept if paths is None else [path for path in paths if path in self._swept]:
            if path not in self._waiting:
                self._waiting.add(path)
                task = asyncio.ensure_future(self._once_more(path))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _once_more(self, path: str) -> None:
        def look() -> int:
            self._waiting.discard(path)
            return self._look(path)

        await self._later(look)


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
            with suppress(JsonRpcException, TimeoutError):
                await asyncio.wait_for(self._progress.create_async(self._token), _LONGEST)
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
