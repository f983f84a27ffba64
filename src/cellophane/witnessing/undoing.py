"""What a program has set in its interpreter that would reach into what is done after it, undone."""

from __future__ import annotations

import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_OF_SYS = ("argv", "stdin", "stdout", "stderr", "excepthook", "unraisablehook", "displayhook", "breakpointhook")
_TIMERS = ("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF")
_TOOLS = range(6)
"""The numbers of those that `sys.monitoring` tells what happens."""


@contextmanager
def undone() -> Iterator[None]:
    """Streams, hooks, functions that trace and profile, filters of warnings, handlers of signals and timers are
    afterwards as they were.
    """
    kept = {name: getattr(sys, name) for name in _OF_SYS}
    hook, tracing, profiling = threading.excepthook, threading.gettrace(), threading.getprofile()
    traced = Traced()
    tools = _tools()
    with warnings.catch_warnings(), _signals():
        try:
            yield
        finally:
            traced.put_back()
            for number in _tools() - tools:
                vars(sys)["monitoring"].set_events(number, 0)
            for name, value in kept.items():
                setattr(sys, name, value)
            threading.excepthook = hook
            threading.settrace(tracing)
            threading.setprofile(profiling)


class Traced:
    """The functions that are told of each step of this thread."""

    def __init__(self) -> None:
        self._trace, self._profile = sys.gettrace(), sys.getprofile()

    def put_back(self) -> None:
        """Let them be those that they were. They are told of all that is done until then."""
        if sys.getprofile() is not self._profile:
            sys.setprofile(self._profile)
        if sys.gettrace() is not self._trace:
            sys.settrace(self._trace)


def _tools() -> set[int]:
    monitoring: Any = vars(sys).get("monitoring")
    return set() if monitoring is None else {number for number in _TOOLS if monitoring.get_tool(number) is not None}


@contextmanager
def _signals() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # others can set none
        yield
        return
    timers = [vars(signal)[name] for name in _TIMERS if name in vars(signal)]
    still = [timer for timer in timers if signal.getitimer(timer) == (0, 0)]
    handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
    try:
        yield
    finally:
        for timer in still:
            if signal.getitimer(timer) != (0, 0):  # where none can be set, as in a browser, none is
                signal.setitimer(timer, 0)
        for number, handler in handlers.items():
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)
