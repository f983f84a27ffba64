"""Many files, all cores: how the files of a run are shared out and how their results come back in order.

It decides whether a run is worth more than one process, and what becomes of the files of a process that dies. What is
done with one file is the engine's matter.
"""

from __future__ import annotations

import heapq
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cellophane.check import catalogue
from cellophane.check.checked import Checked
from cellophane.check.engine import bug, check_bytes, check_file, sift_file
from cellophane.check.options import Options
from cellophane.model.problem import Problem
from cellophane.source import garbage
from cellophane.source.text.source import Unreadable, read_bytes

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from cellophane.check.cache import Cache, Store
    from cellophane.check.engine import Sifted
    from cellophane.check.fix.changes import Change
    from cellophane.source.analysis import Analysis
    from cellophane.workspace.past import Past

SMALL = 400_000
"""Bytes of source up to which one process is faster than starting several."""

_CHUNKS_EACH = 8
_OF_ITSELF = 2_000
"""Bytes that could be sifted while a file is opened."""
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
    return _spread(tasks, _Crew(workers, _Run(tuple(tasks), store, past)))


def _here(tasks: Sequence[Task], store: Store | None, analysis: Analysis) -> Iterator[Checked]:
    from cellophane.check.cache import Cache

    with Cache(store, analysis) as cache, garbage.kept_small() as grown:
        for task in tasks:
            yield _checked(task, analysis, cache, None)
            grown()


def _checked(task: Task, analysis: Analysis, cache: Cache, sifted: Sifted | None) -> Checked:
    if task.content is None:
        checked = check_file(task.path, task.options, analysis=analysis, cache=cache, sifted=sifted)
    else:
        checked = check_bytes(task.content, task.path, task.options, analysis, cache, sifted)
    return checked if task.change is None or not checked.findings else _changed(task, checked, analysis)


def _changed(task: Task, checked: Checked, analysis: Analysis) -> Checked:
    from cellophane.check.fix import changes

    assert task.change is not None
    try:
        return changes.made(task.change, read_bytes(task.path), checked, task.options, analysis)
    except Unreadable as error:
        return replace(checked, problems=(*checked.problems, Problem(task.path, error.message)))
    except Exception as error:
        return replace(checked, problems=(*checked.problems, bug(task.path, "changing it", error)))


# -- over several processes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Run:
    """What all processes of a run know from the start."""

    tasks: tuple[Task, ...]
    store: Store | None
    past: Past | None


@dataclass(frozen=True, slots=True)
class _Crew:
    """The processes that a run may have."""

    size: int
    run: _Run

    def results(self, work: _Work, chunks: Sequence[Sequence[_Item]]) -> Iterator[list[tuple[int, Checked | Sifted]]]:
        """What the work came to for each chunk, in their order. A process that dies takes one file along."""
        from concurrent.futures.process import BrokenProcessPool

        done = 0
        while done < len(chunks):
            pool = _pool(min(self.size, len(chunks)), self.run)
            try:
                for future in [pool.submit(work, chunk) for chunk in chunks[done:]]:
                    found = future.result()
                    done += 1
                    yield found
            except BrokenProcessPool:
                # The pool does not tell which chunk killed it. The first one without a result is looked at
                # closely; if it was another one, the next round breaks again, nearer to it.
                yield self._one_by_one(work, chunks[done])
                done += 1
            finally:
                # What is under way is not waited for; where nothing is, a pool that still ends while Python does would
                # at times end with a traceback.
                pool.shutdown(wait=done == len(chunks), cancel_futures=True)

    def _one_by_one(self, work: _Work, items: Sequence[_Item]) -> list[tuple[int, Checked | Sifted]]:
        from concurrent.futures.process import BrokenProcessPool

        found: list[tuple[int, Checked | Sifted]] = []
        pool = _pool(1, self.run)
        try:
            for item in items:
                try:
                    found += pool.submit(work, [item]).result()
                except BrokenProcessPool:
                    path = self.run.tasks[item[0]].path
                    problem = Problem(path, "the process that checked it died; is there enough memory?")
                    found.append((item[0], Checked(path, problems=(problem,))))
                    pool.shutdown(wait=False)
                    pool = _pool(1, self.run)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return found


_Item = tuple[int, "Sifted | None"]
"""The number of a task, and what its sifting came to, if it was sifted."""
_Work = Callable[["Sequence[_Item]"], "list[tuple[int, Checked | Sifted]]"]


def _spread(tasks: Sequence[Task], crew: _Crew) -> Iterator[Checked]:
    """Sift all files, then look closer at what is left: of seventeen files one. It comes in the order of the tasks.

    Files are sifted in chunks of the same size. What is left is dealt out by its directories, as neighbours import the
    same modules.
    """
    left: list[_Item] = []
    done: dict[int, Checked] = {}
    for found in crew.results(_sift, _even(tasks, crew.size * _CHUNKS_EACH)):
        for number, one in found:
            if isinstance(one, Checked):
                done[number] = one
            else:
                left.append((number, one))
    told = 0
    _import_what_looks_closer()
    for found in crew.results(_look, _neighbours(sorted(left, key=lambda item: item[0]), tasks, crew.size)):
        done.update((number, one) for number, one in found if isinstance(one, Checked))
        while told in done:
            yield done.pop(told)
            told += 1
    yield from (done[number] for number in range(told, len(tasks)))


def _import_what_looks_closer() -> None:
    """Import it before the processes that need it come to be: once, and not once for each."""
    from cellophane.source import facts  # noqa: F401


_RUN: ContextVar[tuple[_Run, Analysis]] = ContextVar("run")
"""What a process of a pool knows: it lives for one run, and its chunks share what they find out."""


def _sift(items: Sequence[_Item]) -> list[tuple[int, Checked | Sifted]]:
    """Sift files: of those in which nothing can be found, that is what checking them came to."""
    tasks = _RUN.get()[0].tasks
    needs = {codes: catalogue.needs(codes) for codes in {tasks[number].options.codes for number, _ in items}}
    found: list[tuple[int, Checked | Sifted]] = []
    for number, _ in items:
        task = tasks[number]
        found.append((number, sift_file(task.path, task.options, needs[task.options.codes], task.content)))
    return found


def _look(items: Sequence[_Item]) -> list[tuple[int, Checked | Sifted]]:
    """Check what is left of files."""
    from cellophane.check.cache import Cache

    run, analysis = _RUN.get()
    found: list[tuple[int, Checked | Sifted]] = []
    with Cache(run.store, analysis) as cache, garbage.kept_small() as grown:
        for number, sifted in items:
            found.append((number, _checked(run.tasks[number], analysis, cache, sifted)))
            grown()
    return found


def _begin(run: _Run) -> None:
    """Set a process of a pool up for its run."""
    from cellophane.source.analysis import Analysis

    _die_quietly()
    _RUN.set((run, Analysis(past=run.past)))


def _even(tasks: Sequence[Task], number: int) -> list[list[_Item]]:
    """So many chunks of about the same size, the largest files dealt first."""
    chunks: list[list[_Item]] = [[] for _ in range(number)]
    waiting = [(0, index) for index in range(number)]
    for task in sorted(range(len(tasks)), key=lambda one: -tasks[one].size):
        size, index = heapq.heappop(waiting)
        chunks[index].append((task, None))
        heapq.heappush(waiting, (size + tasks[task].size + _OF_ITSELF, index))
    return [chunk for chunk in chunks if chunk]


def _neighbours(items: Sequence[_Item], tasks: Sequence[Task], workers: int) -> list[list[_Item]]:
    """Neighbouring files in chunks of about the same size, so small that no core waits long at the end."""
    limit = min(_BYTES_IN_CHUNK, sum(tasks[number].size for number, _ in items) // (workers * _CHUNKS_EACH))
    chunks: list[list[_Item]] = [[]]
    size = 0
    for item in items:
        if chunks[-1] and (size + tasks[item[0]].size > limit or len(chunks[-1]) == _FILES_IN_CHUNK):
            chunks.append([])
            size = 0
        chunks[-1].append(item)
        size += tasks[item[0]].size
    return [chunk for chunk in chunks if chunk]


def _pool(workers: int, run: _Run) -> ProcessPoolExecutor:
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    # Forking is ten times faster than a fresh interpreter, and safe while no other thread can hold a lock;
    # on macOS the system's own libraries start threads.
    forks = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(run,))


def _die_quietly() -> None:
    """Let Ctrl-C, which reaches all processes of a terminal, end this one at once and without a traceback."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # what containers and `taskset` leave of the machine
    return len(affinity(0)) if affinity else os.cpu_count() or 1
