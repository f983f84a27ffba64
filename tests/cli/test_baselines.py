"""`cellophane check --baseline` and `--add-noqa`, for projects that start late."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import HAZARD, Command

BASELINE = ("check", "--output-format", "concise", "--baseline", "known.json")


@pytest.fixture
def late(project: Path) -> Path:
    """A project with one finding."""
    (project / "a.py").write_text(HAZARD)
    return project


def test_it_is_made_once_and_then_believed(late: Path, command: Command) -> None:
    code, out, err = command(*BASELINE)
    assert (code, err) == (0, "Recorded 1 finding in known.json; from now on only new ones are told.\n")
    assert "a.py:" not in out
    code, out, err = command(*BASELINE)
    assert (code, err) == (0, "")
    assert "The baseline knows 1 more." in out


@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("CI", "1"), ("PRE_COMMIT", "1")])
def test_it_is_not_made_where_nobody_would_keep_it(
    late: Path, command: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    code, out, err = command(*BASELINE)
    assert (code, out) == (2, "")
    assert err == (
        "error: known.json: is not there, and hooks and builds record none: "
        "run `cellophane check --baseline known.json` where you work, and commit the file\n"
    )
    assert not (late / "known.json").exists()
    monkeypatch.setenv(name, "false")
    assert command(*BASELINE)[0] == 0
    monkeypatch.setenv(name, value)
    assert command(*BASELINE)[0] == 0


def test_new_findings_fail(late: Path, command: Command) -> None:
    command(*BASELINE)
    (late / "b.py").write_text(HAZARD)
    code, out, _ = command(*BASELINE)
    assert code == 1
    assert out.startswith("b.py:2:25: ")
    assert "a.py" not in out


def test_what_is_gone_is_told_when_nothing_is_new(late: Path, command: Command) -> None:
    (late / "b.py").write_text(HAZARD)
    command(*BASELINE)
    (late / "a.py").write_text("x = 1\n")
    gone = "1 finding of the baseline is gone: delete the file, and record it anew.\n"
    code, out, err = command(*BASELINE)
    assert (code, err) == (0, "")
    assert out.endswith(f"The baseline knows 1 more.\n{gone}")
    assert gone in command(*BASELINE, "a.py")[1]
    assert gone not in command(*BASELINE, "b.py")[1]
    assert gone not in command(*BASELINE, "--ignore", "CEL901")[1]
    assert gone not in command(*BASELINE, "--certainty", "certain")[1]
    (late / "c.py").write_text(HAZARD)
    code, out, _ = command(*BASELINE)
    assert code == 1
    assert "of the baseline" not in out
    (late / "c.py").unlink()
    (late / "known.json").unlink()
    command(*BASELINE)
    assert "of the baseline" not in command(*BASELINE)[1]


def test_it_is_whole_or_not_there(late: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, out, err = command(*BASELINE)
    assert code == 2
    assert "known.json: could not be written: " in err
    assert out.startswith("a.py:2:25: ")
    assert sorted(path.name for path in late.iterdir() if path.suffix != ".pyc") == ["a.py"]


@pytest.mark.parametrize(
    ("file", "message"),
    [("nowhere/known.json", "there is no directory to make it in"), ("a.py", "is no baseline of cellophane")],
)
def test_a_file_that_is_none(late: Path, command: Command, file: str, message: str) -> None:
    code, out, err = command("check", "--baseline", file)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {file}: ")
    assert message in err
    assert (late / "a.py").read_text() == HAZARD


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fix", "--add-noqa"], "use one after the other"),
        (["--fix", "--baseline", "known.json"], "leave out --fix"),
        (["--diff", "--baseline", "known.json"], "leave out --diff"),
        (["--fix", "-", "a.py"], "standard input goes alone"),
    ],
)
def test_options_that_want_different_things(late: Path, command: Command, options: list[str], message: str) -> None:
    code, out, err = command("check", *options)
    assert (code, out) == (2, "")
    assert message in err
    assert (late / "a.py").read_text() == HAZARD
    assert not (late / "known.json").exists()


def test_comments_silence_what_was_found(late: Path, command: Command) -> None:
    code, out, err = command("check", "--add-noqa")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "Silenced 1 hazard; none is left (checked 1 file)."
    assert (late / "a.py").read_text().endswith("lambda: i)  # noqa: CEL901\n")
    assert command("check", "-q") == (0, "", "")


def test_a_diff_of_comments_writes_nothing(late: Path, command: Command) -> None:
    code, out, err = command("check", "--add-noqa", "--diff")
    assert code == 1
    assert out.endswith("+    jobs.append(lambda: i)  # noqa: CEL901\n")
    assert err.splitlines()[0] == "Would silence 1 hazard; none is left (checked 1 file)."
    assert (late / "a.py").read_text() == HAZARD
