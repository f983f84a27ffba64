"""What a program sets in its interpreter is undone."""

from __future__ import annotations

import signal
import sys
import threading
import warnings

from cellophane.witnessing.undoing import undone


def test_handlers_timers_hooks_and_trace_functions_are_as_before() -> None:
    def seen() -> tuple[object, ...]:
        return (
            *(signal.getsignal(signal.SIGALRM), sys.gettrace(), sys.getprofile(), threading.getprofile()),
            *(sys.excepthook, sys.unraisablehook, threading.excepthook, sys.stdout, list(warnings.filters)),
        )

    before = seen()
    with undone():
        signal.signal(signal.SIGALRM, lambda *_: None)
        signal.setitimer(signal.ITIMER_REAL, 600)
        threading.setprofile(lambda *_: None)
        warnings.simplefilter("error")
        threading.excepthook = sys.excepthook = sys.unraisablehook = print
        sys.stdout = None
        sys.setprofile(lambda *_: None)
    assert seen() == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
