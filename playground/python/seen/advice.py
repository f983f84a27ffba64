"""What a browser has to do with an error, said below the traceback: what is not there, and what works instead."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Iterator

_MISSING = (
    "There is no module {} here: the playground has Python's standard library and cellophane, and can install nothing. "
    "A program that needs it runs with `cellophane check` and `cellophane timeline` on a computer."
)
_UNABLE = (
    "Python's module {} is not here: it needs what a browser does not let a page have. A program that needs it runs on "
    "a computer."
)
_THREADS = "A page cannot start threads. `asyncio.run` works here, and so do generators."
_PROCESSES = "A page cannot start processes. Call the function itself, or use `asyncio.run`, which works here."
_SOCKETS = (
    "Nothing that runs here can reach a network: that is how the playground keeps what it runs shut in. Put the data "
    "into the program as text."
)
_INPUT = (
    "There are no more lines of input: type some into the field for the program's input, one for each `input()`, "
    "before you run it."
)
_SYSTEM = "There is no operating system below a page that could do this. A program that needs it runs on a computer."
_OF_PROCESSES = ("subprocess", "multiprocessing", "concurrent.futures.process")
_OF_NETWORKS = ("socket", "ssl", "http.client", "urllib.request")
_ABSENT = frozenset({errno.ENOSYS, errno.ENOTSUP})
_OF_SYSTEMS = (OSError, NotImplementedError, ImportError)


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that led to it, as they are printed with it, each once."""
    seen: list[BaseException] = []
    while error is not None and not any(error is one for one in seen):
        seen.append(error)
        yield error
        error = error.__cause__ if error.__cause__ is not None or error.__suppress_context__ else error.__context__


def advise(error: BaseException) -> None:
    """Add what is to be said, if anything is, to an error that nobody caught."""
    advice = advice_on(error)
    if advice is None:
        return
    if isinstance(error, ModuleNotFoundError) and hasattr(error, "__notes__"):
        error.__notes__.clear()  # Pyodide tells how to install it, which works elsewhere
    error.add_note(advice)


def advice_on(error: BaseException) -> str | None:
    """What is to be said.

    >>> advice_on(ModuleNotFoundError("No module named 'numpy'", name="numpy")).split(":")[0]
    'There is no module numpy here'
    >>> advice_on(ValueError("anything else"))
    """
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _on_missing(error.name.partition(".")[0])
    if isinstance(error, EOFError) and str(error) == "EOF when reading a line":
        return _INPUT
    if isinstance(error, RuntimeError) and str(error) == "can't start new thread":
        return _THREADS
    return _on_system(error) if isinstance(error, _OF_SYSTEMS) else None


def _on_missing(name: str) -> str:
    if name == "_multiprocessing":
        return _PROCESSES
    return (_UNABLE if name in sys.stdlib_module_names else _MISSING).format(name)


def _on_system(error: BaseException) -> str | None:
    """By the modules through which it came, and by what a system would say."""
    names = tuple(f"{name}." for each in chain_of(error) for name in _raised_in(each))
    if any(name.startswith(f"{one}.") for name in names for one in _OF_PROCESSES):
        return _PROCESSES
    if any(name.startswith(f"{one}.") for name in names for one in _OF_NETWORKS):
        return _SOCKETS
    return _SYSTEM if isinstance(error, OSError) and error.errno in _ABSENT else None


def _raised_in(error: BaseException) -> Iterator[str]:
    """The modules through which it came."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        name = frame.f_globals.get("__name__")
        if isinstance(name, str):
            yield name
