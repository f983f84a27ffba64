"""From a closure whose variable got another value to a finding: the words and places of CEL103."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from cellophane.check.evidence import happened, span
from cellophane.check.fix import tried
from cellophane.check.late.messages import advice
from cellophane.check.late.rebound import Rebound, Shape, rebound
from cellophane.check.late.repairs import Repairs
from cellophane.check.outcomes_in_words import called, phrase
from cellophane.check.untold import hint, untold
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.fix import Fix
from cellophane.source.facts import Facts
from cellophane.source.following.trails import Stale

_RENAME = "give the function, or what its name stood for before, another name"


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings of a file."""
    found = list(rebound(facts))
    repairs = Repairs(facts, [one.stale for one in found], _doubts)
    return (_finding(facts, one, code, repairs) for one in found)


def _doubts(facts: Facts, together: Sequence[Stale]) -> str:
    """Why the repair is never safe."""
    lists = "; a list has all its items at once" if any(isinstance(s.site, ast.GeneratorExp) for s in together) else ""
    return f"it may be meant to read what is new{lists}"


def _finding(facts: Facts, one: Rebound, code: str, repairs: Repairs) -> Finding:
    stale, name = one.stale, one.stale.variable.name
    use = facts.names.first_use(stale.variable, facts.names.scope(stale.site))
    assert use is not None
    mended, unfixed = _fix(one, repairs)
    return Finding(
        code=code,
        name=name,
        message=_message(facts, one),
        advice=mended.title if mended is not None else _advice(one),
        filename=facts.source.filename,
        span=span(facts.source, use.node),
        certainty=stale.certainty,
        evidence=tuple(_evidence(facts, one)),
        fix=mended,
        unfixed=unfixed,
        hint=hint(stale.certainty, stale),
    )


def _fix(one: Rebound, repairs: Repairs) -> tuple[Fix | None, str]:
    if one.shape is Shape.OWN and not isinstance(one.stale.site, ast.Lambda):
        return None, "which of the two is to have another name cannot be told"
    return tried(lambda: repairs.fix(one.stale))


def _advice(one: Rebound) -> str:
    return _RENAME if one.shape is Shape.OWN else advice(one.stale.site, one.stale.variable.name)


def _message(facts: Facts, one: Rebound) -> str:
    stale, name = one.stale, one.stale.variable.name
    what, row = called(stale.site, "this"), span(facts.source, stale.spoilt_by).row
    if one.shape is Shape.OWN:
        itself = f"{_itself(stale)} itself, not what `{name}` was before"
        if stale.certainty is Certainty.POSSIBLE:
            return f"`{name}` inside {what} may be {itself}: nobody can tell which of the two is meant"
        return f"`{name}` inside {what} is {itself}"
    when = "iterated" if one.shape is Shape.LAZY else "called"
    if stale.certainty is Certainty.POSSIBLE:
        return f"{what} may be {when} after line {row} has given `{name}` another value: {_untold(one)}"
    if one.shape is Shape.UNROLLED:
        return (
            f"{what} reads `{name}` when it is called: line {row} has given it another value for the next one by then"
        )
    return f"{what} reads `{name}` when it is {when}: line {row} has given it another value by then"


def _untold(one: Rebound) -> str:
    """What was not seen; where all of it was, what it is meant for."""
    kept = one.stale.kept
    if one.stale.called is None and (kept is None or kept.certainty <= Certainty.POSSIBLE):
        return untold(kept, is_called=True)
    return "nobody can tell whether it is meant to read the new one"


def _itself(stale: Stale) -> str:
    return "the lambda" if isinstance(stale.site, ast.Lambda) else "the function"


def _evidence(facts: Facts, one: Rebound) -> Iterator[Evidence]:
    stale, name, source = one.stale, one.stale.variable.name, facts.source
    use = facts.names.first_use(stale.variable, facts.names.scope(stale.site))
    yield Evidence(Step.MADE, span(source, stale.site), "made here")
    if one.shape is Shape.OWN:
        yield Evidence(Step.REBOUND, span(source, stale.spoilt_by), f"`{name}` stands for it from here on")
        if use is not None:
            yield Evidence(Step.READ, span(source, use.node), f"`{name}` is read here when it is called")
        return
    if stale.kept is not None and stale.kept is not stale.called:
        yield from happened(source, stale.kept, Step.KEPT, f"{phrase(stale.kept.cause)} here")
    yield Evidence(Step.REBOUND, span(source, stale.spoilt_by), f"`{name}` gets another value here")
    if stale.called is not None:
        does = "may read" if stale.certainty is Certainty.POSSIBLE else "reads"
        told = f"{phrase(stale.called.cause)} here: it {does} the new `{name}`"
        yield from happened(source, stale.called, Step.CALLED, told)
