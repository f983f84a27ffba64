"""What the interpreter does when a program ends: it waits for threads and pools of threads, and calls exit handlers.

In a process that goes on, that is to be done for this program alone: what others have registered stays for the end.
"""

from __future__ import annotations

import atexit
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

_T = TypeVar("_T", bound=Callable[..., Any])
_Handler = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Exits:
    """What a program wants done at its end."""

    def __init__(self) -> None:
        self._threads = set(threading.enumerate())
        self._handlers: list[_Handler] = []

    def register(self, handler: _T, /, *arguments: Any, **named: Any) -> _T:
        """As `atexit.register`."""
        self._handlers.append((handler, arguments, named))
        return handler

    def unregister(self, handler: Callable[..., Any], /) -> None:
        """As `atexit.unregister`."""
        self._handlers[:] = [one for one in self._handlers if one[0] != handler]

    def wait(self) -> None:
        """Wait for the threads that it leaves behind, but for those that are not waited for at the end either."""
        with _pools_closing():
            while left := [one for one in self._begun() if not one.daemon]:
                for one in left:
                    one.join()

    def call(self) -> None:
        """Call the handlers, the latest first; what one of them raises is told, and the next one is called."""
        while self._handlers:
            handler, arguments, named = self._handlers.pop()
            try:
                handler(*arguments, **named)
            except BaseException as error:  # whatever it is, the next one is called
                print(f"Exception ignored in atexit callback: {handler!r}", file=sys.stderr)
                trace = error.__traceback__
                traceback.print_exception(error.with_traceback(trace.tb_next if trace else None))

    def _begun(self) -> list[threading.Thread]:
        """The threads that began meanwhile; those of pools are woken, so that they see that all is over."""
        begun = [one for one in threading.enumerate() if one not in self._threads]
        pools = sys.modules.get("concurrent.futures.thread")
        queues = getattr(pools, "_threads_queues", {})
        for one in begun:
            if one in queues:
                queues[one].put(None)
        return begun


@contextmanager
def of_program() -> Iterator[Exits]:
    """What is registered meanwhile is collected for this program."""
    exits = Exits()
    before = atexit.register, atexit.unregister
    atexit.register, atexit.unregister = exits.register, exits.unregister
    try:
        yield exits
    finally:
        atexit.register, atexit.unregister = before


@contextmanager
def _pools_closing() -> Iterator[None]:
    """Let pools of threads take it for the end of the interpreter: their threads finish what they have, and end."""
    pools: Any = sys.modules.get("concurrent.futures.thread")
    if pools is None:
        yield
        return
    pools._shutdown = True
    try:
        yield
    finally:
        pools._shutdown = False
