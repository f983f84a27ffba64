"""The bar of a long run, in an editor that can show one and in one that cannot."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import Any, cast

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from cellophane.server.sweeping import Bar


class Progress:
    """What pygls does about bars."""

    def __init__(self, refuses: bool) -> None:
        self.tokens: dict[str, Future[None]] = {}
        self.shown: list[Any] = []
        self._refuses = refuses

    async def create_async(self, token: str) -> None:
        if self._refuses:
            raise JsonRpcInternalError("no bars today")
        self.tokens[token] = Future()

    def begin(self, token: str, value: types.WorkDoneProgressBegin) -> None:
        self.shown.append(value.percentage)

    def report(self, token: str, value: types.WorkDoneProgressReport) -> None:
        self.shown.append(value.message)

    def end(self, token: str, value: types.WorkDoneProgressEnd) -> None:
        self.shown.append("end")


class Server:
    """What a bar asks of a server."""

    def __init__(self, can_show: bool, refuses: bool = False) -> None:
        window = types.WindowClientCapabilities(work_done_progress=can_show)
        self.client_capabilities = types.ClientCapabilities(window=window)
        self.work_done_progress = Progress(refuses)


def play(server: Server, cancel: bool = False) -> bool:
    """Show a run of three hundred files; whether it was called off."""

    async def main() -> bool:
        async with Bar(cast(LanguageServer, server)) as bar:
            for done in range(1, 301):
                bar.show(done, 300)
            if cancel:
                for token in server.work_done_progress.tokens.values():
                    token.cancel()
            return bar.is_called_off

    return asyncio.run(main())


def test_a_bar_moves_a_hundred_times_at_most_and_ends() -> None:
    server = Server(can_show=True)
    assert not play(server)
    shown = server.work_done_progress.shown
    assert (shown[0], shown[-2], shown[-1]) == (0, "300 of 300 files", "end")
    assert len(shown) == 1 + 101 + 1
    assert server.work_done_progress.tokens == {}


def test_it_can_be_called_off() -> None:
    assert play(Server(can_show=True), cancel=True)


@pytest.mark.parametrize("server", [Server(can_show=False), Server(can_show=True, refuses=True)])
def test_an_editor_without_bars_goes_without(server: Server) -> None:
    assert not play(server, cancel=True)
    assert server.work_done_progress.shown == []
