"""Runs the server, over standard input and output or whatever streams it is given.

One thread reads, so that what comes in is taken while the loop is busy, and hands each message to the loop as a whole.
pygls has a loop of its own that asks for each line and each body from another thread: beside a thread that computes, it
took 15 ms for each key that was pressed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from lsprotocol import types
from pygls.exceptions import FeatureNotificationError
from pygls.io_ import StdoutWriter
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from cellophane import __version__
from cellophane.server.features import NOTEBOOKS, Features
from cellophane.server.protocol import Protocol
from cellophane.server.streams import messages
from cellophane.source.garbage import Garbage

logger = logging.getLogger(__name__)

_SWITCH = 0.001
"""Seconds after which a thread that computes lets another one go on: what is typed waits for no check."""


class Server(LanguageServer):
    """A server that keeps what goes wrong to its log."""

    protocol: Protocol

    def __init__(self, garbage: Garbage | None = None) -> None:
        """`garbage` as of a `Worker`."""
        super().__init__(
            "cellophane",
            __version__,
            types.TextDocumentSyncKind.Incremental,
            NOTEBOOKS,
            Protocol,
            default_converter,
        )
        self._features = Features(self, garbage)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Write down what nobody else does, and no more: nothing pops up in the editor."""
        if source is FeatureNotificationError:
            logger.error("a notification could not be dealt with", exc_info=error)

    def receive(self, body: bytes) -> None:
        """Deal with a message, whatever it is."""
        self._features.received()
        try:
            self.protocol.handle_message(json.loads(body, object_hook=self.protocol.structure_message))
        except Exception:
            logger.exception("a message could not be dealt with")


class _Sent(StdoutWriter):
    """What goes to the editor; nothing any more once that is gone."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self._stream = stream

    def write(self, data: bytes) -> None:
        """Send it."""
        if not self._stream.closed:
            super().write(data)


def serve(read: Callable[[int], bytes], sent: BinaryIO) -> int:
    """Answer until the editor goes; the exit code: 1 if it went without saying so.

    `read` gives what has come from the editor, as `os.read` does.
    """
    sys.setswitchinterval(_SWITCH)
    garbage = Garbage()
    server = Server(garbage)
    server.protocol.set_writer(_Sent(sent))
    try:
        asyncio.run(_answer(server, read))
    except BrokenPipeError:
        logger.error("the editor is gone")
    except SystemExit:  # pygls has it when the editor says that this is the end
        pass
    finally:
        garbage.give_back()
        server.shutdown()  # type: ignore[no-untyped-call]
    return 0 if server.protocol.was_shut_down else 1


async def _answer(server: Server, read: Callable[[int], bytes]) -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def receive() -> None:
        try:
            for body in messages(read):
                loop.call_soon_threadsafe(server.receive, body)
            loop.call_soon_threadsafe(over.set)
        except RuntimeError:  # the loop is closed: that was the end
            pass
        except (OSError, ValueError):
            loop.call_soon_threadsafe(over.set)

    threading.Thread(target=receive, name="reading", daemon=True).start()
    await over.wait()


def over_standard_streams() -> int:
    """The same over standard input and output. What anything else prints meanwhile goes to standard error."""
    sys.stdout.flush()
    out = sys.stdout.fileno()
    kept = os.dup(out)
    os.dup2(sys.stderr.fileno(), out)
    try:
        return serve(partial(os.read, sys.stdin.fileno()), os.fdopen(os.dup(kept), "wb"))
    finally:
        os.dup2(kept, out)
        os.close(kept)
