"""What rules find lies in the regions that the sift tells from the text: their case files, relaid as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from cellophane.check import catalogue
from cellophane.source.facts import alone
from cellophane.source.sift.parts import Parts, Rows
from cellophane.source.sift.regions import kept
from cellophane.source.text.source import Source
from tests import layouts, literate
from tests.literate import Case

RULES = Path(__file__).parents[2] / "rules"
CODES = ("201", "202", "203", "204", "301", "302", "303", "304", "305", "306", "401", "503", "601", "603")
CASES = [case for code in CODES for path in sorted(RULES.glob(f"cel{code}/*.md")) for case in literate.read(path)]

each_case = pytest.mark.parametrize("case", CASES, ids=str)


def missed(text: str) -> Iterator[str]:
    """What is found in a text outside of the rows that are kept for it."""
    source = Source("case.py", text)
    facts = alone(source)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    functions = [part.rows for part in Parts(plain).functions]
    for code in CODES:
        rule = catalogue.load(f"CEL{code}")
        rows = kept(plain, [rule.needs]).get(rule.needs, ())
        for finding in rule.find(facts):
            around = [one for one in functions if one[0] <= finding.span.row <= one[1]]
            if not (any(_meet(rows, one) for one in around) if around else rows):
                yield f"{finding.code} in row {finding.span.row}"


def _meet(rows: Rows, function: tuple[int, int]) -> bool:
    return any(first <= function[1] and function[0] <= last for first, last in rows)


@each_case
def test_findings_lie_in_the_regions(case: Case) -> None:
    assert list(missed(case.text)) == []


@each_case
def test_they_do_however_the_text_is_laid_out(case: Case) -> None:
    for seed in range(3):
        assert list(missed(layouts.relaid(case.text, Random(seed)))) == []
