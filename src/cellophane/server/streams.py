"""Standard input, read as far as it goes: a message that claims to be longer than memory is no reason to stop."""

from __future__ import annotations

import re
from io import BytesIO
from typing import BinaryIO

_LONGEST_LINE = 1 << 16
_PIECE = 1 << 20
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d+)\s*", re.IGNORECASE)


class Patient(BytesIO):
    """A stream that takes memory for what has come, not for what was announced.

    >>> Patient(BytesIO(b"abc")).read(10**15)
    b'abc'
    """

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream

    def readline(self, size: int | None = None, /) -> bytes:
        """A line, or the first part of one that is too long to be a header.

        The header that matters comes as pygls knows it, however the editor writes it.
        """
        line = self._stream.readline(_LONGEST_LINE)
        length = _LENGTH.fullmatch(line)
        return line if length is None else b"Content-Length: %d\r\n" % int(length[1])

    def read(self, size: int | None = None, /) -> bytes:
        """So many bytes, or as many as there are until the end."""
        pieces: list[bytes] = []
        left = size or 0
        while left > 0 and (piece := self._stream.read(min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)
