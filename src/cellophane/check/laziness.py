"""Is what is found late an iterator, which is iterated, or a function, which is called?

An iterator is a generator expression, or what `map`, `filter` or a lazy function of `itertools` makes of a function. A
generator function that calls what is handed to it calls it late too, and so may an object: but a call it is.
"""

from __future__ import annotations

import ast

from cellophane.check.standing import Place, places
from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.facts import Facts
from cellophane.source.following.trails import Stale
from cellophane.source.knowledge import ResultKind
from cellophane.source.meaning.definitions import Known
from cellophane.source.steps.outcomes import Way, form_of


def is_lazy(facts: Facts, stale: Stale) -> bool:
    """Whether it is an iterator that outlives the iteration: a generator expression, or a function inside `map`."""
    site = stale.site
    if isinstance(site, ast.GeneratorExp):
        return True
    iterated = Way.ITERATE in stale.form and Way.ITERATE not in form_of(site, facts.parents)
    return iterated and any(map(_is_made_lazy, places(facts, site)))


def _is_made_lazy(place: Place) -> bool:
    """Whether it is handed to something that makes an iterator of it, as knowledge says: not read, nor generated."""
    known = [callee for callee in place.callees() if isinstance(callee, Known)]
    return any(_makes_iterator(callee, place.filled(callee)) for callee in known)


def _makes_iterator(callee: Known, parameter: str | None) -> bool:
    entry = callee.entry
    if parameter is None or entry.result is not ResultKind.LAZY or entry.certainty is not Certainty.CERTAIN:
        return False
    fates = entry.fate(parameter)
    return Fate.RESULT in fates and Fate.KEPT not in fates  # a pool calls what it maps, whoever iterates


def is_lazy_inside(facts: Facts, stale: Stale) -> bool:
    """Whether it is called by name in a function inside `map` or `filter`, and so when that is iterated."""
    site = stale.site
    if Way.ITERATE not in stale.form or Way.ITERATE in form_of(site, facts.parents):
        return False
    bodies = {facts.parents.body(place.node) for place in places(facts, site) if place.facts is facts}
    callers = (body for body in bodies if isinstance(body, ast.Lambda | ast.FunctionDef) and body is not site)
    return any(_is_made_lazy(place) for caller in callers for place in places(facts, caller))
