"""What a script may do to its interpreter is undone."""

from __future__ import annotations

import importlib
import signal
import sys
from pathlib import Path

import pytest

from cellophane.cli.restoring import put_back


def test_streams_and_limits_are_as_before() -> None:
    before = sys.stdout, sys.getrecursionlimit()
    with put_back():
        sys.stdout = None
        sys.setrecursionlimit(before[1] + 1)
    assert (sys.stdout, sys.getrecursionlimit()) == before


def test_only_modules_that_hide_others_are_forgotten(tmp_path: Path) -> None:
    for name in ("only_here_once", "this"):
        (tmp_path / f"{name}.py").write_text("")
    with put_back():
        sys.path.insert(0, str(tmp_path))
        importlib.invalidate_caches()
        for name in ("only_here_once", "this"):
            importlib.import_module(name)
        sys.path.remove(str(tmp_path))
    assert sys.modules.pop("only_here_once", None) is not None
    assert "this" not in sys.modules


def test_handlers_timers_and_trace_functions_are_as_before() -> None:
    before = signal.getsignal(signal.SIGALRM), sys.gettrace(), sys.getprofile()
    with put_back():
        signal.signal(signal.SIGALRM, lambda *_: None)
        signal.setitimer(signal.ITIMER_REAL, 600)
        sys.setprofile(lambda *_: None)
    assert (signal.getsignal(signal.SIGALRM), sys.gettrace(), sys.getprofile()) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_stream_with_a_method_of_its_own_loses_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        with put_back():
            stream.write = len  # type: ignore[method-assign]
        assert "write" not in vars(stream)


def test_they_are_put_back_when_it_fails_too() -> None:
    before = sys.stderr
    with pytest.raises(KeyError), put_back():  # noqa: PT012
        sys.stderr = None
        raise KeyError
    assert sys.stderr is before
