"""What would be checked, and under which settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import HAZARD, Command


@pytest.fixture
def tree(project: Path) -> Path:
    """The project, with settings, a package and a file that is excluded."""
    (project / "src").mkdir()
    for name in ("src/a.py", "b.py", "c_pb2.py"):
        (project / name).write_text(HAZARD, encoding="utf-8")
    (project / "cellophane.toml").write_text(
        "ignore = ['CEL902']\nexclude = ['*_pb2.py']\n[per-file-ignores]\n'src/' = ['CEL901']\n", encoding="utf-8"
    )
    return project


def test_files_are_listed(tree: Path, command: Command) -> None:
    assert command("check", "--show-files") == (0, "b.py\nsrc/a.py\n", "")
    assert command("check", "--show-files", "src", "c_pb2.py") == (0, "src/a.py\nc_pb2.py\n", "")
    assert command("check", "--show-files", "--exclude", "src") == (0, "b.py\n", "")


def test_what_is_missing_is_told(tree: Path, command: Command) -> None:
    assert command("check", "--show-files", "gone.py", "b.py") == (
        2,
        "b.py\n",
        "gone.py: cannot be read: no such file or directory\n",
    )
    assert command("check", "--show-settings", "gone.py") == (2, "", "gone.py: does not exist\n")


def test_no_files(tree: Path, command: Command) -> None:
    code, out, err = command("check", "--show-files", "--exclude", "*.py")
    assert (code, out) == (0, "")
    assert err.startswith("warning: no file was checked: b.py is left out by `*.py`, `--exclude`")


def rows(out: str) -> list[list[str]]:
    """The lines in columns."""
    return [line.strip().split("  ") for line in out.splitlines()]


def test_settings_are_told_with_their_origin(tree: Path, command: Command) -> None:
    file = str(tree / "cellophane.toml")
    code, out, err = command("check", "--show-settings", "src/a.py", "--certainty", "certain", "--exclude", "x")
    told = [[cell.strip() for cell in row if cell.strip()] for row in rows(out)]
    assert (code, err) == (0, "")
    assert told[0] == [f"src/a.py is governed by {file}"]
    assert told[1:7] == [
        ["select", "ALL", "default"],
        ["ignore", "CEL902", file],
        ["certainty", "certain", "--certainty"],
        ["exclude", "*_pb2.py", file],
        ["exclude", "x", "--exclude"],
        ["per-file-ignores", "src/: CEL901", file],
    ]
    assert [told[7][0], told[7][-1]] == ["python", "default"]
    assert told[-1] == ["rules", "none"]


def test_each_path_has_its_settings(tree: Path, command: Command) -> None:
    (tree / "src" / ".cellophane.toml").write_text("select = ['CEL901']\n", encoding="utf-8")
    out = command("check", "--show-settings", ".", "src")[1]
    here, below = out.split("\n\n")
    assert here.startswith(f". is governed by {tree}/cellophane.toml\n")
    assert here.endswith("rules             CEL901")
    assert below.startswith(f"src is governed by {tree}/src/.cellophane.toml\n")


def test_standard_input_has_those_of_its_name(tree: Path, command: Command) -> None:
    _, out, _ = command("check", "--show-settings", "-", "--stdin-filename", "src/new.py")
    assert out.startswith(f"src/new.py is governed by {tree}/cellophane.toml\n")
    assert out.endswith("rules             none\n")


def test_isolated_settings(tree: Path, command: Command) -> None:
    assert command("check", "--show-settings", "--isolated")[1].startswith(". is governed by no file of settings\n")


def test_settings_without_meaning(tree: Path, command: Command) -> None:
    (tree / "cellophane.toml").write_text("sellect = []\n", encoding="utf-8")
    code, out, err = command("check", "--show-settings")
    assert (code, out) == (2, "")
    assert "did you mean 'select'?" in err


@pytest.mark.parametrize("asked", ["--show-files", "--show-settings"])
@pytest.mark.parametrize(
    "other",
    [
        ["--fix"],
        ["--diff"],
        ["--add-noqa"],
        ["--baseline", "known.json"],
        ["--output-file", "out.txt"],
        ["--statistics"],
        ["--output-format", "json"],
    ],
    ids=lambda words: str(words[0]),
)
def test_nothing_is_asked_in_vain(tree: Path, command: Command, asked: str, other: list[str]) -> None:
    before = (tree / "b.py").read_bytes()
    code, out, err = command("check", asked, *other, "b.py")
    assert (code, out) == (2, "")
    assert err.endswith(f"error: {asked} checks nothing: leave out {other[0]}\n")
    assert (tree / "b.py").read_bytes() == before


def test_two_questions_have_no_one_answer(tree: Path, command: Command) -> None:
    code, out, err = command("check", "--show-files", "--show-settings")
    assert (code, out) == (2, "")
    assert "--show-files and --show-settings answer different questions" in err
