"""SARIF."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from cellophane import __version__
from cellophane.check import catalogue
from cellophane.check.checked import Checked
from cellophane.model.finding import Certainty, Evidence, Step
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report.paths import Base
from cellophane.report.sarif import render
from tests.reported import HOSTILE_NAMES, UNSAFE, checked, hostile, in_cell, one


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, which is the current directory."""
    top = tmp_path / "top"
    top.mkdir()
    (top / ".git").mkdir()
    monkeypatch.chdir(top)
    return top


def read(*files: Checked) -> Any:
    log = json.loads("".join(render(files)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def region(row: int, column: int, end_row: int, end_column: int) -> dict[str, int]:
    return {"startLine": row, "startColumn": column, "endLine": end_row, "endColumn": end_column}


def test_a_finding() -> None:
    (result,) = read(checked(one()))["results"]
    artifact = {"uri": "a.py", "uriBaseId": "%SRCROOT%"}
    assert result.pop("partialFingerprints").keys() == {"cellophaneFinding/v1"}
    assert result.pop("codeFlows")
    assert result == {
        "ruleId": "CEL101",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "reads `i`\nhelp: bind it"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region(3, 28, 3, 29)}}],
        "properties": {"certainty": "certain", "name": "i"},
        "fixes": [
            {
                "description": {"text": "bind `i`"},
                "artifactChanges": [
                    {
                        "artifactLocation": artifact,
                        "replacements": [
                            {"deletedRegion": region(3, 20, 3, 20), "insertedContent": {"text": " *, i=i"}}
                        ],
                    }
                ],
                "properties": {"applicability": "safe"},
            }
        ],
    }


def test_columns_count_characters() -> None:
    assert read()["columnKind"] == "unicodeCodePoints"


@pytest.mark.parametrize(("certainty", "level"), [(Certainty.LIKELY, "warning"), (Certainty.POSSIBLE, "note")])
def test_what_is_less_certain_has_a_lower_level(certainty: Certainty, level: str) -> None:
    assert read(checked(one(certainty=certainty)))["results"][0]["level"] == level


def test_the_evidence_is_a_flow_also_through_other_files(tmp_path: Path) -> None:
    beside = Evidence(Step.KEPT, Span(4, 1, 4, 5), "kept", filename="lib/b c.py")
    outside = Evidence(Step.CALLED, Span(5, 1, 6, 5), "called", filename=str(tmp_path / "out.py"))
    (result,) = read(checked(one(evidence=(*one().evidence, beside, outside))))["results"]
    ((flow,),) = (code_flow["threadFlows"] for code_flow in result["codeFlows"])
    assert [step["kinds"] for step in flow["locations"]] == [["made"], ["rebound"], ["kept"], ["called"]]
    places = [step["location"] for step in flow["locations"]]
    assert [place["message"]["text"] for place in places] == ["made here", "`i` is rebound here", "kept", "called"]
    artifacts = [place["physicalLocation"]["artifactLocation"] for place in places]
    assert artifacts[2:] == [
        {"uri": "lib/b%20c.py", "uriBaseId": "%SRCROOT%"},
        {"uri": (tmp_path / "out.py").as_uri()},
    ]
    assert result["relatedLocations"] == [{"id": 1, **places[2]}, {"id": 2, **places[3]}]


def test_an_unsafe_fix_says_that_it_is() -> None:
    (fix,) = read(checked(one(fix=UNSAFE)))["results"][0]["fixes"]
    assert fix["description"]["text"] == "bind `i`\nunsafe: no late call was seen"
    assert fix["properties"] == {"applicability": "unsafe"}


def test_rules_are_those_that_found_something_with_their_pages() -> None:
    run = read(checked(one(code="CEL102"), one(), one(code="CEL102")))
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("cellophane", __version__)
    assert [rule["id"] for rule in driver["rules"]] == ["CEL102", "CEL101"]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 1, 0]
    rule, page = driver["rules"][1], catalogue.load("CEL101")
    assert (rule["name"], rule["shortDescription"]["text"]) == ("loop-capture", page.summary)
    assert rule["fullDescription"]["text"].startswith("Finds functions and lambdas that are made in a loop")
    assert page.documentation in rule["help"]["markdown"]
    assert rule["help"]["text"] == page.documentation
    assert rule["properties"] == {"tags": ["late reads"]}


@pytest.mark.parametrize("code", catalogue.codes())
def test_every_rule_can_be_told(code: str) -> None:
    (rule,) = read(checked(one(code=code)))["tool"]["driver"]["rules"]
    assert 20 < len(rule["fullDescription"]["text"]) <= 1024  # more than which GitHub cuts off
    assert rule["properties"]["tags"]


def test_problems_are_notifications_and_the_run_has_failed() -> None:
    run = read(checked(one(), problems=(Problem("a.py", "bad", 5, 3), Problem("gone.py", "gone"))))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    at_place, of_file = invocation["toolExecutionNotifications"]
    assert at_place["message"] == {"text": "bad"}
    assert at_place["locations"][0]["physicalLocation"]["region"] == region(5, 3, 5, 3)
    assert (of_file["level"], of_file["message"]) == ("error", {"text": "gone"})
    artifact = {"uri": "gone.py", "uriBaseId": "%SRCROOT%"}
    assert of_file["locations"] == [{"physicalLocation": {"artifactLocation": artifact, "region": region(1, 1, 1, 1)}}]
    known = run["tool"]["driver"]["notifications"]
    for problem in (at_place, of_file):
        assert known[problem["descriptor"]["index"]]["id"] == problem["descriptor"]["id"]


def test_a_run_without_problems_has_succeeded() -> None:
    assert read()["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_a_cell_has_no_row_of_the_file_and_its_fix_is_not_one_of_the_file() -> None:
    run = read(in_cell())
    (result,), (problem,) = run["results"], run["invocations"][0]["toolExecutionNotifications"]
    step = result["codeFlows"][0]["threadFlows"][0]["locations"][0]["location"]
    for place in (*result["locations"], *problem["locations"], step):
        assert place["physicalLocation"]["region"] == region(1, 1, 1, 1)  # which GitHub insists on
    assert "fixes" not in result
    assert result["message"]["text"].startswith("cell 3, row 3, column 28: ")
    assert problem["message"]["text"].startswith("cell 4, row 2, column 7: ")


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
@pytest.mark.parametrize("name", [name for name in HOSTILE_NAMES if name != "-"])
def test_names_are_the_bytes_of_the_file_system(name: str, repository: Path) -> None:
    (result,) = read(checked(one(name)))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote_to_bytes(uri) == os.fsencode(name)
    assert uri.isascii()
    assert not set(uri) & set(' <>"\\^`{|}:\n')


def test_standard_input_is_no_file_of_the_repository() -> None:
    (result,) = read(checked(one("-")))["results"]
    assert "uriBaseId" not in result["locations"][0]["physicalLocation"]["artifactLocation"]


def test_the_base_is_the_repository(repository: Path) -> None:
    assert read()["originalUriBaseIds"] == {"%SRCROOT%": {"uri": repository.as_uri() + "/"}}


def test_the_root_of_the_disk_is_a_base_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(Path.cwd().anchor)
    monkeypatch.setattr("cellophane.report.paths.Base.repository", lambda: Base(str(root)))
    assert read()["originalUriBaseIds"] == {"%SRCROOT%": {"uri": root.as_uri()}}


def test_code_in_a_message_is_no_link(tmp_path: Path) -> None:
    for result in read(*hostile(tmp_path))["results"]:
        assert "](" not in result["message"]["text"].replace(r"\](", "")
