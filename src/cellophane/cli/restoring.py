"""What a script may have done to the interpreter that it ran in, put back so that its command can go on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_STREAMS = {"stdin": 0, "stdout": 1, "stderr": 2}


@contextmanager
def put_back() -> Iterator[None]:
    """Streams that are replaced or closed meanwhile, and the recursion limit, are afterwards as they were. What is
    imported meanwhile is forgotten: beside a script, `html.py` is not the one of the library.
    """
    streams = {name: getattr(sys, name) for name in _STREAMS}
    known, limit = set(sys.modules), sys.getrecursionlimit()
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        for name in set(sys.modules) - known:
            del sys.modules[name]
        for name, stream in streams.items():
            setattr(sys, name, _opened(stream, _STREAMS[name]))


def _opened(stream: TextIO | None, number: int) -> TextIO | None:
    """The stream, or if it was closed another one on its descriptor, which Python keeps open."""
    if stream is None or not stream.closed:
        return stream
    return open(number, "w" if number else "r", encoding="utf-8", errors="backslashreplace", closefd=False)
