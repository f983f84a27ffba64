"""The XML report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cellophane.check.checked import Checked
from cellophane.model.problem import Problem
from cellophane.report.junit import render
from tests.reported import HOSTILE_TEXT, checked, hostile, in_cell, one


@pytest.fixture(autouse=True)
def outside_repositories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def read(*files: Checked) -> ElementTree.Element:
    """The suite, whose counts are those of its cases, and of the suites around it."""
    suites = ElementTree.fromstring("".join(render(files)))
    (suite,) = suites
    assert (suites.tag, suite.tag, suites.attrib) == ("testsuites", "testsuite", suite.attrib)
    found = [child.tag for case in suite for child in case]
    counts = {"tests": len(suite), "failures": found.count("failure"), "errors": found.count("error")}
    assert suite.attrib == {"name": "cellophane", **{key: str(count) for key, count in counts.items()}}
    return suite


def test_nothing_checked_is_a_suite_without_cases() -> None:
    assert len(read()) == 0


def test_a_clean_file_is_a_test_that_passed() -> None:
    suite = read(checked(), replace(checked(), left_out=True))
    assert [(case.attrib, len(case)) for case in suite] == [({"classname": "a.py", "name": "no hazards"}, 0)]


def test_a_finding_is_a_failure_with_its_evidence() -> None:
    (case,) = read(checked(one()))
    assert case.attrib == {"classname": "a.py", "name": "3:28: CEL101 reads `i`"}
    (failure,) = case
    assert (failure.tag, failure.attrib) == ("failure", {"message": "reads `i`", "type": "CEL101 (certain)"})
    assert failure.text == (
        "a.py:3:28\nreads `i`\nhelp: bind it\n1 made here (a.py:3:14)\n2 `i` is rebound here (a.py:2:5)"
    )


def test_a_problem_is_an_error() -> None:
    at_place, of_file = read(checked(problems=(Problem("a.py", "bad", 5, 3), Problem("a.py", "gone"))))
    assert [(case.get("name"), case[0].tag, case[0].attrib) for case in (at_place, of_file)] == [
        ("5:3: invalid-syntax bad", "error", {"message": "bad", "type": "invalid-syntax"}),
        ("not-checked gone", "error", {"message": "gone", "type": "not-checked"}),
    ]


def test_cases_of_a_notebook_are_told_apart_by_their_cells() -> None:
    assert [case.get("name") for case in read(in_cell())] == [
        "invalid-syntax cell 4, row 2, column 7: syntax error: invalid syntax",
        "CEL101 cell 3, row 3, column 28: reads `i`",
    ]


def test_what_xml_cannot_hold_is_an_escape(tmp_path: Path) -> None:
    suite = read(*hostile(tmp_path))
    (message,) = {child.get("message") for case in suite for child in case if "says" in (child.get("message") or "")}
    assert message == HOSTILE_TEXT.replace("\x1b", "\\x1b").replace("\x00", "\\x00").replace("\x85", "\\x85").replace(
        "\u202e", "\\u202e"
    ).replace("\ud800", "\\ud800")


def test_no_two_cases_have_one_name(tmp_path: Path) -> None:
    names = [(case.get("classname"), case.get("name")) for case in read(*hostile(tmp_path))]
    assert len(set(names)) == len(names)
