"""Refuses at once what Python seems to be able to do in a browser, and which then comes to nothing.

Without it `socket.create_connection` would succeed and no data ever come, and `os.system` do nothing.
"""

from __future__ import annotations

import errno
import os
import sys

_NETWORK = frozenset(
    {
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.getnameinfo",
        "socket.sendto",
    }
)
_PROCESSES = frozenset({"os.exec", "os.posix_spawn", "os.system"})


def install() -> None:
    """From now on Python raises where it is about to do such a thing."""
    sys.addaudithook(_refuse)


def _refuse(event: str, _: object) -> None:
    if event in _NETWORK:
        raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
    if event in _PROCESSES:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
