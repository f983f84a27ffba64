"""The examples on the page of each rule: the bad one has what the rule finds, the good one has nothing."""

from __future__ import annotations

import pytest

from cellophane.check import catalogue, engine
from cellophane.check.options import Options
from cellophane.model.finding import Certainty


def found(text: str, codes: tuple[str, ...], certainty: Certainty) -> set[str]:
    outcome = engine.check_bytes(text.encode(), "example.py", Options(codes, certainty=certainty))
    assert not outcome.problems
    return {finding.code for finding in outcome.findings}


@pytest.mark.parametrize("code", catalogue.codes())
def test_the_bad_example_is_found_by_this_rule_alone(code: str) -> None:
    assert found(catalogue.load(code).bad, catalogue.codes(), Certainty.LIKELY) == {code}


@pytest.mark.parametrize("code", catalogue.codes())
def test_nothing_is_found_in_the_good_one(code: str) -> None:
    assert found(catalogue.load(code).good, catalogue.codes(), Certainty.POSSIBLE) == set()


@pytest.mark.parametrize("code", catalogue.codes())
def test_both_are_programs(code: str) -> None:
    rule = catalogue.load(code)
    for text in (rule.bad, rule.good):
        compile(text, f"<{code}>", "exec")
