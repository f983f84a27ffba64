"""How many findings of each rule there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cellophane.check.checked import Checked


def render(files: Iterable[Checked]) -> Iterator[str]:
    """One line a rule, the commonest first: how many, and the code."""
    counts = ranked(files)
    for code, count in counts:
        yield f"{count:>{len(str(counts[0][1]))}}  {code}\n"


def ranked(files: Iterable[Checked]) -> list[tuple[str, int]]:
    """The codes found and how often, the commonest first."""
    counts = Counter(finding.code for checked in files for finding in checked.findings)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
