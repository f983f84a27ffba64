"""What a script may have done to the interpreter that it ran in, put back so that its command can go on."""

from __future__ import annotations

import importlib.machinery
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any, TextIO

_STREAMS = {"stdin": 0, "stdout": 1, "stderr": 2}


@contextmanager
def put_back() -> Iterator[None]:
    """Streams, the recursion limit, trace functions, timers and handlers of signals are afterwards as they were.

    A module that was imported meanwhile and hides another one is forgotten: beside a script, `html.py` is not that of
    the library.
    """
    streams = {name: getattr(sys, name) for name in _STREAMS}
    own = {name: dict(vars(stream)) for name, stream in streams.items() if hasattr(stream, "__dict__")}
    known, limit = set(sys.modules), sys.getrecursionlimit()
    tracing = sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile()
    handlers = _handlers()
    try:
        yield
    finally:
        _trace_as(*tracing)
        _handle_as(handlers)
        sys.setrecursionlimit(limit)
        _forget_hiding(known)
        for name, stream in streams.items():
            if name in own:  # it may have got another `write`
                vars(stream).clear()
                vars(stream).update(own[name])
            setattr(sys, name, _opened(stream, _STREAMS[name]))


def _trace_as(trace: Any, profile: Any, in_threads: Any, profile_in_threads: Any) -> None:
    sys.setprofile(profile)
    sys.settrace(trace)
    threading.settrace(in_threads)
    threading.setprofile(profile_in_threads)


def _handlers() -> dict[int, Any]:
    """The handler of each signal, where they can be set: in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    return {number: signal.getsignal(number) for number in signal.valid_signals()}


def _handle_as(handlers: dict[int, Any]) -> None:
    for timer in ("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF"):
        if handlers and hasattr(signal, timer):
            signal.setitimer(getattr(signal, timer), 0)
    for number, handler in handlers.items():
        # None: not set from Python.
        if handler is not None and signal.getsignal(number) is not handler:
            with suppress(OSError, ValueError):
                signal.signal(number, handler)


def _forget_hiding(known: set[str]) -> None:
    """Forget what was imported meanwhile in the place of a module that is found now."""
    for name in set(sys.modules) - known:
        top = sys.modules.get(name.partition(".")[0])
        if not _is_where_it_is_found(name.partition(".")[0], top):
            del sys.modules[name]


def _is_where_it_is_found(name: str, module: ModuleType | None) -> bool:
    """Whether a module is the one that an import would give, or none would be found."""
    place = getattr(module, "__file__", None)
    if place is None:
        return True
    finders: list[Any] = sys.meta_path
    for find in (finder.find_spec for finder in finders):
        if (spec := _found(find, name)) is not None:
            return spec.origin is None or os.path.realpath(spec.origin) == os.path.realpath(place)
    return True


def _found(find: Callable[..., Any], name: str) -> importlib.machinery.ModuleSpec | None:
    with suppress(Exception):  # a finder of the script's own
        found: importlib.machinery.ModuleSpec | None = find(name, None)
        return found
    return None


def _opened(stream: TextIO | None, number: int) -> TextIO | None:
    """The stream, or if it was closed another one on its descriptor, which Python keeps open."""
    if stream is None or not stream.closed:
        return stream
    return open(number, "w" if number else "r", encoding="utf-8", errors="backslashreplace", closefd=False)
