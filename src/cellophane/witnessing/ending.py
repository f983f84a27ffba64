"""The end of a program as the interpreter ends one: threads are waited for, exit functions called, streams flushed.

The interpreter goes on afterwards. What others have registered for its own end stays registered, and is called then.
"""

from __future__ import annotations

import atexit
import sys
import threading
import traceback
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

_UNFLUSHED = 120
"""The exit code of a program whose output could not be written at its end."""
_NO_MORE_WORK = (("concurrent.futures.thread", "_shutdown"), ("concurrent.futures.process", "_global_shutdown"))
"""What pools are told when the interpreter ends: they would take nothing from anybody afterwards."""

_TELLS_PLAINLY = sys.hexversion >= 0x30D0000
"""From 3.13 on the interpreter words it differently when it ignores an error."""


class _ExitFunction:
    """What a program has registered with `atexit`; equal to its function, by which that is unregistered."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        self.function = function
        self._given = arguments, named

    def __call__(self) -> None:
        arguments, named = self._given
        self.function(*arguments, **named)

    def __eq__(self, other: object) -> bool:
        return self is other if isinstance(other, _ExitFunction) else bool(self.function == other)

    def __repr__(self) -> str:
        return repr(self.function)


class Finalization:
    """What the interpreter would do at the end of the program that runs meanwhile."""

    def __init__(self) -> None:
        self._threads = set(threading.enumerate())
        self._known = len(_threading_callbacks())
        self._registered: list[weakref.ref[_ExitFunction]] = []
        """`atexit` alone keeps them alive, so that those are gone that it was told to forget."""

    @contextmanager
    def prepared(self) -> Iterator[None]:
        """Have an eye on what is registered meanwhile."""
        register = atexit.register

        def noted(function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Callable[..., Any]:
            if atexit.register is not noted:  # somebody has kept it beyond the end
                return register(function, *arguments, **named)
            if not callable(function):
                raise TypeError("the first argument must be callable")
            one = _ExitFunction(function, arguments, named)
            register(one)
            self._registered.append(weakref.ref(one))
            return function

        atexit.register = noted
        try:
            yield
        finally:
            atexit.register = register
            for name, flag in _NO_MORE_WORK:
                if name in sys.modules:
                    setattr(sys.modules[name], flag, False)

    def wait(self) -> None:
        """Wait for the threads that the program leaves behind. Those of pools are told first that nothing follows."""
        callbacks = _threading_callbacks()
        for one in reversed(callbacks if self._left() else callbacks[self._known :]):
            one()
        while left := self._left():
            for thread in left:
                thread.join()

    def _left(self) -> list[threading.Thread]:
        return [one for one in threading.enumerate() if one not in self._threads and not one.daemon]

    def call_exit_functions(self) -> None:
        """Call what the program has registered with `atexit`, the last first. What fails is told of, and no more."""
        registered, self._registered = self._registered, []
        while registered:
            if (one := registered.pop()()) is not None:
                atexit.unregister(one)
                try:
                    one()
                except BaseException as error:
                    _ignored(error, "Exception ignored in atexit callback", one.function)
        for reference in self._registered:  # by exit functions: too late
            if (one := reference()) is not None:
                atexit.unregister(one)


def _threading_callbacks() -> list[Callable[[], None]]:
    found: list[Callable[[], None]] = vars(threading).get("_threading_atexits", [])
    return found[:]


def flushed(status: int) -> int:
    """Write out what a program has printed; its exit code after that."""
    if (error := _flush(sys.stdout)) is not None:
        _ignored(error, "Exception ignored on flushing sys.stdout" if _TELLS_PLAINLY else None, sys.stdout)
    return _UNFLUSHED if error is not None or _flush(sys.stderr) is not None else status


def _flush(stream: Any) -> BaseException | None:
    try:
        if stream is not None and not getattr(stream, "closed", False):
            stream.flush()
    except BaseException as error:  # it can be anything that the program has put there
        return error
    return None


def _ignored(error: BaseException, message: str | None, about: object) -> None:
    """Tell of an error that changes nothing, as the interpreter does."""
    trace = error.__traceback__.tb_next if error.__traceback__ is not None else None
    while trace is not None and trace.tb_frame.f_globals is globals():
        trace = trace.tb_next
    try:
        if sys.unraisablehook is not sys.__unraisablehook__:
            told = SimpleNamespace(exc_type=type(error), exc_value=error, exc_traceback=trace, err_msg=message)
            told.object = about
            sys.unraisablehook(told)
        elif sys.stderr is not None:
            print(_heading(message, about), file=sys.stderr)
            traceback.print_exception(type(error), error, trace)
    except Exception:  # nobody is there to be told
        return


def _heading(message: str | None, about: object) -> str:
    if message is None:
        return f"Exception ignored in: {about!r}"
    if not _TELLS_PLAINLY:
        return f"{message}: {about!r}"
    return f"{message}:" if about is sys.stdout else f"{message} {about!r}:"
