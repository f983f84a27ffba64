"""What the three spikes share: which captures they ask about, and how they tell of what they find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellophane.check.evidence import happened, span
from cellophane.check.outcomes_in_words import phrase
from cellophane.model.finding import Evidence, Finding, Step
from cellophane.model.scope import ScopeKind, Variable
from cellophane.source.facts import Facts
from cellophane.source.following.trails import Stale
from cellophane.source.tree.bodies import Site

_FUNCTIONS = (ScopeKind.FUNCTION, ScopeKind.LAMBDA)


def of_functions(facts: Facts) -> list[tuple[Site, Variable]]:
    """The captures of variables that belong to functions: those of a module are meant to be read late."""
    return [(site, variable) for site, variable in facts.captures if variable.scope.kind in _FUNCTIONS]


def findings(facts: Facts, stale: Iterable[Stale], code: str, message: str, spoilt: str) -> Iterator[Finding]:
    """A finding for each closure that reads its variable late; one that only writes it reads nothing."""
    for one in stale:
        use = facts.names.first_use(one.variable, facts.names.scope(one.site))
        if use is not None:
            yield Finding(
                code=code,
                name=one.variable.name,
                message=f"the closure {message.format(one.variable.name)}",
                advice="give the closure a value of its own",
                filename=facts.source.filename,
                span=span(facts.source, use.node),
                certainty=one.certainty,
                evidence=tuple(_evidence(facts, one, spoilt)),
                unfixed="nobody has written a fix",
            )


def _evidence(facts: Facts, stale: Stale, spoilt: str) -> Iterator[Evidence]:
    source = facts.source
    yield Evidence(Step.MADE, span(source, stale.site), "made here")
    if stale.kept is not None:
        yield from happened(source, stale.kept, Step.KEPT, f"{phrase(stale.kept.cause)} here")
    yield Evidence(Step.REBOUND, span(source, stale.spoilt_by), f"`{stale.variable.name}` {spoilt}")
    if stale.called is not None:
        yield from happened(source, stale.called, Step.CALLED, f"{phrase(stale.called.cause)} here")
