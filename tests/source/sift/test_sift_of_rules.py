"""The sift drops no file in which a rule finds something: each rule asked of real files that it need not see."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from cellophane.check import catalogue
from cellophane.check.catalogue import Rule
from cellophane.source.facts import alone
from cellophane.source.sift import text as by_text
from cellophane.source.sift import tree as by_tree
from cellophane.source.sift.outline import Outline
from cellophane.source.text.source import Source, Unreadable, read

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
SHARE = 24
"""One in so many files of the standard library is looked at; `benchmarks/sift_of_rules.py` looks at all."""


def is_dropped(outline: Outline, rule: Rule) -> bool:
    """Whether a rule never gets to see a file."""
    return not (by_text.may_matter(outline.text, rule.needs) and by_tree.may_matter(outline, rule.needs))


def found_in_vain(source: Source) -> Iterator[str]:
    """What rules find in a file that is kept from them."""
    facts = alone(source)
    outline = Outline(facts.tree, source.text)
    for rule in map(catalogue.load, catalogue.codes()):
        found = rule.find(facts) if is_dropped(outline, rule) else ()
        yield from (f"{rule.code} {finding.filename}:{finding.span.row}" for finding in found)


def files() -> list[Path]:
    """Some files of the standard library: always the same ones of a release."""
    every = sorted(path for path in LIBRARY.rglob("*.py") if "site-packages" not in path.parts)
    return Random(13).sample(every, len(every) // SHARE)


@pytest.mark.filterwarnings("ignore")
def test_nothing_is_found_in_files_that_are_dropped() -> None:
    seen = 0
    for path in files():
        try:
            assert list(found_in_vain(read(str(path)))) == []
        except Unreadable:  # tests of the parser hold what is no Python
            continue
        seen += 1
    assert seen > 0
