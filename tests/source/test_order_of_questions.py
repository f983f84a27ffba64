"""No answer depends on which question was asked first: what may stand in any order says the same in any order.

The parts of a module that do not depend on each other are asked about in the order in which they stand. If something
that was only provisional is ever remembered, say the summary of a function that calls itself through others, then who
asks next gets another answer in one order than in the other.
"""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from cellophane.check import catalogue
from cellophane.check.engine import findings_in
from cellophane.check.options import Options
from cellophane.model.finding import Certainty, Finding
from cellophane.source.text.source import Source
from tests.handed import Handed, handed

OPTIONS = Options(catalogue.codes(), Certainty.POSSIBLE)
Said = tuple[str, ...]


def said(module: Handed) -> Counter[Said]:
    """Each finding with its evidence, in which what stands on a line takes the place of the line's number."""
    source = Source("module.py", module.text)
    lines = module.text.splitlines()
    return Counter(_in_words(finding, lines) for finding in findings_in(source, OPTIONS))


def _in_words(finding: Finding, lines: list[str]) -> Said:
    def placed(text: str) -> str:
        return re.sub(r"\bline (\d+)", lambda found: f"`{lines[int(found[1]) - 1].strip()}`", text)

    events = (f"{one.step.value} `{lines[one.span.row - 1].strip()}` {placed(one.text)}" for one in finding.evidence)
    return (finding.code, finding.name, finding.certainty.word, placed(finding.message), *events)


# By seed: what Hypothesis asks of each choice takes longer than to check the module.
@pytest.mark.parametrize("seed", range(120))
def test_permuted_parts_permute_the_findings(seed: int) -> None:
    module = handed(random.Random(seed))
    expected = said(module)
    for chance in map(random.Random, range(2)):
        assert said(module.shuffled(chance)) == expected


def test_there_is_something_to_permute() -> None:
    found = [one for seed in range(20) for one in said(handed(random.Random(seed)))]
    assert {certainty for _, _, certainty, *_ in found} == {"certain", "likely", "possible"}
