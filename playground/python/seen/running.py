"""Runs the reader's program, as `python program.py` would, and keeps what can be shown of it.

Whatever it does to the interpreter ends with the worker. What this module needs after it must not rest on what it can
take away: the builtins are put back first.
"""

from __future__ import annotations

import atexit
import builtins
import gc
import io
import linecache
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

from seen import sleeping_loop
from seen.advice import advise

if TYPE_CHECKING:
    from cellophane.model.timeline import Timeline

FILENAME = "program.py"


@dataclass
class Ran:
    """A program that has been run."""

    namespace: dict[str, Any] = field(default_factory=dict)
    raised: bool = False
    message: str | None = None
    """Of `sys.exit`, where it says that something went wrong."""
    seconds: float = 0.0
    timeline: Timeline | None = None


def run(text: str, given: str, *, timeline: bool = False) -> Ran:
    """Run a text to its end, with these lines as its input; with `timeline`, it is watched."""
    _prepare(text, given)
    ran = Ran()
    put_back, kept = vars(builtins).update, dict(vars(builtins))
    begun = time.perf_counter()
    try:
        if timeline:
            _watch(text, ran)
        else:
            _execute(text, ran)
    finally:
        put_back(kept)
        ran.seconds = time.perf_counter() - begun
    _finish()
    return ran


def _prepare(text: str, given: str) -> None:
    """What a program finds when it begins."""
    Path(FILENAME).write_text(text, "utf-8", "backslashreplace", newline="")  # where tracebacks and `inspect` look
    linecache.checkcache(FILENAME)
    sys.argv[:] = [FILENAME]
    sys.stdin = io.StringIO(given)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", line_buffering=True)
    sleeping_loop.install()


def _execute(text: str, ran: Ran) -> None:
    module = ModuleType("__main__")
    vars(module).update(__file__=FILENAME, __builtins__=builtins)
    sys.modules["__main__"] = module
    ran.namespace = vars(module)
    try:
        exec(compile(text, FILENAME, "exec", dont_inherit=True), ran.namespace)
    except SystemExit as error:
        _exited(error.code, ran)
    except BaseException as error:
        ran.raised = True
        _tell(error)


def _watch(text: str, ran: Ran) -> None:
    from cellophane.witnessing.recording import record

    ran.timeline = record(text, FILENAME)
    ran.raised = ran.timeline.error is not None
    ran.namespace = vars(sys.modules["__main__"])


def _exited(code: object, ran: Ran) -> None:
    """`sys.exit` was called: what it says goes where Python prints it."""
    if code is None or code == 0:
        return
    if type(code) is int:
        ran.message = f"the program exited with the code {code}"
    else:
        ran.message = "the program exited with a message"
        print(code, file=sys.stderr)


def _tell(error: BaseException) -> None:
    """Print the traceback, which begins in the program, and what a browser has to do with it."""
    traceback: TracebackType | None = error.__traceback__
    if traceback is not None:
        traceback = traceback.tb_next
    advise(error)
    sys.excepthook(type(error), error.with_traceback(traceback), traceback)


def _finish() -> None:
    """What happens when a program ends: its exit handlers are called, and what nothing holds any more goes."""
    atexit._run_exitfuncs()
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
