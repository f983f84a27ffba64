"""Three small rules without a loop, checked as rules are: a `Watch` carries them, and so does all that is around."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cellophane.check import catalogue
from cellophane.cli.main import main
from cellophane.source.sift import text as sift
from tests import literate
from tests.literate import Case, Expected
from tests.standing_in import standing_in

HERE = Path(__file__).parent
CASES = list(literate.read(HERE / "programs.md"))
BAD, GOOD = [case for case in CASES if case.expected], [case for case in CASES if not case.expected]

Told = Callable[[str], list[Expected]]


@pytest.fixture
def told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[Told]:
    """What `cellophane check` tells of a program, with the spikes in the place of all rules."""

    def check(text: str) -> list[Expected]:
        file = tmp_path / "program.py"
        file.write_text(text, "utf-8")
        options = ["--isolated", "--no-cache", "--certainty", "possible", "--output-format", "json"]
        code = main(["check", *options, str(file)])
        out, complaints = capfd.readouterr()
        assert complaints == ""
        found = [Expected(f["location"]["row"], f["code"], f["name"], f["certainty"]) for f in json.loads(out)]
        assert code == bool(found)
        return sorted(found)

    with standing_in(HERE):
        yield check


def test_the_spikes_are_all_the_rules_that_there_are(told: Told) -> None:
    assert catalogue.codes() == ("CEL911", "CEL912", "CEL913")


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, marks=[pytest.mark.xfail(reason=c.gap, strict=True)] if c.gap else [], id=str(c)) for c in CASES],
)
def test_check_tells_what_the_program_says(case: Case, told: Told) -> None:
    assert told(case.text) == case.expected


@pytest.mark.parametrize("case", BAD, ids=str)
def test_where_something_is_found_the_program_goes_wrong(case: Case) -> None:
    with pytest.raises((AssertionError, NameError)):
        literate.run(ast.parse(case.text), case)


@pytest.mark.parametrize("case", GOOD, ids=str)
def test_where_nothing_is_found_it_does_not(case: Case) -> None:
    literate.run(ast.parse(case.text), case)


def test_each_spike_has_programs_of_both_kinds() -> None:
    assert {one.code for case in BAD for one in case.expected} == {"CEL911", "CEL912", "CEL913"}
    assert (len(BAD), len(GOOD)) >= (5, 4)


@pytest.mark.parametrize(
    ("code", "text", "other"),
    [
        ("CEL911", "x = 1\nx = 2\n", "x = lambda: y\n"),
        (
            "CEL912",
            "try:\n    f(lambda: x)\nexcept OSError:\n    pass\n",
            "except OSError as error:\n    lambda: error\n",
        ),
        ("CEL913", "def f(x):\n    return lambda: x\n", "def f(x):\n    del x\n"),
    ],
)
def test_what_a_spike_does_not_need_to_see(code: str, text: str, other: str, told: Told) -> None:
    needs = catalogue.load(code).needs
    assert (sift.may_matter(text, needs), sift.may_matter(other, needs)) == (False, True)


def test_the_evidence_is_told_in_order(told: Told, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kept.py"
    file.write_text(BAD[2].text, "utf-8")
    main(["check", "--isolated", "--no-cache", "--output-format", "json", str(file)])
    [finding] = json.loads(capfd.readouterr().out)
    assert [(item["step"], item["location"]["row"], item["text"]) for item in finding["evidence"]] == [
        ("made", 9, "made here"),
        ("kept", 9, "kept by `keep` here"),
        ("kept", 5, "kept by `kept.append`"),
        ("rebound", 10, "`name` is bound again here"),
    ]
