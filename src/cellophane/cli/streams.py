"""Keeps what other people's code prints out of the output of a command."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def printed_to_stderr() -> Iterator[None]:
    """What is printed meanwhile goes to the standard error stream, also by what writes to the descriptor itself."""
    with contextlib.redirect_stdout(sys.stderr), _descriptor_of_stdout_as(2):
        yield


@contextlib.contextmanager
def printed_to_nowhere() -> Iterator[None]:
    """The same, and nobody sees it."""
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),
        _descriptor_of_stdout_as(nowhere.fileno()),
    ):
        yield


@contextlib.contextmanager
def nobody_reading() -> Iterator[None]:
    """Where what is printed meanwhile has no reader any more (`| head`), that is no error: the rest goes nowhere."""
    try:
        yield
    except BrokenPipeError:
        let_go_of_output()


def let_go_of_output() -> None:
    """Send what is still to be written nowhere: Python would complain again when it flushes at exit."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.suppress(OSError, ValueError):
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


@contextlib.contextmanager
def _descriptor_of_stdout_as(descriptor: int) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError, ValueError):  # one of the two is closed
            if sys.__stdout__ is not None:
                sys.__stdout__.flush()
            kept = os.dup(1)
            stack.callback(os.close, kept)
            stack.callback(os.dup2, kept, 1)
            os.dup2(descriptor, 1)
        yield
