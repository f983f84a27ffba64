"""What the rules about late reads say of a closure, and what they advise.

A message claims no more than was seen: of a finding that is only possible it says what could not be told.
"""

from __future__ import annotations

import ast

from cellophane.check.outcomes_in_words import called
from cellophane.check.untold import untold
from cellophane.model.finding import Certainty
from cellophane.source.following.trails import Stale
from cellophane.source.steps.outcomes import Outcome, Verb


def message(stale: Stale, name: str, lazy: bool) -> str:
    """One line that says what goes wrong, or what may."""
    what, when = called(stale.site, "this"), "iterated" if lazy else "called"
    if stale.certainty is Certainty.POSSIBLE:
        return (
            f"{what} may be {when} after the loop has rebound `{name}`: {untold(stale.kept, stale.called is not None)}"
        )
    has = "has" if stale.certainty is Certainty.CERTAIN else "may have"
    return f"{what} reads `{name}` when it is {when}: a later iteration {has} rebound it by then"


def by_name(outcome: Outcome) -> bool:
    """Whether only a name tells so: that of a method, of a class, or of the keyword."""
    cause = outcome.cause
    if cause.entry is not None:
        return cause.entry.convention
    return cause.verb in (Verb.KEEP, Verb.CALL) and bool(cause.name) and outcome.via is None


def advice(site: ast.AST, name: str) -> str:
    """What to do where no fix can be offered."""
    if isinstance(site, ast.GeneratorExp):
        return "make a list in its place, `[… for … in …]`, or make the generator in a function that takes the value"
    what = "the lambda" if isinstance(site, ast.Lambda) else "the function"
    return f"make {what} in another function, which takes the `{name}` that is meant"
