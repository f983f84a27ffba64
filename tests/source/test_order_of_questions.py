"""No answer depends on which question was asked first: what may stand in any order says the same in any order.

The parts of a module that do not depend on each other are asked about in the order in which they stand. If something
that was only provisional is ever remembered, say the summary of a function that calls itself through others, then who
asks next gets another answer in one order than in the other.
"""

from __future__ import annotations

import random
import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

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


@settings(max_examples=150)
@given(handed(), st.randoms(use_true_random=False))
def test_permuted_parts_permute_the_findings(module: Handed, chance: random.Random) -> None:
    assert said(module.shuffled(chance)) == said(module)
