"""Many files, all cores: how the files of a run are shared out and how their results come back in order.

It decides whether a run is worth more than one process, and what becomes of the files of a process that dies. What is
done with one file is the engine's matter.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cellophane.check.checked import Checked
from cellophane.check.engine import bug, check_bytes, check_file
from cellophane.check.options import Options
from cellophane.model.problem import Problem
from cellophane.source.text.source import Unreadable, read_bytes

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from cellophane.check.cache import Store
    from cellophane.check.fix.changes import Change
    from cellophane.source.analysis import Analysis
    from cellophane.workspace.past import Past

SMALL = 400_000
"""Bytes of source up to which one process is faster than starting several."""

_CHUNKS_EACH = 8
_FILES_IN_CHUNK = 64
_BYTES_IN_CHUNK = 250_000
"""About a second's work: who stops a run waits for the chunks that are under way."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to check and what to look for in it."""

    path: str
    size: int
    """In bytes."""
    options: Options
    change: Change | None = None
    """What to do with its findings, in what comes back and not on disk; none to leave the file as it is."""
    content: bytes | None = None
    """What is in it, if that is something else than what is on disk."""


def check_here(tasks: Sequence[Task], analysis: Analysis) -> Iterator[Checked]:
    """What checking each of the tasks came to, in this process and with what an analysis knows."""
    return _here(tasks, None, analysis)


def check_files(
    tasks: Sequence[Task], store: Store | None = None, workers: int | None = None, past: Past | None = None
) -> Iterator[Checked]:
    """What checking each of the tasks came to, in their order, as soon as it is known.

    `store` is where that is remembered between runs. `workers` is the number of processes; without it,
    as many as there are cores for this process, or this one alone if there is little to do. `past` are the files that
    count as they were at an earlier day.
    """
    if workers is None:
        workers = _cores() if sum(task.size for task in tasks) > SMALL else 1
    if workers < 2 or len(tasks) < 2:
        from cellophane.source.analysis import Analysis

        return _here(tasks, store, Analysis(past=past))
    return _spread(_chunks(tasks, workers), store, lambda number: _pool(number, past), workers)


def _here(tasks: Sequence[Task], store: Store | None, analysis: Analysis) -> Iterator[Checked]:
    from cellophane.check.cache import Cache

    with Cache(store, analysis) as cache, _rare_collection():
        for task in tasks:
            if task.content is None:
                checked = check_file(task.path, task.options, analysis=analysis, cache=cache)
            else:
                checked = check_bytes(task.content, task.path, task.options, analysis, cache)
            yield checked if task.change is None or not checked.findings else _changed(task, checked, analysis)


def _changed(task: Task, checked: Checked, analysis: Analysis) -> Checked:
    from cellophane.check.fix import changes

    assert task.change is not None
    try:
        return changes.made(task.change, read_bytes(task.path), checked, task.options, analysis)
    except Unreadable as error:
        return replace(checked, problems=(*checked.problems, Problem(task.path, error.message)))
    except Exception as error:
        return replace(checked, problems=(*checked.problems, bug(task.path, "changing it", error)))


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Let the cyclic collector run less often: trees are many objects that all live until their file is done, and
    looking through them again and again took 30 % of the time over 2 million lines (35.3 s, and 25.1 s without)."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


_Pools = Callable[[int], "ProcessPoolExecutor"]
"""Makes a pool of so many processes."""


def _spread(chunks: Sequence[Sequence[Task]], store: Store | None, pools: _Pools, workers: int) -> Iterator[Checked]:
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    while done < len(chunks):
        pool = pools(workers)
        try:
            for future in [pool.submit(_chunk, chunk, store) for chunk in chunks[done:]]:
                files = future.result()
                done += 1
                yield from files
        except BrokenProcessPool:
            # The pool does not tell which chunk killed it. The first one without a result is looked at
            # closely; if it was another one, the next round breaks again, nearer to it.
            yield from _one_by_one(chunks[done], store, pools)
            done += 1
        finally:
            # What is under way is not waited for; where nothing is, a pool that still ends while Python does would
            # at times end with a traceback.
            pool.shutdown(wait=done == len(chunks), cancel_futures=True)


def _one_by_one(tasks: Sequence[Task], store: Store | None, pools: _Pools) -> Iterator[Checked]:
    from concurrent.futures.process import BrokenProcessPool

    pool = pools(1)
    try:
        for task in tasks:
            try:
                yield from pool.submit(_chunk, [task], store).result()
            except BrokenProcessPool:
                problem = Problem(task.path, "the process that checked it died; is there enough memory?")
                yield Checked(task.path, problems=(problem,))
                pool.shutdown(wait=False)
                pool = pools(1)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_RUN: ContextVar[Analysis] = ContextVar("run")
"""What a process of a pool knows: it lives for one run, and its chunks share what they find out."""


def _chunk(tasks: Sequence[Task], store: Store | None) -> list[Checked]:
    return list(_here(tasks, store, _RUN.get()))


def _begin(past: Past | None) -> None:
    """Set a process of a pool up for its run."""
    from cellophane.source.analysis import Analysis

    _die_quietly()
    _RUN.set(Analysis(past=past))


def _chunks(tasks: Sequence[Task], workers: int) -> list[list[Task]]:
    """Neighbouring files in chunks of about the same size, so small that no core waits long at the end."""
    limit = min(_BYTES_IN_CHUNK, sum(task.size for task in tasks) // (workers * _CHUNKS_EACH))
    chunks: list[list[Task]] = [[]]
    size = 0
    for task in tasks:
        if chunks[-1] and (size + task.size > limit or len(chunks[-1]) == _FILES_IN_CHUNK):
            chunks.append([])
            size = 0
        chunks[-1].append(task)
        size += task.size
    return chunks


def _pool(workers: int, past: Past | None) -> ProcessPoolExecutor:
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    # Forking is ten times faster than a fresh interpreter, and safe while no other thread can hold a lock;
    # on macOS the system's own libraries start threads.
    forks = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(past,))


def _die_quietly() -> None:
    """Let Ctrl-C, which reaches all processes of a terminal, end this one at once and without a traceback."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # what containers and `taskset` leave of the machine
    return len(affinity(0)) if affinity else os.cpu_count() or 1
