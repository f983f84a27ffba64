"""What is asked of the cases of a rule, whichever rule it is: they say what is found, and it is so.

`codes` are the rules that are asked; a case must say of each of them what it finds.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

import pytest

from cellophane.model.finding import Certainty
from tests import cures, literate
from tests.literate import Case


def as_many_are_silent_as_speak(code: str, cases: Sequence[Case]) -> None:
    """Of the cases of a rule, at least half are of code in which nothing is found."""
    silent = sum(not case.expected for case in cases)
    assert 2 * silent >= len(cases) > 0, f"{code}: {silent} of {len(cases)} are silent"


def it_finds_what_the_case_says(case: Case, codes: tuple[str, ...]) -> None:
    """What is found is what the comments say, and nothing else."""
    assert literate.told(literate.findings(case, codes)) == case.expected


def the_case_is_as_it_says(case: Case) -> None:
    """The program runs, and what it asserts is so."""
    tree = ast.parse(case.text)
    assert any(isinstance(node, ast.Assert) for node in ast.walk(tree)), "nothing is shown"
    literate.run(tree, case)


def the_cure_makes_the_difference(case: Case, codes: tuple[str, ...]) -> None:
    """If the family has a cure: cured of a finding, the program fails; cured where nothing is found, it holds."""
    for one in () if case.gap else literate.findings(case, codes):
        cure = cures.of(one.code)
        if cure is not None and one.certainty >= Certainty.LIKELY:
            with pytest.raises(AssertionError):
                literate.run(cure.cured(case, one), case)
    cure = cures.of(case.path.parent.name)
    if cure is not None and not case.expected and not case.meant_late:
        literate.run(cure.cured_everywhere(case), case)


def mending_it_cures_it_and_changes_nothing_else(case: Case, codes: tuple[str, ...]) -> None:
    """The mended program sees what the cured one sees; of what is not mended, each finding says why."""
    found = () if case.gap else literate.findings(case, codes)
    if not found:
        return
    outcome = literate.fixed(case.text.encode(), str(case), codes)
    assert outcome.mended is not None
    gone = literate.were_fixed(found, outcome.findings)
    with literate.watched() as meant:
        literate.run(literate.watching(cures.all_cured(case, gone)), case)
    with literate.watched() as seen:
        literate.run(literate.watching(ast.parse(outcome.mended.after)), case)
    assert seen == meant
