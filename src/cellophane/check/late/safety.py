"""Why may a repair alter a program that is right? In words that can follow "unsafe:"; empty where none can.

A program may mean to read late. So a repair is safe only where it was seen to go wrong, for a variable of which each
iteration has a value of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from cellophane.model.finding import Certainty
from cellophane.source.facts import Facts
from cellophane.source.following.trails import Stale


def risk(facts: Facts, together: Sequence[Stale]) -> str:
    """What speaks against mending these, which one closure reads late."""
    reasons = (reason for stale in together for reason in _of_one(facts, stale))
    return "; ".join(dict.fromkeys(reasons))


def _of_one(facts: Facts, stale: Stale) -> Iterator[str]:
    name, snapshots = stale.variable.name, facts.snapshots
    if isinstance(stale.site, ast.GeneratorExp):
        yield "a list has all its items at once, and can be iterated again"
    if stale.certainty is Certainty.POSSIBLE:
        yield "nobody can tell whether it is too late"
    elif stale.called is None:
        yield "no late call was seen"
    elif stale.certainty is Certainty.LIKELY:
        yield "that the late call comes to pass is not certain"
    if not snapshots.is_fresh(stale.site, stale.variable):
        yield f"an iteration may leave `{name}` as it was, or bind it later"
    if snapshots.grows(stale.variable):
        yield f"`{name}` is made from the value before, and the last one may be meant"
