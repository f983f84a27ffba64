"""The worker: what goes first, what is called off, and what goes wrong."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from functools import partial

import pytest

from cellophane.server.worker import Urgency, Worker

LONGEST = 120.0


@pytest.fixture
def worker() -> Iterator[Worker]:
    found = Worker()
    yield found
    found.stop()


@pytest.fixture
def held(worker: Worker) -> threading.Event:
    """What the worker waits for before it does anything else."""
    free, busy = threading.Event(), threading.Event()

    def hold() -> None:
        busy.set()
        free.wait(LONGEST)

    worker.ask(Urgency.ASKED, hold)
    assert busy.wait(LONGEST)
    return free


def test_the_most_urgent_goes_first_and_else_the_first(worker: Worker, held: threading.Event) -> None:
    done: list[str] = []
    asked = [(Urgency.REST, "rest"), (Urgency.EDITED, "b"), (Urgency.EDITED, "c"), (Urgency.ASKED, "a")]
    futures = [worker.ask(urgency, partial(done.append, name)) for urgency, name in asked]
    held.set()
    for future in futures:
        future.result(LONGEST)
    assert done == ["a", "b", "c", "rest"]


def test_what_is_called_off_is_never_worked_on(worker: Worker, held: threading.Event) -> None:
    done: list[str] = []
    off, on = (worker.ask(Urgency.ASKED, partial(done.append, name)) for name in ("off", "on"))
    assert off.cancel()
    held.set()
    on.result(LONGEST)
    assert done == ["on"]


def test_what_goes_wrong_is_told_and_written_down(worker: Worker, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(ZeroDivisionError):
        worker.ask(Urgency.ASKED, lambda: 1 // 0).result(LONGEST)
    assert "a question could not be answered" in caplog.text
    assert worker.ask(Urgency.ASKED, lambda: 1).result(LONGEST) == 1


def test_the_end_calls_off_all_that_waits(worker: Worker, held: threading.Event) -> None:
    waiting = worker.ask(Urgency.ASKED, lambda: 1)
    worker.stop()
    held.set()
    with pytest.raises(CancelledError):
        waiting.result(LONGEST)
