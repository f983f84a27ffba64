"""What the editor shows at present, and what of a new result it has to be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lsprotocol import types

from cellophane.server.buffers import Document

_Diagnostics = Mapping[str, Sequence[types.Diagnostic]]
"""By the URI that they are shown at."""


class Publishing:
    """The diagnostics of each document that was checked. `send` has them shown."""

    def __init__(self, send: Callable[[types.PublishDiagnosticsParams], None]) -> None:
        self._send = send
        self._shown: dict[str, tuple[int | None, _Diagnostics]] = {}
        """By document: the version that they are of, and the diagnostics."""

    def show(self, document: Document, diagnostics: _Diagnostics) -> None:
        """Have these shown for a document, in place of what was shown for it."""
        version, before = self._shown.pop(document.uri, (None, {}))
        if document.version is not None or any(diagnostics.values()):
            # Of thousands of files that are not open nothing is kept but findings.
            self._shown[document.uri] = document.version, diagnostics
        versions = {text.uri: text.version for text in document.texts}
        for uri in versions.keys() - {document.uri}:  # a cell: it was a text of its own until its notebook was opened
            self._shown.pop(uri, None)
        for uri in before.keys() - diagnostics.keys():
            self._clear(uri)
        for uri, found in diagnostics.items():
            # Those of an edited text are sent also if they are the same: the editor may have lost them on the way.
            if version != document.version or list(before.get(uri, ())) != list(found):
                self._send(types.PublishDiagnosticsParams(uri, list(found), versions.get(uri)))

    def withdraw(self, uri: str) -> None:
        """Have nothing shown any more for a document."""
        _, before = self._shown.pop(uri, (None, {}))
        for shown in before:
            self._clear(shown)

    def _clear(self, uri: str) -> None:
        """Have nothing shown at a URI, unless it is shown for another document too: that of settings may be."""
        left = [shown[uri] for _, shown in self._shown.values() if shown.get(uri)]
        self._send(types.PublishDiagnosticsParams(uri, list(left[0]) if left else []))
