"""Runs the reader's program, as `python program.py` would, and keeps what can be shown of it.

Whatever it does to the interpreter ends with the worker. What this module needs after it must not rest on what it can
take away: the builtins are put back first.
"""

from __future__ import annotations

import builtins
import gc
import io
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cellophane.witnessing import running
from seen import refusing, sleeping_loop
from seen.advice import advise, chain_of

if TYPE_CHECKING:
    from cellophane.model.timeline import Timeline

FILENAME = "program.py"
_OURS = tuple(os.path.join(os.path.dirname(str(one.__file__)), "") for one in (sleeping_loop, running))


@dataclass(frozen=True)
class Ran:
    """A program that has been run."""

    text: str
    given: str
    namespace: dict[str, Any]
    raised: bool
    message: str | None
    """What is to be said of how it ended, if anything is."""
    seconds: float
    timeline: Timeline | None


def run(text: str, given: str, *, timeline: bool = False) -> Ran:
    """Run a text to its end, with these lines as its input; with `timeline`, it is watched."""
    _prepare(text, given)
    streams = sys.stdout, sys.stderr
    begun = time.perf_counter()
    with _builtins_kept():
        end = _end_of(text, timeline)
        seconds = time.perf_counter() - begun
        _finish()
    sys.stdout, sys.stderr = streams
    message = f"the program exited with the code {end.status}" if end.status and not end.raised else None
    return Ran(text, given, end.namespace, end.raised, message, seconds, end.timeline)


@dataclass(frozen=True)
class _End:
    """How a program ended, and what is left of it."""

    raised: bool = True
    status: int = 1
    namespace: dict[str, Any] = field(default_factory=dict)
    timeline: Timeline | None = None


def _end_of(text: str, timeline: bool) -> _End:
    try:
        with _builtins_kept():
            return _watched(text) if timeline else _executed(text)
    except BaseException as error:
        # It does not compile; or it took away what those who run it need, and they fail as they deal with its error.
        _tell(type(error), error.__context__ or error, None)
        return _End()


def _executed(text: str) -> _End:
    code = compile(text, FILENAME, "exec", dont_inherit=True)
    module = running.main_module(FILENAME)
    ending = running.run(code, module, text, ())
    return _End(ending.error is not None, ending.status, vars(module))


def _watched(text: str) -> _End:
    from cellophane.witnessing.recording import recorded

    found = recorded(text, FILENAME)
    return _End(found.timeline.error is not None, found.status, vars(found.module), found.timeline)


@contextmanager
def _builtins_kept() -> Iterator[None]:
    """Whatever becomes of the builtins meanwhile, they are as they were afterwards."""
    put_back, kept = vars(builtins).update, dict(vars(builtins))
    try:
        yield
    finally:
        put_back(kept)


def _prepare(text: str, given: str) -> None:
    """What a program finds when it begins."""
    Path(FILENAME).write_text(text, "utf-8", "backslashreplace", newline="")  # where `look` and `inspect` read it
    sys.stdin = io.StringIO(given)
    sys.excepthook = _tell
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", line_buffering=True)
    sleeping_loop.install()
    refusing.install()


def _tell(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    """Print a traceback, without what is ours in it, and what a browser has to do with the error."""
    advise(error)
    for each in chain_of(error):
        each.__traceback__ = _without_ours(each.__traceback__)
    traceback.print_exception(error)


def _without_ours(trace: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames of the playground and of what runs the program in it."""
    kept = [each for each in _all(trace) if not each.tb_frame.f_code.co_filename.startswith(_OURS)]
    for each, below in pairwise((*kept, None)):
        if each is not None:
            each.tb_next = below
    return kept[0] if kept else None


def _all(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _finish() -> None:
    """What nothing holds any more goes when a program ends."""
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # it took them away, or closed them
            stream.flush()
