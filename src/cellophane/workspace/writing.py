"""New bytes for a file, all at once or not at all.

They go to a file beside it, and that takes its place when it is safe on disk. Whoever kills the run finds the old file
or the new one.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress


class Unwritable(Exception):
    """A file was left as it is, for a reason that the message tells in words that go after its name."""


def put(path: str, data: bytes) -> None:
    """Put these bytes where the path leads: in a file, all at once, or into a pipe or device. Raises `Unwritable`."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        create(path, data)
        return
    except (OSError, ValueError) as error:
        raise Unwritable(f"could not be written: {getattr(error, 'strerror', None) or error}") from None
    try:
        if stat.S_ISREG(found.st_mode):
            write(path, _content(path), data)
        else:  # what takes the place of a device is none
            with open(path, "wb") as stream:
                stream.write(data)
    except OSError as error:
        raise Unwritable(f"could not be written: {error.strerror or error}") from None


def write(path: str, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before`, with the mode and the owner that the file has.

    Links are followed: the file that they lead to changes. Raises `Unwritable`, also if the file does not hold
    `before` any more: somebody else is at work there.
    """
    target = os.path.realpath(path)
    try:
        found = os.stat(target)
        if not stat.S_ISREG(found.st_mode):
            raise Unwritable("is no regular file, and was left alone")
        if not os.access(target, os.W_OK):  # to replace it, only its directory need be open to writing
            raise Unwritable("is read-only, and was left alone")
        _replace(target, found, before, after)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unwritable(f"could not be written, and was left alone: {reason[:1].lower()}{reason[1:]}") from None


def create(path: str, data: bytes) -> None:
    """Make a file with this content, all at once. Raises `Unwritable`."""
    folder, name = os.path.split(os.path.abspath(path))
    try:
        descriptor, beside = tempfile.mkstemp(".new", f".{name}.", folder)
        try:
            _fill(descriptor, data)
            os.chmod(beside, 0o666 & ~_mask())
            os.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)
            raise
    except OSError as error:
        raise Unwritable(f"could not be written: {error.strerror or error}") from None
    _settle(folder)


def _mask() -> int:
    """The bits that new files are not to have. It can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _fill(descriptor: int, data: bytes) -> None:
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replace(target: str, found: os.stat_result, before: bytes, after: bytes) -> None:
    folder, name = os.path.split(target)
    descriptor, beside = tempfile.mkstemp(".new", f".{name}.", folder)
    try:
        _fill(descriptor, after)
        if hasattr(os, "chown") and (os.stat(beside).st_uid, os.stat(beside).st_gid) != (found.st_uid, found.st_gid):
            os.chown(beside, found.st_uid, found.st_gid)  # first, since it may take bits of the mode away
        os.chmod(beside, stat.S_IMODE(found.st_mode))
        if _content(target) != before:
            raise Unwritable("has changed since it was read, and was left alone")
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
    _settle(folder)


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _settle(folder: str) -> None:
    """Have the directory written down as well, where the system knows how."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
