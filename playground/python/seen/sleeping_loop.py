"""An event loop of asyncio that needs no operating system: it runs what is ready, and sleeps until something is.

`asyncio.run` works in a worker with it as it does elsewhere, but for networks, processes and threads, which raise.
"""

from __future__ import annotations

import asyncio
import errno
import inspect
import time
from asyncio import base_events
from collections.abc import Sequence
from typing import Any

from seen.advice import NETWORK, PROCESSES, SYSTEM, THREADS

_NEVER = "all tasks wait for something that cannot come: nothing else runs here"


class Sleeping:
    """A selector without files: there is nothing to wait for but the time."""

    def select(self, timeout: float | None) -> Sequence[Any]:
        """Sleep for so many seconds."""
        if timeout is None:
            raise RuntimeError(_NEVER)
        if timeout > 0:
            time.sleep(timeout)
        return ()


class SleepingLoop(base_events.BaseEventLoop):
    """A loop on such a selector."""

    _selector = Sleeping()

    def _process_events(self, event_list: Sequence[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """It is never asleep while anybody else runs."""

    def _begin(self, *_: Any) -> Any:
        raise RuntimeError(THREADS)

    run_in_executor: Any = _begin

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """There is none."""

    async def _reach(self, *_: Any, **__: Any) -> Any:
        raise OSError(errno.ENETUNREACH, NETWORK)

    create_connection = create_server = create_datagram_endpoint = _reach
    create_unix_connection = create_unix_server = getaddrinfo = getnameinfo = _reach
    sock_connect = sock_accept = sock_recv = sock_sendall = _reach

    async def _start(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError(PROCESSES)

    subprocess_exec = subprocess_shell = _start

    def _watch(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError(SYSTEM)

    add_signal_handler: Any = _watch
    add_reader: Any = _watch
    add_writer: Any = _watch
    connect_read_pipe = connect_write_pipe = _watch


class SleepingPolicy(asyncio.DefaultEventLoopPolicy):
    """Makes such loops."""

    _loop_factory = SleepingLoop


def install() -> None:
    """From now on asyncio uses such loops, and waits in them as elsewhere: Pyodide lets the browser wait instead."""
    asyncio._set_running_loop(None)
    asyncio.set_event_loop_policy(SleepingPolicy())
    asyncio.run = asyncio.runners.run
    time.sleep = inspect.unwrap(time.sleep)
