"""Holds `cellophane why` to its formats and to clear words about what it cannot tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cellophane.cli.main import main

TEXT = "import lost\nlate = []\nfor i in range(3):\n    late.append(lambda: i)\n    lost.f(lambda: i)\nx = 1\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "jobs.py").write_text(TEXT)
    (tmp_path / "wrong.py").write_text("def (\n")
    return tmp_path


def test_as_text_and_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "jobs.py:4"]) == 0
    text = capsys.readouterr().out
    assert "kept by `late.append` here" in text
    assert "CEL101" in text
    assert main(["why", "jobs.py:4", "--output-format", "json"]) == 0
    [trail] = json.loads(capsys.readouterr().out)
    assert (trail["code"], trail["name"]) == ("CEL101", "i")


def test_the_place_of_a_finding_can_be_pasted(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "jobs.py", "--output-format", "concise", "--exit-zero", "--no-cache", "--quiet"])
    place, _, _ = capsys.readouterr().out.partition(" ")
    assert main(["why", place]) == 0
    assert "[likely]" in capsys.readouterr().out


def test_the_settings_of_the_project(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "jobs.py:5", "--isolated"]) == 0
    assert "possible: CEL101" in capsys.readouterr().out
    (here / "pyproject.toml").write_text('[tool.cellophane.callables."lost.f"]\nsignature = "(f)"\nf = "consumed"\n')
    assert main(["why", "jobs.py:5"]) == 0
    assert "[safe]" in capsys.readouterr().out


def test_settings_that_are_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "mine.toml").write_text('[callables."lost.f"]\nsignature = "(f)"\nf = "consumed"\n')
    assert main(["why", "jobs.py:5", "--config", "mine.toml"]) == 0
    assert "[safe]" in capsys.readouterr().out
    assert main(["why", "jobs.py:5", "--config", "gone.toml"]) == 2
    assert capsys.readouterr().err == "error: --config: gone.toml: does not exist\n"


def test_a_cell_that_is_passed_over_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = ["for i in range(3):\n    lost.f(lambda: i)\n", "def (\n"]
    listed = [{"cell_type": "code", "source": text, "metadata": {}} for text in cells]
    (here / "notes.ipynb").write_text(json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    assert main(["why", "notes.ipynb:2"]) == 0
    assert capsys.readouterr().err.startswith("notes.ipynb: cell 2 is passed over: ")


def test_what_captures_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "none.py").write_text("def f(): return 1\n")
    assert main(["why", "none.py:1"]) == 0
    assert "captures no variable" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["jobs.py"], "names no line of a file"),
        (["json:loads"], "names no line of a file"),
        (["jobs.py:1"], "jobs.py:1: no closure is made here; the nearest are in line 4 and 5"),
        (["jobs.py:99"], "there is no such line: the file has 6"),
        (["gone.py:1"], "gone.py: cannot be read: no such file or directory"),
        (["wrong.py:1"], "wrong.py:1:5: syntax error"),
        (["jobs.py:4", "--python", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_told(here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert main(["why", *arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_a_notebook(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = ["late = []\n", "for i in range(3):\n    late.append(lambda: i)\n"]
    document = {
        "cells": [{"cell_type": "code", "source": text, "metadata": {}, "outputs": []} for text in cells],
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
    }
    (here / "a.ipynb").write_text(json.dumps(document))
    rows = len(cells[0].split("\n")) + 2
    assert main(["why", f"a.ipynb:{rows}"]) == 0
    assert "a.ipynb:cell 2:2:25" in capsys.readouterr().out
