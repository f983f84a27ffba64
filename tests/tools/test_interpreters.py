"""Finds Pythons that run, and only those."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tools import interpreters
from tools.interpreters import SUPPORTED, candidates, found, others, version_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")


@pytest.fixture(autouse=True)
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long an answer takes on a busy machine says nothing about who gives it."""
    monkeypatch.setattr(interpreters, "PATIENCE", None)


def stand_in(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_an_interpreter_answers_with_its_version() -> None:
    assert version_of(Path(sys.executable)) == "{}.{}".format(*sys.version_info)


def test_a_command_that_only_complains_is_no_interpreter(tmp_path: Path) -> None:
    assert version_of(stand_in(tmp_path / "python3.12", "echo 3.12; exit 127")) is None


def test_neither_is_one_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreters, "PATIENCE", 0.1)
    assert version_of(stand_in(tmp_path / "python3.12", "exec sleep 10000")) is None


def test_neither_is_what_cannot_be_run(tmp_path: Path) -> None:
    plain = tmp_path / "python3.12"
    plain.write_text("3.12", encoding="utf-8")
    broken = stand_in(tmp_path / "python3.13", "")
    broken.write_text("#!/no/such/shell\n", encoding="utf-8")
    (tmp_path / "python3.11").mkdir()
    assert [version_of(tmp_path / f"python{version}") for version in (*SUPPORTED, "3.10")] == [None] * 4


def test_candidates_on_the_path_come_before_neighbours_and_new_before_old(tmp_path: Path) -> None:
    for name in ("3.9.18", "3.12.1", "3.12.10", "other"):
        (tmp_path / name).mkdir()
    path = os.pathsep.join(["", "/first", "/second"])
    listed = list(candidates(path, tmp_path / "3.9.18"))
    assert listed[:2] == [Path("/first/python3.11"), Path("/second/python3.11")]
    neighbours = [python.relative_to(tmp_path).parts[0] for python in listed[2 * len(SUPPORTED) :]]
    assert neighbours == ["3.12.10", "3.12.1", "3.9.18", "other"]


def test_the_first_that_answers_wins_and_the_rest_are_not_asked(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    complains = stand_in(tmp_path / "a", "exit 1")
    answers = stand_in(tmp_path / "b", "echo 3.12")
    unasked = stand_in(tmp_path / "c", f"touch {asked}; echo 3.12")
    assert found([complains, answers, unasked], ["3.12"]) == {"3.12": answers}
    assert not asked.exists()


def test_versions_that_nobody_wants_or_has_are_left_out(tmp_path: Path) -> None:
    old = stand_in(tmp_path / "old", "echo 3.9")
    new = stand_in(tmp_path / "new", "echo 3.13")
    assert found([old, new], ["3.12", "3.13"]) == {"3.13": new}


def test_the_running_version_is_not_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in SUPPORTED:
        stand_in(tmp_path / f"python{version}", f"echo {version}")
    monkeypatch.setenv("PATH", str(tmp_path))
    running = "{}.{}".format(*sys.version_info)
    assert others() == {version: tmp_path / f"python{version}" for version in SUPPORTED if version != running}
