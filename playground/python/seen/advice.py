"""What a browser has to do with an error, said below the traceback: what is not there, and what works instead."""

from __future__ import annotations

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
_NOT_PYTHON = frozenset({"pyodide", "micropip", "js", "pyodide_js"})
_OF_PROCESSES = frozenset({"subprocess", "multiprocessing", "posix", "_posixsubprocess"})
_OF_NETWORKS = frozenset({"socket", "ssl", "_socket", "select"})


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
    return _on_module(_raised_in(error)) if isinstance(error, (OSError, NotImplementedError, ImportError)) else None


def _on_missing(name: str) -> str:
    import sys

    if name in _OF_PROCESSES or name == "_multiprocessing":
        return _PROCESSES
    return (_UNABLE if name in sys.stdlib_module_names else _MISSING).format(name)


def _on_module(names: frozenset[str]) -> str | None:
    if names & _OF_PROCESSES:
        return _PROCESSES
    return _SOCKETS if names & _OF_NETWORKS else None


def _raised_in(error: BaseException) -> frozenset[str]:
    """The topmost packages of the modules through which it came."""
    names = set()
    traceback = error.__traceback__
    while traceback is not None:
        name = traceback.tb_frame.f_globals.get("__name__")
        if isinstance(name, str):
            names.add(name.partition(".")[0])
        traceback = traceback.tb_next
    return frozenset(names)
