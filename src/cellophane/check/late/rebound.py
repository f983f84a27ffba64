"""Which closures read a variable that was given another value after they were made, without a loop.

Most code that does so means it: a helper that is called by its name reads what is there when it is called, and a
callback that is kept alone is to see what is new. Three forms are left in which nobody can mean it: what is lazy and is
consumed afterwards, a function that reads its own name, and the unrolled loop, where several closures are kept and each
was to have a value of its own.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cellophane.check.laziness import is_lazy, is_lazy_inside
from cellophane.model.finding import Certainty
from cellophane.model.scope import Variable
from cellophane.source.facts import Facts
from cellophane.source.flow.graph import Event
from cellophane.source.following.outer_names import OwnName
from cellophane.source.following.trails import Reason, Stale, Trail
from cellophane.source.steps.outcomes import End, form_of
from cellophane.source.tree.bodies import Site

_KEPT = frozenset({End.KEPT, End.HELD})


class Shape(enum.Enum):
    """The form of the hazard, in the order in which they are told if one closure has several."""

    OWN = "own"
    """It reads the name that it has taken itself."""
    LAZY = "lazy"
    """It is iterated after the variable got another value."""
    UNROLLED = "unrolled"
    """Another closure over the variable is kept after it, as if a loop made both."""
    CALLED = "called"
    """It was kept, and is seen to be called."""
    ALONE = "alone"
    """It is kept, and nobody sees it called."""


@dataclass(frozen=True, slots=True)
class Rebound:
    """One closure, and how it goes wrong."""

    shape: Shape
    stale: Stale


def rebound(facts: Facts) -> Iterator[Rebound]:
    """All of a file: each closure once for each variable, and none that a loop makes stale."""
    own = [Rebound(Shape.OWN, _of_own_name(facts, one)) for one in facts.own_names]
    told = {(one.stale.site, one.stale.variable) for one in own}
    found = [one for one in _after(facts, facts.rebound) if (one.stale.site, one.stale.variable) not in told]
    if own or found:
        looped = {(stale.site, stale.variable) for stale in facts.stale}
        yield from (one for one in (*own, *found) if (one.stale.site, one.stale.variable) not in looped)


def _of_own_name(facts: Facts, one: OwnName) -> Stale:
    form = form_of(one.site, facts.parents)
    return Stale(one.site, one.variable, one.taken, None, None, one.certainty, form)


def _after(facts: Facts, trails: Iterable[Trail]) -> Iterator[Rebound]:
    by_variable: dict[Variable, list[Trail]] = {}
    for trail in trails:
        by_variable.setdefault(trail.variable, []).append(trail)
    for trail in (trail for together in by_variable.values() for trail in together):
        found = _lazy(facts, trail) or _unrolled(facts, trail) or _kept(facts, trail)
        if found is not None:
            yield found


def _lazy(facts: Facts, trail: Trail) -> Rebound | None:
    late = [stale for stale in trail.late if stale.called is not None and _is_iterated(facts, stale)]
    if not late:
        return None
    surest = max(late, key=lambda stale: stale.certainty)
    if _is_changed_by_consumer(facts, surest):
        surest = replace(surest, certainty=Certainty.POSSIBLE)
    return Rebound(Shape.LAZY, surest)


def _is_iterated(facts: Facts, stale: Stale) -> bool:
    return is_lazy(facts, stale) or is_lazy_inside(facts, stale)


def _is_changed_by_consumer(facts: Facts, stale: Stale) -> bool:
    """Whether it stands in the head of the very loop that consumes it and changes the variable: on purpose, as one does
    that passes over repetitions, but for what the loop's own target changes."""
    loop = stale.called.node if stale.called is not None else None
    if not isinstance(loop, ast.For | ast.AsyncFor):
        return False
    above = {parent for parent, _ in facts.parents.ancestors(stale.site)}
    around = {parent for parent, _ in facts.parents.ancestors(stale.spoilt_by)}
    is_target = stale.spoilt_by is loop.target or loop.target in around
    return loop in above and loop in around and not is_target


def _unrolled(facts: Facts, trail: Trail) -> Rebound | None:
    """Whether several closures over the variable are kept, and it gets another value between them."""
    late = [stale for stale in trail.late if stale.kept is not None and stale.kept.end in _KEPT]
    sure = [stale for stale in late if stale.kept is not None and stale.kept.certainty >= Certainty.LIKELY]
    if not sure:
        return None
    first = max(sure, key=lambda stale: (stale.called is not None, stale.certainty))
    for site, variable in facts.captures:
        if variable is trail.variable and site is not trail.site and _comes_between(facts, first, site):
            seen = first.called is not None
            return Rebound(Shape.UNROLLED, first if seen else _no_more_than(first, Certainty.LIKELY))
    return None


def _comes_between(facts: Facts, first: Stale, site: Site) -> bool:
    """Whether another closure is made after the variable got another value, and is kept as well."""
    body = facts.parents.body(site)
    if body is not facts.parents.body(first.site) or site.lineno < first.site.lineno:
        return False
    flow = facts.flow(body)
    again = flow.at(Event.BIND, first.spoilt_by)
    if not set(flow.at(Event.MAKE, site)) & flow.reachable(again):
        return False
    return any(
        over.outcome.end in _KEPT and over.outcome.certainty >= Certainty.LIKELY
        for over in facts.trail(site, first.variable).over
    )


def _kept(facts: Facts, trail: Trail) -> Rebound | None:
    """A closure that is kept alone may be meant to see what is new: only a lambda that is seen to be called tells."""
    kept = [stale for stale in trail.late if stale.kept is not None and stale.kept.end in _KEPT]
    called = [stale for stale in kept if stale.called is not None]
    if called and isinstance(trail.site, ast.Lambda) and not _follows(facts, trail):
        return Rebound(Shape.CALLED, max(called, key=lambda stale: stale.certainty))
    if not kept:
        return None
    return Rebound(Shape.ALONE, _no_more_than(max(kept, key=lambda stale: stale.certainty), Certainty.POSSIBLE))


def _follows(facts: Facts, trail: Trail) -> bool:
    """Whether it follows a value that goes on, as that of a clock: it is counted, or was asked for before as well."""
    if facts.snapshots.grows(trail.variable):
        return True
    flow = facts.flow(facts.parents.body(trail.site))
    calls = [over.outcome for over in trail.over if over.reason is Reason.IN_TIME]
    asked = flow.reachable(number for call in calls for number in flow.at(call.event, call.node))
    return any(number in asked for stale in trail.late for number in flow.at(Event.BIND, stale.spoilt_by))


def _no_more_than(stale: Stale, certainty: Certainty) -> Stale:
    return replace(stale, certainty=min(stale.certainty, certainty))
