"""What becomes of a function value that is handed to a callable."""

from __future__ import annotations

import enum


class Fate(enum.Enum):
    """What a callable does with a function, an iterator or an awaitable that it is given.

    The words are those of the knowledge files: see `source.knowledge`.
    """

    CONSUMED = "consumed"
    """Called, iterated or awaited before the callable returns, and dropped."""
    KEPT = "kept"
    """Kept somewhere that outlives the call: a registry, an event loop, another thread."""
    RECEIVER = "receiver"
    """Kept by the object whose method it is handed to: `list.append`, `ExitStack.callback`."""
    RESULT = "result"
    """Kept by the result: it can be called for as long as the result lives: `partial`, `property`, `map`."""
    RETURNED = "returned"
    """It is, or may be, the result itself: `atexit.register`, `max` of functions."""
    RELEASED = "released"
    """Of functions that an object holds: dropped by this method: `list.clear`, `Thread.join`."""
    IGNORED = "ignored"
    """Neither called nor kept, as by `print`, `isinstance` and `len`."""
    UNKNOWN = "unknown"
