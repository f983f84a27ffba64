"""What a script may do to its interpreter is undone."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from cellophane.cli.restoring import put_back


def test_streams_and_limits_are_as_before() -> None:
    before = sys.stdout, sys.__stdout__, sys.getrecursionlimit()
    with put_back():
        sys.stdout = sys.__stdout__ = None  # type: ignore[misc]
        sys.setrecursionlimit(before[2] + 1)
    assert (sys.stdout, sys.__stdout__, sys.getrecursionlimit()) == before


def test_only_modules_that_are_not_what_the_command_would_find_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("only_here_once", "this"):
        (tmp_path / f"{name}.py").write_text("")
    for name in ("only_here_once", "this", "colorsys"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    path = sys.path[:]
    with put_back():
        sys.path.insert(0, str(tmp_path))
        import_module("only_here_once")
        import_module("this")
        import_module("colorsys")
        sys.path[:] = path
    assert sys.modules.pop("only_here_once").__file__ == str(tmp_path / "only_here_once.py")
    assert "this" not in sys.modules
    assert sys.modules.pop("colorsys")


def test_they_are_put_back_when_it_fails_too() -> None:
    before = sys.stderr
    with pytest.raises(KeyError), put_back():  # noqa: PT012
        sys.stderr = None
        raise KeyError
    assert sys.stderr is before
