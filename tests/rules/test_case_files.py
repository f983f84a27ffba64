"""The case files of the rules: what they say is found is found, and is so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import case_checks, literate
from tests.literate import Case

HERE = Path(__file__).parent
CODES = tuple(sorted(folder.name.upper() for folder in HERE.iterdir() if folder.name.startswith("cel")))
CASES = [case for path in sorted(HERE.glob("cel*/*.md")) for case in literate.read(path)]

each_case = pytest.mark.parametrize("case", CASES, ids=str)
each_case_or_gap = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=[pytest.mark.xfail(reason=case.gap)] if case.gap else [], id=str(case))
        for case in CASES
    ],
)


@pytest.mark.parametrize("code", CODES)
def test_there_are_as_many_false_alarms_as_hazards(code: str) -> None:
    case_checks.as_many_are_silent_as_speak(code, [case for case in CASES if case.path.parent.name == code.lower()])


@each_case_or_gap
def test_it_finds_what_the_case_says(case: Case) -> None:
    case_checks.it_finds_what_the_case_says(case, CODES)


@each_case
def test_the_case_is_as_it_says(case: Case) -> None:
    case_checks.the_case_is_as_it_says(case)


@each_case
def test_the_cure_makes_the_difference_where_something_is_found(case: Case) -> None:
    case_checks.the_cure_makes_the_difference(case, CODES)


@each_case
def test_mending_it_cures_it_and_changes_nothing_else(case: Case) -> None:
    case_checks.mending_it_cures_it_and_changes_nothing_else(case, CODES)
