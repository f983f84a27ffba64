"""What the whole machine asks about and finds in a file, and what of it the sift of the text would keep from a rule."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping

from cellophane.check import catalogue
from cellophane.source.facts import Facts
from cellophane.source.sift.needs import Needs, Region
from cellophane.source.sift.parts import Rows


def captured_in_loops(facts: Facts) -> Iterator[ast.AST]:
    """The closures that read a variable which is bound later in a loop that makes them."""
    for site, variable in facts.captured_in_loops:
        made = facts._lifetimes.made(site, variable)
        flow, makes = made if made is not None else (None, [])
        if flow is not None and any(
            True for make in makes for _ in facts._rebindings._bound_later(flow, make, variable)
        ):
            yield site


def rebound(facts: Facts) -> Iterator[ast.AST]:
    """The closures that read a variable which is bound twice."""
    yield from (site for site, _ in facts.replaced.candidates(facts.captures))
    yield from (one.site for one in facts.own_names)


ASKED: Mapping[Region, Callable[[Facts], Iterator[ast.AST]]] = {
    Region.LOOP: captured_in_loops,
    Region.REBOUND: rebound,
}
"""What rules follow a trail of, for each region that they need."""


def missed(facts: Facts, codes: Iterable[str], regions: Mapping[Needs, Rows]) -> Iterator[str]:
    """What rules ask about or find outside of the regions."""
    for code in codes:
        rule = catalogue.load(code)
        asked = ASKED.get(rule.needs.region)
        places = [(finding.span.row, "found") for finding in rule.find(facts)]
        places += [(getattr(node, "lineno", 0), "asked") for node in (asked(facts) if asked is not None else ())]
        rows = regions.get(rule.needs, ())
        for row, how in places:
            if not any(first <= row <= last for first, last in rows):
                yield f"{code} {facts.source.filename}:{row} {how}"
