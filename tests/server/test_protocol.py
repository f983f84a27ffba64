"""The protocol, asked without an editor: who keeps the texts, and what an error looks like."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from cellophane.server.serving import Server


class Sent:
    """Where messages go."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        self.messages.append(json.loads(data.partition(b"\r\n\r\n")[2]))

    def close(self) -> None:
        pass


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def server(sent: Sent) -> Server:
    found = Server()
    found.protocol.set_writer(sent)
    return found


def test_a_request_without_sense_is_answered_before_it_is_refused(server: Server, sent: Sent) -> None:
    message = {"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": 5}
    with pytest.raises(JsonRpcException):
        server.protocol.structure_message(message)
    (answer,) = sent.messages
    assert (answer["id"], answer["error"]["code"]) == (7, -32602)


def test_a_notification_without_sense_is_not_answered(server: Server, sent: Sent) -> None:
    with pytest.raises(JsonRpcException):
        server.protocol.structure_message({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": 5})
    assert sent.messages == []


def test_an_error_is_one_line(server: Server, sent: Sent) -> None:
    error = types.ResponseError(-1, "Traceback (most recent call last):\n  x\nValueError: no\n", {"traceback": []})
    server.protocol._send_response(3, error=error)
    assert sent.messages[0]["error"] == {"code": -1, "message": "ValueError: no"}


def test_pygls_keeps_no_text(server: Server) -> None:
    builtin = server.protocol.fm.builtin_features
    for method in (types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.NOTEBOOK_DOCUMENT_DID_OPEN):
        assert builtin[method].__func__.__module__ == "cellophane.server.protocol"
    assert not server.protocol.was_shut_down
