"""The Code Quality report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cellophane.check.checked import Checked
from cellophane.model.finding import Certainty
from cellophane.model.problem import Problem
from cellophane.report.gitlab import render
from tests.reported import checked, hostile, in_cell, one


def read(*files: Checked) -> Any:
    return json.loads("".join(render(files)))


def test_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path / "src")
    (entry,) = read(checked(one()))
    fingerprint = entry.pop("fingerprint")
    assert len(fingerprint) == 32
    assert entry == {
        "description": "CEL101 reads `i`",
        "check_name": "CEL101",
        "severity": "major",
        "location": {"path": "src/a.py", "lines": {"begin": 3, "end": 3}},
    }


@pytest.mark.parametrize(("certainty", "severity"), [(Certainty.LIKELY, "minor"), (Certainty.POSSIBLE, "info")])
def test_what_is_less_certain_is_less_severe(certainty: Certainty, severity: str) -> None:
    assert read(checked(one(certainty=certainty)))[0]["severity"] == severity


def test_problems_and_cells_have_a_line_as_is_asked_for() -> None:
    entries = read(checked(problems=(Problem("a.py", "gone"),)), in_cell())
    assert [entry["location"]["lines"]["begin"] for entry in entries] == [1, 1, 1]
    assert [entry["description"] for entry in entries] == [
        "not-checked gone",
        "invalid-syntax cell 4, row 2, column 7: syntax error: invalid syntax",
        "CEL101 cell 3, row 3, column 28: reads `i`",
    ]


def test_each_has_a_fingerprint_of_its_own_and_one_line(tmp_path: Path) -> None:
    entries = read(*hostile(tmp_path), checked(*[one()] * 3))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert [entry for entry in entries if "\n" in entry["description"]] == []
