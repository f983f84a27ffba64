"""Runs the server, over standard input and output or whatever streams it is given."""

from __future__ import annotations

import logging
import os
import sys
from typing import BinaryIO

from lsprotocol import types
from pygls.exceptions import FeatureNotificationError
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from cellophane import __version__
from cellophane.server.features import NOTEBOOKS, Features
from cellophane.server.protocol import Protocol
from cellophane.server.streams import Patient

logger = logging.getLogger(__name__)


class Server(LanguageServer):
    """A server that keeps what goes wrong to its log."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(
            "cellophane",
            __version__,
            types.TextDocumentSyncKind.Incremental,
            NOTEBOOKS,
            Protocol,
            default_converter,
        )
        Features(self)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Write down what nobody else does, and no more: nothing pops up in the editor."""
        if source is FeatureNotificationError:
            logger.error("a notification could not be dealt with", exc_info=error)


def serve(received: BinaryIO, sent: BinaryIO) -> int:
    """Answer until the editor goes; the exit code: 1 if it went without saying so."""
    server = Server()
    server.start_io(Patient(received), sent)
    return 0 if server.protocol.was_shut_down else 1


def over_standard_streams() -> int:
    """The same over standard input and output. What anything else prints meanwhile goes to standard error."""
    sys.stdout.flush()
    out = sys.stdout.fileno()
    kept = os.dup(out)
    os.dup2(sys.stderr.fileno(), out)
    try:
        return serve(sys.stdin.buffer, os.fdopen(os.dup(kept), "wb"))
    finally:
        os.dup2(kept, out)
        os.close(kept)
