"""What became of the closures at a place of a file: their trails, in words and places.

It decides which closures are meant by a row and a column, and how each way of a trail is told. Which ways there are is
for `source.following` to say, and what is a finding for the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from cellophane.check.comments import reading
from cellophane.check.evidence import happened, span
from cellophane.check.outcomes_in_words import called, phrase
from cellophane.check.suppressions import may_silence
from cellophane.check.untold import would_tell
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.place import Span
from cellophane.model.scope import ScopeKind, Variable
from cellophane.model.trail import Ending, Trail, Way
from cellophane.source.facts import Facts
from cellophane.source.following import trails as followed
from cellophane.source.steps.outcomes import End, Outcome
from cellophane.source.tree.bodies import Site

_ENDINGS = {
    followed.Reason.IN_TIME: Ending.IN_TIME,
    followed.Reason.GONE: Ending.GONE,
    followed.Reason.NEVER_SPOILT: Ending.SPARED,
}
_SETTLED = {
    followed.Settled.UNREACHED: "the place where it is made is never reached",
    followed.Settled.OWN_NAME: "`{}` is bound anew together with the closure itself",
    followed.Settled.OF_CLASS: "`{}` belongs to a class",
    followed.Settled.UNSPOILT: "no loop rebinds `{}` after the closure was made",
}
_SAME = "each iteration gives `{}` the value that it has"
_MOST_WAYS = 12
"""Ways that are told, the most telling first: a list that is looked at in forty places is replaced after each."""


def closures_at(facts: Facts, row: int, column: int | None = None) -> tuple[Site, ...]:
    """The closures that are made at a place: with a column, the innermost one around it; else those that begin in the
    row, or else the innermost one around it."""
    placed = sorted(((_span(facts, site), site) for site in facts.sites), key=lambda pair: pair[0])
    if column is None:
        beginning = tuple(site for where, site in placed if row in _first_rows(facts, where, site))
        if beginning:
            return beginning
    around = [site for where, site in placed if _holds(where, row, column)]
    return tuple(around[-1:])


def places(facts: Facts) -> tuple[Span, ...]:
    """Where the closures stand of which there is something to tell, in the order of the text."""
    return tuple(sorted(_span(facts, site) for site in facts.sites if _captured(facts, site)))


def why(facts: Facts, site: Site, findings: Iterable[Finding]) -> tuple[Trail, ...]:
    """The trails of a closure: one for each variable that it captured. `findings` are what is reported of the file, of
    every certainty, also those that a comment silences."""
    found = {(one.name, one.span): one for one in findings}
    told = [_trail(facts, site, variable, found) for variable in _captured(facts, site)]
    return tuple(sorted(told, key=lambda trail: trail.certainty or 0, reverse=True))


def _captured(facts: Facts, site: Site) -> Sequence[Variable]:
    """What it captured and reads. Of variables of a module, which every function can see, only what a loop rebinds."""
    scope = facts.names.scope(site)
    captured = [v for v in facts.names.captures(scope) if facts.names.first_use(v, scope) is not None]
    return [v for v in captured if v.scope.kind is not ScopeKind.MODULE or facts.is_rebound_in_loop(v)]


def _trail(facts: Facts, site: Site, variable: Variable, found: dict[tuple[str, Span], Finding]) -> Trail:
    trail = facts.trail(site, variable)
    use = facts.names.first_use(variable, facts.names.scope(site))
    assert use is not None
    read = span(facts.source, use.node)
    made = Evidence(Step.MADE, span(facts.source, site), "made here")
    ways = sorted(set(_ways(facts, trail, made)), key=lambda way: (-(way.certainty or 0), way.steps[-1].span))
    finding = found.get((variable.name, read))
    stale = trail.stale
    return Trail(
        name=variable.name,
        closure=called(site),
        filename=facts.source.filename,
        made=made.span,
        read=read,
        verdict=_verdict(facts, trail, finding),
        ways=tuple(ways[:_MOST_WAYS]),
        certainty=stale.certainty if stale is not None else None,
        code=finding.code if finding is not None and silencer(facts, finding) is None else None,
    )


def _verdict(facts: Facts, trail: followed.Trail, finding: Finding | None) -> str:
    name, stale = trail.variable.name, trail.stale
    if trail.settled is not None:
        repeated = trail.settled is followed.Settled.UNSPOILT and facts.repeated(trail.site, trail.variable) is not None
        return f"safe: {(_SAME if repeated else _SETTLED[trail.settled]).format(name)}"
    if stale is None:
        return f"safe: each way was seen to end before a later `{name}` could be read"
    if finding is None:
        return f"{stale.certainty.word}, and no rule that is on reports it"
    row = silencer(facts, finding)
    if row is not None:
        return f"{stale.certainty.word}: {finding.code}, which the comment in line {row} silences"
    if stale.certainty is Certainty.POSSIBLE:
        return f"possible: {finding.code}, which is shown with `--certainty possible` only"
    return f"{stale.certainty.word}: {finding.code}"


def silencer(facts: Facts, finding: Finding) -> int | None:
    """The row of the comment that silences a finding, counted in its cell; none if none does."""
    comment = reading.read(facts.source).silencer(finding) if may_silence(facts.source.text) else None
    return None if comment is None else facts.source.place(comment.row)[1]


def _ways(facts: Facts, trail: followed.Trail, made: Evidence) -> Iterator[Way]:
    for stale in trail.late:
        yield _late(facts, stale, made)
    for over in trail.over:
        ending = _ENDINGS[over.reason]
        last = _steps(facts, over.outcome, Step.CALLED if ending is Ending.IN_TIME else Step.ENDED)
        yield Way(ending, (made, *_on_the_way(facts, over.path), *last))


def _late(facts: Facts, stale: followed.Stale, made: Evidence) -> Way:
    outcome = stale.called or stale.kept
    is_lost = outcome is not None and outcome.end is End.UNKNOWN
    rebound = Evidence(Step.REBOUND, span(facts.source, stale.spoilt_by), f"`{stale.variable.name}` is rebound here")
    path = [one for one in stale.path if one is not outcome]
    last = [] if outcome is None else _steps(facts, outcome, _step_of(outcome))
    steps = (made, *_on_the_way(facts, path), *([rebound, *last] if stale.called else [*last, rebound]))
    ending = Ending.LOST if is_lost else Ending.LATE
    return Way(ending, steps, stale.certainty, would_tell(outcome))


def _step_of(outcome: Outcome) -> Step:
    return {End.UNKNOWN: Step.LOST, End.RUN: Step.CALLED}.get(outcome.end, Step.KEPT)


def _on_the_way(facts: Facts, path: Iterable[Outcome]) -> Iterable[Evidence]:
    return chain.from_iterable(_steps(facts, outcome, Step.PASSED) for outcome in path)


def _steps(facts: Facts, outcome: Outcome, step: Step) -> list[Evidence]:
    """What became of it in the body that makes it, and then inside the callables that it was handed through."""
    return list(happened(facts.source, outcome, step, f"{phrase(outcome.cause)} here"))


def _span(facts: Facts, site: Site) -> Span:
    """All of a closure, with the decorators of a `def` and its whole body."""
    found = facts.source.span(site)
    first = min((one.lineno for one in getattr(site, "decorator_list", ())), default=found.row)
    return Span(first, 1, found.end_row, found.end_column) if first < found.row else found


def _first_rows(facts: Facts, where: Span, site: Site) -> range:
    """The row in which a closure begins; of a decorated `def`, from its first decorator."""
    return range(where.row, facts.source.span(site).row + 1)


def _holds(where: Span, row: int, column: int | None) -> bool:
    if column is None:
        return where.row <= row <= where.end_row
    return (where.row, where.column) <= (row, column) < (where.end_row, where.end_column)
