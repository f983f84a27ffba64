"""A script kept apart from the command that runs it in its own process: it can do what it likes with its streams, and
import what it likes.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.machinery import ModuleSpec
from typing import Any, TextIO

_STREAMS = ("stdin", "stdout", "stderr")


@contextmanager
def put_back() -> Iterator[None]:
    """The script has streams of its own, as Python begins with them; those of the command, and the recursion limit, are
    afterwards as they were. What it has imported stays, but for what a module of the command is found as: beside a
    script, `html.py` is not the one of the library.
    """
    names = [name for each in _STREAMS for name in (each, f"__{each}__")]
    streams = {name: getattr(sys, name) for name in names}
    known, limit, finders = set(sys.modules), sys.getrecursionlimit(), sys.meta_path[:]
    own = {name: _another(streams[name]) for name in _STREAMS}
    for name, stream in own.items():
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        sys.meta_path[:] = finders
        for name, stream in streams.items():
            setattr(sys, name, stream)
        for stream in (own["stdout"], own["stderr"]):
            with suppress(Exception):  # it is none, closed, or whatever the script has made of it
                stream.flush()
        _forget_shadows(set(sys.modules) - known)


def _another(stream: Any) -> TextIO | Any:
    """A stream as this was when the interpreter began, on the same descriptor; the same where it is on none of them."""
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return stream
    if descriptor not in (0, 1, 2):
        return stream
    is_read = stream.readable()
    buffering = 0 if isinstance(stream.buffer, io.FileIO) else -1
    # Standard error apart, they begin with the same way of telling what cannot be encoded, and the command has changed
    # that of the two that it writes to.
    errors = "backslashreplace" if stream is sys.stderr else getattr(sys.stdin, "errors", "strict")
    with suppress(OSError, ValueError):
        stream.flush()
    binary: Any = open(descriptor, "rb" if is_read else "wb", buffering, closefd=False)  # noqa: SIM115 - as long as it
    getattr(binary, "raw", binary).name = stream.name  # is used
    new = io.TextIOWrapper(
        binary,
        stream.encoding,
        errors,
        newline=None if is_read and os.name == "nt" else "\n",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
    new.mode = stream.mode  # type: ignore[misc]
    return new


def _forget_shadows(names: set[str]) -> None:
    """Forget modules that would be found elsewhere now."""
    shadows = {name for name in names if "." not in name and _is_shadow(name)}
    for name in names:
        if name.partition(".")[0] in shadows:
            del sys.modules[name]


def _is_shadow(name: str) -> bool:
    there: ModuleSpec | None = getattr(sys.modules[name], "__spec__", None)
    for finder in sys.meta_path:
        if (found := finder.find_spec(name, None)) is not None:
            return there is None or found.origin != there.origin
    return False
