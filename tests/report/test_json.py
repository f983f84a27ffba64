"""The JSON list."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import Any

import pytest

from cellophane.check.checked import Checked
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report.json import render, statistics


def one(filename: str = "a.py", code: str = "CEL101") -> Finding:
    evidence = (Evidence(Step.MADE, Span(2, 17, 2, 26), "made here"),)
    return Finding(code, "i", "reads `i` 囲", "bind it", filename, Span(2, 25, 2, 26), Certainty.LIKELY, evidence)


def read(*files: Checked) -> Any:
    text = "".join(render(files))
    assert text.isascii()
    assert text.endswith("\n")
    return json.loads(text)


def test_nothing_found_is_an_empty_list() -> None:
    assert read() == read(Checked("a.py")) == []


def test_the_fields_of_a_finding() -> None:
    assert read(Checked("a.py", (one(),))) == [
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
                    "filename": os.path.abspath("a.py"),
                    "cell": None,
                    "location": {"row": 2, "column": 17},
                    "end_location": {"row": 2, "column": 26},
                }
            ],
        }
    ]


def test_evidence_in_another_file_names_it() -> None:
    elsewhere = Evidence(Step.KEPT, Span(4, 1, 4, 9), "kept", filename="lib/b.py", line="keep(f)")
    found = read(Checked("a.py", (replace(one(), evidence=(*one().evidence, elsewhere)),)))
    names = [item["filename"] for item in found[0]["evidence"]]
    assert names == [os.path.abspath("a.py"), os.path.abspath("lib/b.py")]


def test_several_findings_in_several_files() -> None:
    found = read(Checked("a.py", (one(), one())), Checked("b.py"), Checked("c.py", (one("c.py"),)))
    assert [os.path.basename(item["filename"]) for item in found] == ["a.py", "a.py", "c.py"]


def test_a_file_name_that_is_not_utf8() -> None:
    assert read(Checked("", (one("/caf\udce9.py"),)))[0]["filename"].endswith("caf\\xe9.py")


@pytest.mark.parametrize("lone", ["caf\udce9", "half \ud800"])
def test_a_lone_surrogate_is_an_escape_wherever_it_stands(lone: str) -> None:
    finding = replace(one(f"{lone}.py"), message=lone, advice=f"𝒳{lone}")
    found = read(Checked("", (finding,), (Problem("a.py", f"cannot be read: {lone}"),)))
    json.dumps(found, ensure_ascii=False).encode("utf-8")  # which strict readers of JSON do, in their way
    assert found[1]["advice"] == "𝒳" + found[1]["message"]


def test_standard_input_has_no_path() -> None:
    assert read(Checked("-", (one("-"),)))[0]["filename"] == "-"


def test_statistics_come_with_the_commonest_first() -> None:
    found = [Checked("a.py", (one(), one(code="CEL102"), one(code="CEL102")))]
    assert json.loads("".join(statistics(found))) == [
        {"code": "CEL102", "count": 2},
        {"code": "CEL101", "count": 1},
    ]


def test_a_problem_in_a_cell_has_its_place() -> None:
    problem = Problem("a.ipynb", "syntax error: invalid syntax", 3, 7, cell=2)
    (entry,) = read(Checked("a.ipynb", problems=(problem,)))
    assert (entry["cell"], entry["code"], entry["location"]) == (2, "invalid-syntax", {"row": 3, "column": 7})
