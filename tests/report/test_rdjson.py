"""reviewdog's format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cellophane.check.checked import Checked
from cellophane.model.finding import Certainty, Evidence, Step
from cellophane.model.fix import Edit, Fix
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report.rdjson import render
from tests.reported import LAMBDA, LINE, UNSAFE, checked, hostile, in_cell, one

FIELDS = {"message", "location", "severity", "code", "suggestions", "related_locations"}
"""Those that the format has, of which reviewdog refuses all others, and that are written here."""


def read(*files: Checked) -> Any:
    return json.loads("".join(render(files)))["diagnostics"]


def between(row: int, start: int, end: int) -> dict[str, Any]:
    return {"start": {"line": row, "column": start}, "end": {"line": row, "column": end}}


def test_a_finding(tmp_path: Path) -> None:
    document = json.loads("".join(render([checked(one())])))
    assert document["source"] == {"name": "cellophane"}
    (found,) = document["diagnostics"]
    made = LINE.encode().index(b"lambda") + 1
    read_at = LINE.encode().index(b"i", LINE.encode().index(b"+")) + 1
    assert found == {
        "message": "reads `i`\nhelp: bind it",
        "location": {"path": "a.py", "range": between(3, read_at, read_at + 1)},
        "severity": "ERROR",
        "code": {"value": "CEL101"},
        "suggestions": [{"range": between(3, made + 6, made + 6), "text": " *, i=i"}],
        "related_locations": [
            {"message": "made here", "location": {"path": "a.py", "range": between(3, made, read_at + 1)}},
            {"message": "`i` is rebound here", "location": {"path": "a.py", "range": between(2, 5, 6)}},
        ],
    }


@pytest.mark.parametrize(("certainty", "severity"), [(Certainty.LIKELY, "WARNING"), (Certainty.POSSIBLE, "INFO")])
def test_what_is_less_certain_is_less_severe(certainty: Certainty, severity: str) -> None:
    assert read(checked(one(certainty=certainty)))[0]["severity"] == severity


def test_no_field_that_reviewdog_would_refuse(tmp_path: Path) -> None:
    for found in read(*hostile(tmp_path)):
        assert found.keys() <= FIELDS


def test_without_the_line_there_are_no_columns() -> None:
    away = Evidence(Step.KEPT, Span(4, 5, 6, 2), "kept", filename="b.py", line="    keep(")
    lineless = Checked("a.py", (one(evidence=(away,)),), (Problem("a.py", "bad", 5, 3),))
    problem, finding = read(lineless)
    assert problem["location"]["range"] == {"start": {"line": 5}, "end": {"line": 5}}
    assert finding["location"]["range"] == {"start": {"line": 3}, "end": {"line": 3}}
    assert finding["related_locations"][0]["location"]["range"] == {"start": {"line": 4}, "end": {"line": 6}}
    assert "suggestions" not in finding


def test_a_step_in_another_file_counts_in_its_line() -> None:
    away = Evidence(Step.KEPT, Span(4, 6, 4, 9), "kept", filename="b.py", line="囲 = keep(f)")
    (finding,) = read(checked(one(evidence=(away,))))
    assert finding["related_locations"][0]["location"] == {"path": "b.py", "range": between(4, 8, 11)}


def test_a_cell_has_no_range_and_no_suggestion() -> None:
    for found in read(in_cell()):
        assert found["location"] == {"path": "a.ipynb"}
        assert "suggestions" not in found
        assert found["message"].startswith("cell ")


def test_an_unsafe_fix_is_suggested_and_said_to_be_unsafe() -> None:
    (found,) = read(checked(one(fix=UNSAFE)))
    assert found["suggestions"]
    assert found["message"].endswith("\nunsafe: no late call was seen")


def suggested(lines: list[str], *edits: Edit) -> str | None:
    """What the lines become if somebody takes the suggestion, whose columns count bytes; none if there is none."""
    fix = Fix("mend", True, edits, (), LAMBDA)
    file = Checked("a.py", (one(fix=fix),), excerpt={(None, row): line for row, line in enumerate(lines, 1) if line})
    (found,) = read(file)
    if "suggestions" not in found:
        return None
    (suggestion,) = found["suggestions"]
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    before = lines[start["line"] - 1].encode()[: start["column"] - 1].decode()
    after = lines[end["line"] - 1].encode()[end["column"] - 1 :].decode()
    return "\n".join([*lines[: start["line"] - 1], before + suggestion["text"] + after, *lines[end["line"] :]])


def test_several_edits_are_one_suggestion() -> None:
    two_in_a_line = suggested(["f('囲', a, b)"], Edit(Span(1, 11, 1, 12), "y"), Edit(Span(1, 8, 1, 9), "x"))
    assert two_in_a_line == "f('囲', x, y)"
    over_lines = [Edit.insertion(1, 1, "import x\n"), Edit(Span(3, 5, 3, 6), "")]
    assert suggested(["a", "b", "f('囲')"], *over_lines) == "import x\na\nb\nf('囲)"


def test_half_a_fix_is_no_suggestion() -> None:
    assert suggested(["a", "", "f(i)"], Edit.insertion(1, 1, "import x\n"), Edit.insertion(3, 3, "x")) is None
