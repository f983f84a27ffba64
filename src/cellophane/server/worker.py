"""One thread that answers one question after another, the most urgent first, and tidies up between them.

All that is found out about a program is kept by one thread: nothing in it is locked, and the thread that reads what the
editor sends waits for nobody.
"""

from __future__ import annotations

import enum
import heapq
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from typing import Any, TypeVar

from cellophane.source.garbage import Garbage

_T = TypeVar("_T")
_QUIET = 1.0
"""Seconds without a question, after which there is time for what takes longer."""

logger = logging.getLogger(__name__)


class Urgency(enum.IntEnum):
    """What goes first."""

    ASKED = 1
    """Somebody waits for the answer: hovers, asks for actions."""
    EDITED = 2
    """The text that somebody is writing."""
    OPEN = 3
    """What else is open."""
    REST = 4
    """All else: a whole workspace."""


class Worker:
    """A thread, and what it still has to do.

    >>> worker = Worker()
    >>> worker.ask(Urgency.ASKED, lambda: 6 * 7).result()
    42
    >>> worker.stop()
    """

    def __init__(self, garbage: Garbage | None = None) -> None:
        """`garbage` is what is collected between questions, and by itself if it is none."""
        self._garbage = garbage
        self._jobs: list[tuple[Urgency, int, Future[Any], Callable[[], Any]]] = []
        self._order = count()
        self._changed = threading.Condition()
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="cellophane", daemon=True)
        self._thread.start()

    def ask(self, urgency: Urgency, work: Callable[[], _T]) -> Future[_T]:
        """Have a question answered. What is cancelled before its turn is never worked on."""
        future: Future[_T] = Future()
        with self._changed:
            heapq.heappush(self._jobs, (urgency, next(self._order), future, work))
            self._changed.notify()
        return future

    def stop(self) -> None:
        """Answer no more."""
        with self._changed:
            self._is_over = True
            for _, _, future, _ in self._jobs:
                future.cancel()
            self._jobs.clear()
            self._changed.notify()

    def _run(self) -> None:
        while not self._is_over:
            job = self._next()
            if job is not None:
                _answer(*job)
                del job  # nothing of it stays until the next one comes
                self._tidy()

    def _tidy(self) -> None:
        """Collect what the last answer has left, if nobody waits, and all of it after a while in which nobody asks."""
        if self._garbage is None or self._jobs:
            return
        self._garbage.answered()
        with self._changed:
            is_quiet = not self._changed.wait_for(lambda: self._jobs or self._is_over, _QUIET)
        if is_quiet:
            self._garbage.rested()

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        """The most urgent question, once there is one; none at the end, and if it was called off."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._is_over)
            if self._is_over:
                return None
            _, _, future, work = heapq.heappop(self._jobs)
        return (future, work) if future.set_running_or_notify_cancel() else None


def _answer(future: Future[_T], work: Callable[[], _T]) -> None:
    try:
        future.set_result(work())
    except Exception as error:
        logger.exception("a question could not be answered")
        future.set_exception(error)
