"""What a browser has to do with an error, said below the traceback: what is not there, and what works instead."""

from __future__ import annotations

import errno
import re
import sys
import traceback
from bdb import BdbQuit
from collections.abc import Iterator
from types import ModuleType
from zoneinfo import ZoneInfoNotFoundError

_MISSING = (
    "There is no module {} here: the playground has Python's standard library and cellophane, and can install nothing. "
    "A program that needs it runs with `cellophane check` and `cellophane timeline` on a computer."
)
_UNABLE = (
    "Python's module {} is not included in the playground. A program that needs it runs with `cellophane check` and "
    "`cellophane timeline` on a computer."
)
THREADS = "A page cannot start threads. Call the function itself; `asyncio.run` works here, and so do generators."
PROCESSES = "A page cannot start processes. Call the function itself, or use `asyncio.run`, which works here."
NETWORK = (
    "Nothing that runs here can reach a network: that is how the playground keeps what it runs shut in. Put the data "
    "into the program as text."
)
SYSTEM = "There is no operating system below a page that could do this. A program that needs it runs on a computer."
_INPUT = (
    "There are no more lines of input: type some into the field for the program's input, one for each line that is "
    "read, before you run it."
)
_DEBUGGER = (
    "A debugger needs somebody who answers it while the program runs, and nobody can here. Print what you want to see, "
    "or look at the time line."
)
_PAGES = "A program that runs here can open no other page."
_ZONES = "The playground has no time zone but UTC; `datetime.timezone(datetime.timedelta(hours=1))` makes a fixed one."
_TOP_LEVEL = (
    "Notebooks allow this at the top of a cell. In a program, put it into `async def main():`, and run that with "
    "`asyncio.run(main())`."
)
_BY_MODULE = {
    "subprocess": PROCESSES,
    "multiprocessing": PROCESSES,
    "concurrent.futures.process": PROCESSES,
    "socket": NETWORK,
    "ssl": NETWORK,
    "http.client": NETWORK,
    "urllib.request": NETWORK,
    "webbrowser": _PAGES,
}
"""What is said of errors of a system that come through a module."""
_BY_NUMBER = {errno.ENETUNREACH: NETWORK, errno.ENOSYS: SYSTEM, errno.ENOTSUP: SYSTEM}
_OF_SYSTEMS = (OSError, NotImplementedError, ImportError)
_LEFT_OUT = {
    "os": {"fork", "forkpty", "get_terminal_size", "setsid", "wait", "waitpid"},
    "signal": {"alarm", "pause", "pthread_kill", "setitimer", "sigwait"},
    "time": {"tzset"},
}
"""Of modules that are there, what is not."""
_AT_TOP = re.compile("'await' outside function|'async (?:for|with)' outside async function")


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
    if advice is None or advice in str(error):
        return
    if isinstance(error, ModuleNotFoundError) and hasattr(error, "__notes__"):
        error.__notes__.clear()  # Pyodide tells how to install it, which works elsewhere
    if isinstance(error, ZoneInfoNotFoundError):
        error.args = (str(error.args[0]).partition(".")[0],)  # so does it here
    error.add_note(advice)


def advice_on(error: BaseException) -> str | None:
    """What is to be said.

    >>> advice_on(ModuleNotFoundError("No module named 'numpy'", name="numpy")).split(":")[0]
    'There is no module numpy here'
    >>> advice_on(ValueError("anything else"))
    """
    match error:
        case ModuleNotFoundError(name=str(name)):
            return _on_missing(name.partition(".")[0])
        case SyntaxError(msg=str(message)):
            return _TOP_LEVEL if _AT_TOP.fullmatch(message) else None
        case EOFError():
            return _INPUT if str(error) == "EOF when reading a line" or "getpass" in _raised_in(error) else None
        case RuntimeError() if str(error) == "can't start new thread":
            return THREADS
        case AttributeError(obj=ModuleType(__name__=module), name=name):
            return SYSTEM if name in _LEFT_OUT.get(module, ()) else None
        case BdbQuit():
            return _DEBUGGER
        case ZoneInfoNotFoundError():
            return _ZONES
    return _on_system(error) if isinstance(error, _OF_SYSTEMS) else None


def _on_missing(name: str) -> str:
    if name == "_multiprocessing":
        return PROCESSES
    return (_UNABLE if name in sys.stdlib_module_names else _MISSING).format(name)


def _on_system(error: BaseException) -> str | None:
    """By the modules through which it came, and by what a system would say."""
    names = {name for each in chain_of(error) for name in _raised_in(each)}
    for module, advice in _BY_MODULE.items():
        if any(f"{name}.".startswith(f"{module}.") for name in names):
            return advice
    return _BY_NUMBER.get(error.errno or 0) if isinstance(error, OSError) else None


def _raised_in(error: BaseException) -> Iterator[str]:
    """The modules through which it came."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        name = frame.f_globals.get("__name__")
        if isinstance(name, str):
            yield name
