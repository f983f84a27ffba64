"""The JSON list."""

from __future__ import annotations

import json
import os
from typing import Any

from cellophane.check.outcome import Outcome
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.place import Span
from cellophane.report.json import render, statistics


def one(filename: str = "a.py", code: str = "CEL101") -> Finding:
    evidence = (Evidence(Step.MADE, Span(2, 17, 2, 26), "made here"),)
    return Finding(code, "i", "reads `i` 囲", "bind it", filename, Span(2, 25, 2, 26), Certainty.LIKELY, evidence)


def read(*outcomes: Outcome) -> Any:
    text = "".join(render(outcomes))
    assert text.isascii()
    assert text.endswith("\n")
    return json.loads(text)


def test_nothing_found_is_an_empty_list() -> None:
    assert read() == read(Outcome("a.py")) == []


def test_the_fields_of_a_finding() -> None:
    assert read(Outcome("a.py", (one(),))) == [
        {
            "cell": None,
            "code": "CEL101",
            "message": "reads `i` 囲",
            "filename": os.path.abspath("a.py"),
            "location": {"row": 2, "column": 25},
            "end_location": {"row": 2, "column": 26},
            "fix": None,
            "noqa_row": 2,
            "url": None,
            "name": "i",
            "certainty": "likely",
            "advice": "bind it",
            "evidence": [
                {
                    "step": "made",
                    "text": "made here",
                    "cell": None,
                    "location": {"row": 2, "column": 17},
                    "end_location": {"row": 2, "column": 26},
                }
            ],
        }
    ]


def test_several_findings_in_several_files() -> None:
    found = read(Outcome("a.py", (one(), one())), Outcome("b.py"), Outcome("c.py", (one("c.py"),)))
    assert [os.path.basename(item["filename"]) for item in found] == ["a.py", "a.py", "c.py"]


def test_a_file_name_that_is_not_utf8() -> None:
    assert read(Outcome("", (one("/caf\udce9.py"),)))[0]["filename"].endswith("caf\\xe9.py")


def test_standard_input_has_no_path() -> None:
    assert read(Outcome("-", (one("-"),)))[0]["filename"] == "-"


def test_statistics_come_with_the_commonest_first() -> None:
    found = [Outcome("a.py", (one(), one(code="CEL102"), one(code="CEL102")))]
    assert json.loads("".join(statistics(found))) == [
        {"code": "CEL102", "count": 2},
        {"code": "CEL101", "count": 1},
    ]
