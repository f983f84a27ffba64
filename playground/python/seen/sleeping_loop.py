"""An event loop of asyncio that needs no operating system: it runs what is ready, and sleeps until something is.

`asyncio.run` works in a worker with it as it does elsewhere, but for networks, processes and threads.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from asyncio import base_events
from collections.abc import Sequence
from typing import Any

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


class SleepingPolicy(asyncio.DefaultEventLoopPolicy):
    """Makes such loops."""

    _loop_factory = SleepingLoop


def install() -> None:
    """From now on asyncio uses such loops, and waits in them as elsewhere: Pyodide lets the browser wait instead."""
    asyncio._set_running_loop(None)
    asyncio.set_event_loop_policy(SleepingPolicy())
    asyncio.run = asyncio.runners.run
    time.sleep = inspect.unwrap(time.sleep)
