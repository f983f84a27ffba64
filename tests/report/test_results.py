"""What other programs are told: findings and problems in one shape."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cellophane.model.finding import Certainty
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report.paths import Base
from cellophane.report.results import Severity, numbered, results, told, where
from tests.reported import LAMBDA, LINE, READ, UNSAFE, checked, in_cell, one


@pytest.mark.parametrize(
    ("certainty", "severity"),
    [
        (Certainty.CERTAIN, Severity.ERROR),
        (Certainty.LIKELY, Severity.WARNING),
        (Certainty.POSSIBLE, Severity.NOTE),
    ],
)
def test_what_is_surer_is_more_severe(certainty: Certainty, severity: Severity) -> None:
    (result,) = results([checked(one(certainty=certainty))])
    assert result.severity is severity


def test_a_finding_has_its_place_its_line_and_its_evidence() -> None:
    (result,) = results([checked(one())])
    assert (result.code, result.spot.span, result.spot.text, result.line) == ("CEL101", READ, "reads `i`", LINE.strip())
    assert [(step.span, step.text) for step in result.steps] == [
        (LAMBDA, "made here"),
        (Span(2, 5, 2, 6), "`i` is rebound here"),
    ]


def test_a_problem_is_an_error_at_its_place_or_of_its_file() -> None:
    problems = (Problem("a.py", "bad", 5, 3), Problem("a.py", "worse", 5), Problem("a.py", "gone"))
    found = list(results([checked(problems=problems)]))
    assert [(each.code, each.severity, each.spot.span) for each in found] == [
        ("invalid-syntax", Severity.ERROR, Span(5, 3, 5, 3)),
        ("invalid-syntax", Severity.ERROR, Span(5, 1, 5, 1)),
        ("not-checked", Severity.ERROR, None),
    ]


def test_rows_of_cells_are_told_in_words() -> None:
    problem, finding = results([in_cell()])
    assert (problem.spot.span, problem.spot.text) == (None, "cell 4, row 2, column 7: syntax error: invalid syntax")
    assert (finding.spot.span, finding.spot.text) == (None, "cell 3, row 3, column 28: reads `i`")
    assert finding.line == LINE.strip()
    assert (finding.steps[0].span, finding.steps[0].text) == (None, "cell 3, row 3, column 14: made here")
    assert finding.spot.lines == {}


def test_all_that_is_said() -> None:
    finding = replace(one(fix=UNSAFE), unfixed="no", hint="an annotation")
    (result,) = results([checked(finding)])
    assert told(result) == [
        "reads `i`",
        "help: bind it",
        "unsafe: no late call was seen",
        "not fixed: no",
        "would tell: an annotation",
    ]
    assert list(numbered(result.steps, Base.here())) == ["1 made here (a.py:3:14)", "2 `i` is rebound here (a.py:2:5)"]
    assert where(result.spot, Base.here()) == "a.py:3:28"
