"""From a closure that reads a lost variable to a finding: places in the order in which they come, and the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.check.evidence import happened, span
from cellophane.check.laziness import is_lazy
from cellophane.check.outcomes_in_words import called, phrase
from cellophane.check.unbound.readers import read
from cellophane.check.untold import hint, untold
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.source.facts import Facts
from cellophane.source.following.trails import Stale
from cellophane.source.tree.order import begin


@dataclass(frozen=True, slots=True)
class Loss:
    """What a rule says of the loss that it is about. `{name}` and `{row}` stand for the variable and the line."""

    code: str
    gone: str
    """What took the value away, in words that go after "when it is called: "."""
    going: str
    """The same in words that go after "this lambda may be called after "."""
    evidence: str
    """At the place where that happens."""
    advice: str
    unfixed: str = ""


def finding(facts: Facts, stale: Stale, loss: Loss, certainty: Certainty) -> Finding:
    """What a rule tells of one closure."""
    use, name = read(facts, stale), stale.variable.name
    assert use is not None
    place = span(facts.source, stale.spoilt_by)

    def filled(text: str) -> str:
        return text.format(name=f"`{name}`", row=facts.source.place(place.row)[1])

    return Finding(
        code=loss.code,
        name=name,
        message=_message(facts, stale, filled(loss.going if certainty is Certainty.POSSIBLE else loss.gone), certainty),
        advice=filled(loss.advice),
        filename=facts.source.filename,
        span=span(facts.source, use.node),
        certainty=certainty,
        evidence=tuple(_evidence(facts, stale, filled(loss.evidence))),
        unfixed=loss.unfixed,
        hint=hint(certainty, stale),
    )


def _message(facts: Facts, stale: Stale, loss: str, certainty: Certainty) -> str:
    what, when = called(stale.site, "this"), "iterated" if is_lazy(facts, stale) else "called"
    if certainty is Certainty.POSSIBLE:
        return f"{what} may be {when} after {loss}: {untold(stale.kept, True)}"
    return f"{what} reads `{stale.variable.name}` when it is {when}: {loss}"


def _evidence(facts: Facts, stale: Stale, lost: str) -> Iterator[Evidence]:
    source = facts.source
    loss = Evidence(Step.UNBOUND, span(source, stale.spoilt_by), lost)
    before = begin(stale.spoilt_by) < begin(stale.site)
    first = before and not facts.parents.is_inside(stale.site, stale.spoilt_by)
    if first:
        yield loss
    yield Evidence(Step.MADE, span(source, stale.site), "made here")
    if stale.kept is not None and stale.kept is not stale.called:
        yield from happened(source, stale.kept, Step.KEPT, f"{phrase(stale.kept.cause)} here")
    if not first:
        yield loss
    if stale.called is not None:
        told = f"{phrase(stale.called.cause)} here, when `{stale.variable.name}` has no value"
        yield from happened(source, stale.called, Step.CALLED, told)
