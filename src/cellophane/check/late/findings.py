"""From a stale closure to a finding: the words and places that the rules about late binding share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellophane.check.evidence import happened, span
from cellophane.check.fix import tried
from cellophane.check.late.messages import advice, by_name, message
from cellophane.check.late.repairs import Repairs
from cellophane.check.laziness import is_lazy
from cellophane.check.outcomes_in_words import phrase
from cellophane.check.untold import hint
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.source.facts import Facts
from cellophane.source.following.trails import Stale
from cellophane.source.steps.outcomes import Outcome
from cellophane.source.text.source import Source


def findings(facts: Facts, stale: Iterable[Stale], code: str) -> Iterator[Finding]:
    """The findings that stale closures of a file are, under the code of the rule that reports them."""
    repairs = Repairs(facts)
    return (_finding(facts, one, code, repairs) for one in stale)


def _finding(facts: Facts, stale: Stale, code: str, repairs: Repairs) -> Finding:
    use = facts.names.first_use(stale.variable, facts.names.scope(stale.site))
    assert use is not None
    name, lazy = stale.variable.name, is_lazy(facts, stale)
    mended, unfixed = tried(lambda: repairs.fix(stale))
    return Finding(
        code=code,
        name=name,
        message=message(stale, name, lazy),
        advice=mended.title if mended is not None else advice(stale.site, name),
        filename=facts.source.filename,
        span=span(facts.source, use.node),
        certainty=stale.certainty,
        evidence=_evidence(facts.source, stale, lazy),
        fix=mended,
        unfixed=unfixed,
        hint=hint(stale.certainty, stale),
    )


def _evidence(source: Source, stale: Stale, lazy: bool) -> tuple[Evidence, ...]:
    name = stale.variable.name
    steps = [Evidence(Step.MADE, span(source, stale.site), "made here in each iteration")]
    if stale.kept is not None and stale.kept is not stale.called:
        steps += happened(source, stale.kept, Step.KEPT, _told(stale.kept))
    steps.append(Evidence(Step.REBOUND, span(source, stale.spoilt_by), f"`{name}` is rebound here, for all of them"))
    if stale.called is not None:
        does = "may read" if stale.certainty is Certainty.POSSIBLE else "reads"
        reads = f"it {does} the `{name}` of a later iteration"
        steps += happened(source, stale.called, Step.CALLED, f"{_told(stale.called)}: {reads}")
    return tuple(steps)


def _told(outcome: Outcome) -> str:
    """What happens to it at a place, and whether that was only told by a name."""
    return f"{phrase(outcome.cause)} here" + (", to go by the name" if by_name(outcome) else "")
