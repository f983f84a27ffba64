"""What a script may do to its interpreter is undone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cellophane.cli.restoring import put_back


def test_streams_limits_and_modules_are_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "only_here_once.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    before = sys.stdout, sys.getrecursionlimit()
    with put_back():
        import only_here_once  # type: ignore[import-not-found]  # noqa: F401

        sys.stdout = None
        sys.setrecursionlimit(before[1] + 1)
        assert "only_here_once" in sys.modules
    assert (sys.stdout, sys.getrecursionlimit()) == before
    assert "only_here_once" not in sys.modules


def test_they_are_put_back_when_it_fails_too() -> None:
    before = sys.stderr
    with pytest.raises(KeyError), put_back():  # noqa: PT012
        sys.stderr = None
        raise KeyError
    assert sys.stderr is before
