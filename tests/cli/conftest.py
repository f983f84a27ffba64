"""Fixtures for tests of the command line: it is called as a function, on a directory of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cellophane.cli.main import main
from tests.standing_in import stand_in_rules as stand_in_rules

Command = Callable[..., tuple[int, str, str]]

HAZARD = "for i in range(3):\n    jobs.append(lambda: i)\n"
"""A file in which the stand-in rule finds something: at 2:25, the read of `i`."""


@pytest.fixture(autouse=True)
def attended(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on somebody's machine, also where the suite runs in a build or in a hook."""
    for name in ("CI", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stand_in_rules: None) -> Path:
    """An empty directory, which is the current one."""
    directory = tmp_path / "project"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return directory


@pytest.fixture
def command(project: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs `cellophane` with arguments: its exit code, what it printed, and what it complained about."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments])
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def modules_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty directory, which is the current one; imported modules whose names end in `_here` are forgotten."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.endswith("_here"):
            del sys.modules[name]
