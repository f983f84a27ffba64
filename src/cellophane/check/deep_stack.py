"""Work that recurses deeper than a usual stack allows, done in a thread with a large one.

Sums of thousands of terms are sound Python and nest as deep as they are long. The recursion limit cannot be raised in
the calling thread: its stack is as large as the shell made it, and beyond it the process dies.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")

_STACK = 512 * 1024 * 1024
_LIMIT = 50_000

_ONE_AT_A_TIME = threading.Lock()
"""The limit and the size of new stacks are the interpreter's, not a thread's: two threads that set and reset them at
the same time would leave each other's values behind."""


def with_deep_stack(work: Callable[[], _T]) -> _T:
    """What the work gives. Raises what it raises, and `RecursionError` where there is no such stack to be had."""
    done: list[_T] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            done.append(work())
        except Exception as error:
            failed.append(error)

    with _ONE_AT_A_TIME:
        limit, size = sys.getrecursionlimit(), threading.stack_size(_STACK)
        sys.setrecursionlimit(max(limit, _LIMIT))
        try:
            thread = threading.Thread(target=run)
            thread.start()
            thread.join()
        except (RuntimeError, MemoryError) as error:
            raise RecursionError from error
        finally:
            threading.stack_size(size)
            sys.setrecursionlimit(limit)
    if failed:
        raise failed[0]
    return done[0]
