"""The examples on the page of each rule: the bad one has what the rule finds, the good one has nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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


def seen(text: str, folder: Path) -> tuple[int, str]:
    """How a program ends, and what it prints. A process of its own: some rules are about processes."""
    program = folder / "example.py"
    program.write_text(text, encoding="utf-8")
    ended = subprocess.run([sys.executable, program], capture_output=True, text=True, cwd=folder, check=False)
    return ended.returncode, ended.stdout


@pytest.mark.parametrize("code", catalogue.codes())
def test_the_bad_one_goes_wrong_and_the_good_one_does_not(code: str, tmp_path: Path) -> None:
    rule = catalogue.load(code)
    bad, good = seen(rule.bad, tmp_path), seen(rule.good, tmp_path)
    assert good[0] == 0
    assert bad != good
