"""Code run as `python FILE` runs it: as `__main__`, with its arguments, and with its traceback where it fails."""

from __future__ import annotations

import builtins
import linecache
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Any

from cellophane.witnessing.ending import Finalization, flushed
from cellophane.witnessing.undoing import Traced, undone

_OWN = str(Path(__file__).parent)
_INTERRUPTED = 130
"""What a shell says of a program that was interrupted."""
_GREATEST = 1 << 63
"""The first number that is no exit code, whatever is cut off it."""
_STANDARD_ERROR = 2


@dataclass(frozen=True, slots=True)
class Ending:
    """How a program ended."""

    status: int
    """Its exit code, as `python` would give it back."""
    error: str | None
    """The last line of its traceback; none where it ended by itself, or by `SystemExit`."""


def main_module(filename: str) -> ModuleType:
    """An empty `__main__`, as `python filename` begins with."""
    module = ModuleType("__main__")
    vars(module).update(
        __builtins__=builtins,
        __file__=filename,
        __loader__=SourceFileLoader("__main__", filename),
        __annotations__={},
        __cached__=None,
    )
    return module


def run(code: CodeType, module: ModuleType, text: str, arguments: Sequence[str], name: str | None = None) -> Ending:
    """Run the code in the module until it ends, with the threads that it waits for and what it does at its exit.

    What it raises is printed as Python prints it. `sys.argv` begins with the name, which is that of the code unless
    told. What it has set in the interpreter is as before afterwards. A process that the program forks ends with it.
    """
    process = os.getpid()
    with _in_place(module, code.co_filename, (name or code.co_filename, *arguments)), _readable(code.co_filename, text):
        end = Finalization()
        with end.prepared():
            first = _ended(lambda: _executed(code, module))
            waited = _ended(end.wait)
            end.call_exit_functions()
        result = waited if first.status == 0 and waited.status else first
        result = replace(result, status=flushed(result.status))
        if os.getpid() != process:
            os._exit(result.status)
        return result


def absolute(filename: str) -> str:
    """The name of a script as tracebacks have it.

    >>> absolute("./a.py") == os.path.join(os.getcwd(), "a.py"), absolute("/a/../b.py")
    (True, '/a/../b.py')
    """
    if os.name == "nt":
        return os.path.abspath(filename)
    beginning = os.path.join(os.curdir, "")
    return os.path.join(os.getcwd(), filename.removeprefix(beginning))


def _executed(code: CodeType, module: ModuleType) -> None:
    """Execute the code; builtins that it deletes are there again afterwards, for all that is still to be done."""
    names, before, traced = vars(builtins), dict(vars(builtins)), Traced()
    try:
        exec(code, vars(module))
    finally:
        traced.put_back()
        names.update(before)


def _ended(act: Callable[[], Any]) -> Ending:
    try:
        act()
    except SystemExit as exit:
        return Ending(_status(exit.code), None)
    except BaseException as error:  # whatever a program raises ends it, not cellophane
        return Ending(_INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1, _printed(error))
    return Ending(0, None)


def _status(code: object) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF if abs(code) < _GREATEST else 0xFF
    told = "\n"
    with suppress(BaseException):  # its own `__str__` may do anything
        told = f"{code}\n"
    try:
        sys.stderr.write(told)
    except Exception:  # it is none, or the program's own
        with suppress(OSError):
            os.write(_STANDARD_ERROR, told.encode("utf-8", "backslashreplace"))
    return 1


def _printed(error: BaseException) -> str:
    """Print what the program raised; the last line of that."""
    shown = error.with_traceback(_of_program(error.__traceback__))
    try:
        sys.excepthook(type(shown), shown, shown.__traceback__)
    except BaseException as second:  # a hook of the program's own, or a message that cannot be told
        traceback.print_exception(second.with_traceback(_of_program(second.__traceback__)))
    return _last_line(shown)


def _last_line(error: BaseException) -> str:
    told = traceback.TracebackException(type(error), error, error.__traceback__)
    told.__notes__ = None
    lines = "".join(told.format_exception_only()).split("\n")
    return next((line for line in reversed(lines) if line.strip()), type(error).__name__)


def _of_program(trace: TracebackType | None) -> TracebackType | None:
    """The traceback without the frames of this package: those that run the program, and the hook it was stopped in."""
    while trace is not None and _is_own(trace):
        trace = trace.tb_next
    one = trace
    while one is not None:
        while one.tb_next is not None and _is_own(one.tb_next):
            one.tb_next = one.tb_next.tb_next
        one = one.tb_next
    return trace


def _is_own(trace: TracebackType) -> bool:
    return os.path.dirname(trace.tb_frame.f_code.co_filename) == _OWN


@contextmanager
def _in_place(module: ModuleType, filename: str, words: Sequence[str]) -> Iterator[None]:
    main, path = sys.modules.get("__main__"), sys.path[:]
    with undone():
        sys.modules["__main__"] = module
        sys.argv = [*words]
        if not sys.flags.safe_path:
            sys.path[:1] = [os.path.dirname(os.path.realpath(filename))]
        try:
            yield
        finally:
            if main is not None:
                sys.modules["__main__"] = main
            sys.path[:] = path


@contextmanager
def _readable(filename: str, text: str) -> Iterator[None]:
    """Let tracebacks and `inspect` find the text, be it in a file or not."""
    before = linecache.cache.get(filename)
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    try:
        yield
    finally:
        if before is not None:
            linecache.cache[filename] = before
