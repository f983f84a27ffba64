"""Messages as they come in: headers, an empty line, and a body of so many bytes.

It takes memory for what has come, not for what was announced, and passes over whatever is no header.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_LONGEST_LINE = 1 << 16
_PIECE = 1 << 16
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,18})\s*", re.IGNORECASE)


def messages(read: Callable[[int], bytes]) -> Iterator[bytes]:
    r"""The body of each message, until there is no more; the last one may be cut short.

    `read` gives what has come, at most so many bytes, and nothing at the end, as `os.read` does.

    >>> from io import BytesIO
    >>> list(messages(BytesIO(b"Content-Length: 2\r\n\r\n{}content-length:1\r\n\r\n5rest").read))
    [b'{}', b'5']
    """
    received = _Received(read)
    length = 0
    while line := received.line():
        found = _LENGTH.fullmatch(line)
        if found is not None:
            length = int(found[1])
        elif length and not line.strip():
            yield received.body(length)
            length = 0


class _Received:
    """What has come and was not taken yet.

    No buffered stream of `io` does: one in which a thread waits when the process ends makes that abort.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._rest = b""

    def line(self) -> bytes:
        """A line with its end, or the first part of one that is too long to be a header; nothing at the end."""
        while b"\n" not in self._rest and len(self._rest) < _LONGEST_LINE and (piece := self._read(_PIECE)):
            self._rest += piece
        return self._taken((self._rest.find(b"\n", 0, _LONGEST_LINE) + 1) or _LONGEST_LINE)

    def body(self, length: int) -> bytes:
        """So many bytes, or as many as there are until the end."""
        pieces = [self._taken(length)]
        length -= len(pieces[0])
        while length > 0 and (piece := self._read(min(length, _PIECE))):
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)

    def _taken(self, length: int) -> bytes:
        taken, self._rest = self._rest[:length], self._rest[length:]
        return taken
