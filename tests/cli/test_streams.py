"""Holds what other code prints to where it was sent, and the streams to being as they were afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from cellophane.cli.streams import printed_to_nowhere, printed_to_stderr


def speak() -> None:
    print("by print")
    os.write(1, b"by the descriptor\n")


@pytest.mark.parametrize("way", [printed_to_nowhere, printed_to_stderr])
def test_nothing_gets_to_standard_output(
    capfd: pytest.CaptureFixture[str], way: Callable[[], AbstractContextManager[None]]
) -> None:
    stream = sys.stdout
    with way():
        speak()
    assert sys.stdout is stream
    captured = capfd.readouterr()
    assert captured.out == ""
    assert ("by print" in captured.err, "by the descriptor" in captured.err) == (2 * (way is printed_to_stderr,))
    speak()
    assert sorted(capfd.readouterr().out.splitlines()) == ["by print", "by the descriptor"]
