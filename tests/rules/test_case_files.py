"""The case files of the rules: what they say is found is found, and is so."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from cellophane.model.finding import Certainty
from tests import cures, literate
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


def test_there_are_as_many_false_alarms_as_hazards() -> None:
    for code in CODES:
        cases = [case for case in CASES if case.path.parent.name == code.lower()]
        silent = sum(not case.expected for case in cases)
        assert 2 * silent >= len(cases) > 0, f"{code}: {silent} of {len(cases)} are silent"


@each_case_or_gap
def test_it_finds_what_the_case_says(case: Case) -> None:
    assert literate.told(literate.findings(case, CODES)) == case.expected


@each_case
def test_the_case_is_as_it_says(case: Case) -> None:
    tree = ast.parse(case.text)
    assert any(isinstance(node, ast.Assert) for node in ast.walk(tree)), "nothing is shown"
    literate.run(tree, case)


@each_case
def test_the_cure_makes_the_difference_where_something_is_found(case: Case) -> None:
    for one in () if case.gap else literate.findings(case, CODES):
        cure = cures.of(one.code)
        if cure is not None and one.certainty >= Certainty.LIKELY:
            with pytest.raises(AssertionError):
                literate.run(cure.cured(case, one), case)
    cure = cures.of(case.path.parent.name)
    if cure is not None and not case.expected and not case.meant_late:
        literate.run(cure.cured_everywhere(case), case)


@each_case
def test_mending_it_cures_it_and_changes_nothing_else(case: Case) -> None:
    found = () if case.gap else literate.findings(case, CODES)
    if not found:
        return
    outcome = literate.fixed(case.text.encode(), str(case), CODES)
    assert outcome.mended is not None
    gone = literate.were_fixed(found, outcome.findings)
    with literate.watched() as meant:
        literate.run(literate.watching(cures.all_cured(case, gone)), case)
    with literate.watched() as seen:
        literate.run(literate.watching(ast.parse(outcome.mended.after)), case)
    assert seen == meant
