"""Findings in files, beside what the terminal shows."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from cellophane.cli.main import main
from cellophane.cli.outputs import Output, outputs
from tests.cli.conftest import HAZARD, Command

LINE = "a.py:2:25: CEL901 the lambda reads `i` [certain]\n"


@pytest.fixture
def hazardous(project: Path) -> Path:
    """The project, with a file in which something is found, and one that is no Python."""
    (project / "a.py").write_text(HAZARD, encoding="utf-8")
    (project / "b.py").write_text("x = = 1\n", encoding="utf-8")
    return project


def test_each_file_has_its_format(hazardous: Path, command: Command) -> None:
    code, out, _ = command(
        "check", "-q", "--output-format", "concise",
        "--output-file", "json:a.json", "--output-file", "full:a.full", "--output-file", "a.txt",
    )  # fmt: skip
    assert (code, out) == (2, LINE)
    assert [entry["code"] for entry in json.loads((hazardous / "a.json").read_text("utf-8"))] == [
        "CEL901",
        "invalid-syntax",
    ]
    problem = "b.py:1:5: syntax error: invalid syntax\n"
    assert (hazardous / "a.txt").read_text("utf-8") == LINE + problem
    full = (hazardous / "a.full").read_text("utf-8")
    assert full.startswith("CEL901 the lambda reads `i` [certain]\n  ╭─ a.py:2:25\n")
    assert full.endswith(problem)


def test_a_file_has_no_colours(hazardous: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in command("check", "--color", "always", "--output-file", "a.txt")[1]
    assert "\x1b" not in (hazardous / "a.txt").read_text("utf-8")


def test_statistics_go_there_as_well(hazardous: Path, command: Command) -> None:
    command("check", "--statistics", "--output-file", "json:a.json", "a.py")
    assert json.loads((hazardous / "a.json").read_text("utf-8")) == [{"code": "CEL901", "count": 1}]


def test_a_file_that_is_there_is_replaced(hazardous: Path, command: Command) -> None:
    (hazardous / "out").write_text("old", encoding="utf-8")
    command("check", "--output-file", "concise:out", "a.py")
    assert (hazardous / "out").read_text("utf-8") == LINE


def test_what_is_left_after_fixes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # with the rules that there are: they have fixes
    seen, unseen = "late[0]()\n", "import queues\nqueues.late = late\n"
    for name, end in (("a.py", seen), ("b.py", unseen)):
        Path(name).write_text(f"late = []\nfor i in range(3):\n    late.append(lambda: i)\n{end}", encoding="utf-8")
    assert main(["check", "--no-cache", "--fix", "--output-file", "concise:out"]) == 1
    assert Path("out").read_text("utf-8").startswith("b.py:3:25: CEL101 ")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is unwritable for this user")
def test_a_file_that_cannot_be_written(hazardous: Path, command: Command) -> None:
    (hazardous / "out").touch(mode=0o400)
    code, _, err = command("check", "--output-file", "concise:out", "a.py")
    assert (code, err) == (2, "out: is read-only, and was left alone\n")


def test_a_file_that_the_system_refuses(hazardous: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cellophane.workspace.writing._fill", refuse)
    code, out, err = command("check", "--output-file", "concise:out", "a.py")
    assert (code, err) == (2, "out: could not be written: No space left on device\n")
    assert "1 problem kept something from being done.\nFound 1 hazard" in out
    assert not (hazardous / "out").exists()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["a.txt", "json:./a.txt"], "./a.txt is named twice, and can hold one thing"),
        (["json:src/a.py"], "src/a.py is called as source is, which it would overwrite"),
        (
            ["sarif:a"],
            "there is no format 'sarif', known are full, concise, json; a file of that name is written ./sarif:a",
        ),
        (["json:"], "--output-file needs the name of a file"),
        ([""], "--output-file needs the name of a file"),
        (["-"], "what standard output shows, --output-format says"),
        (["."], ". is a directory"),
        (["json:gone/a.json"], "gone/a.json cannot be made: there is no directory gone"),
    ],
)
def test_what_cannot_be_an_output(command: Command, words: list[str], complaint: str) -> None:
    code, out, err = command("check", *(part for word in words for part in ("--output-file", word)))
    assert (code, out) == (2, "")
    assert complaint in err


@pytest.mark.parametrize(
    ("word", "output"),
    [
        ("json:a.json", Output("json", "a.json")),
        ("a.json", Output("full", "a.json")),
        ("C:\\a.json", Output("full", "C:\\a.json")),
        ("c:a.json", Output("full", "c:a.json")),
        ("json:C:\\a.json", Output("json", "C:\\a.json")),
        ("./sarif:a", Output("full", "./sarif:a")),
    ],
)
def test_what_a_word_means(project: Path, word: str, output: Output) -> None:
    assert outputs([word], "full") == (output,)


def test_the_baseline_is_no_output(hazardous: Path, command: Command) -> None:
    code, _, err = command("check", "--baseline", "known", "--output-file", "json:./known")
    assert (code, err) == (2, "error: --output-file: ./known is named twice, and can hold one thing\n")
    assert not (hazardous / "known").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
def test_what_cannot_be_written_makes_no_file_unchecked(project: Path, command: Command) -> None:
    (project / "a.py").write_text("x = 1\n", encoding="utf-8")
    code, out, _ = command("check", "--output-file", "json:/dev/full")
    assert (code, out) == (2, "1 problem kept something from being done.\nFound no hazards (checked 1 file).\n")
