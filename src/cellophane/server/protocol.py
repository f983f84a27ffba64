"""The protocol as pygls speaks it, but for what clients do that send nonsense: no message of theirs ends the process,
each request has an answer, and no answer has a traceback in it. What went wrong is in the log.

The texts that an editor has open are kept by `buffers`, and not a second time by pygls, which ends lines at form feeds.
"""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import Future
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.protocol.json_rpc import RPCRequest

_Handling = Generator[Any, Any, None]


class Protocol(LanguageServerProtocol):
    """What is sent and received."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message as an object. Raises `JsonRpcException` for one that is none, after its sender was told."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" in data and isinstance(data.get("id"), int | str):
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def handle_message(self, message: Any) -> None:
        """Deal with a message, if it is the time for it."""
        is_request = isinstance(message, RPCRequest)
        if is_request and self._workspace is None and message.method != types.INITIALIZE:
            self._refuse(message.id, types.ErrorCodes.ServerNotInitialized, "the server is not initialized yet")
        elif is_request and self._shutdown:
            self._refuse(message.id, types.ErrorCodes.InvalidRequest, "the server was told to shut down")
        else:
            super().handle_message(message)

    def _refuse(self, number: int | str, code: int, message: str) -> None:
        self._send_response(number, error=types.ResponseError(code, message))

    def _send_handler_result(self, future: Future[Any], *, msg_id: int | str) -> None:
        error = None if future.cancelled() else future.exception()
        if isinstance(error, JsonRpcException):  # what was meant to be answered is no fault, and not for the log
            self._request_futures.pop(msg_id, None)
            self._send_response(msg_id, error=error.to_response_error())
        else:
            super()._send_handler_result(future, msg_id=msg_id)

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, params: None) -> _Handling:
        """Take no more requests, and give up those that are under way. pygls goes through them as they go away."""
        yield self.fm.features[types.SHUTDOWN], (params,), None
        own = self.msg_id
        for number, future in list(self._request_futures.items()):
            if number != own and not future.done():
                future.cancel()
        self._shutdown = True

    def _send_response(
        self, msg_id: int | str, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        if error is not None:
            error = types.ResponseError(error.code, error.message.strip().splitlines()[-1])
        super()._send_response(msg_id, result, error)

    @property
    def was_shut_down(self) -> bool:
        """Whether the editor has asked for the end, as it should before it is there."""
        return self._shutdown

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> _Handling:
        """Left to `buffers`."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> _Handling:
        """Left to `buffers`."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> _Handling:
        """Left to `buffers`."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def lsp_notebook_document__did_open(self, params: types.DidOpenNotebookDocumentParams) -> _Handling:
        """Left to `buffers`."""
        yield self.fm.features[types.NOTEBOOK_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(self, params: types.DidChangeNotebookDocumentParams) -> _Handling:
        """Left to `buffers`."""
        yield self.fm.features[types.NOTEBOOK_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(self, params: types.DidCloseNotebookDocumentParams) -> _Handling:
        """Left to `buffers`."""
        yield self.fm.features[types.NOTEBOOK_DOCUMENT_DID_CLOSE], (params,), None
