"""Closures that leave the `with` block which closes what they read from, and how sure that is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.check.evidence import happened, span
from cellophane.check.outcomes_in_words import called, phrase, words
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.scope import Variable
from cellophane.source.facts import Facts
from cellophane.source.following.trails import Stale
from cellophane.source.steps.outcomes import End, Way, is_item
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.dotted import last_name

_STAYS = frozenset({"closed", "name", "mode", "encoding", "filename", "filelist", "infolist", "namelist", "getinfo"})
"""What can be read from something that is closed."""
_LOOKS = frozenset({"bool", "format", "getattr", "hasattr", "id", "isinstance", "print", "repr", "str", "type"})
"""What can be called with something that is closed."""
_RUNS = frozenset({Way.CALL, Way.ITERATE, Way.AWAIT})


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """What is found in a file."""
    for item, variable in facts.closings.closed():
        statement = facts.parents.of(item)
        for site in facts.sites:
            use = _read(facts, site, variable) if statement and facts.parents.is_inside(site, statement) else None
            if use is None:
                continue
            trail = facts.trail_after(site, variable, facts.closings.watches(item))
            late = [stale for stale in trail.late if stale.kept is not None and stale.kept.end is End.RETURNED]
            if late:
                yield _finding(facts, max(late, key=lambda stale: stale.certainty), item, use, code)


def _read(facts: Facts, site: Site, variable: Variable) -> ast.expr | None:
    """Where the closure reads from what the variable holds, if it asks nothing of it that stays; else none."""
    if isinstance(site, ast.GeneratorExp):
        source = site.generators[0].iter
        given = source.args if isinstance(source, ast.Call) and facts.makes_iterator(source) else [source]
        first = next((one for one in given if _means(facts, one, variable)), None)
        if first is not None:
            return first
    scope = facts.names.scope(site)
    own = [use.node for use in facts.names.uses(variable) if use.scope is scope and isinstance(use.node, ast.expr)]
    parents = [facts.parents.of(node) for node in own]
    if any(isinstance(parent, ast.Attribute) and parent.attr in _STAYS for parent in parents):
        return None
    reads = (node for node, parent in zip(own, parents, strict=True) if _is_reading(node, parent))
    return next(reads, _consumed_beside(facts, site, variable))


def _means(facts: Facts, expression: ast.expr, variable: Variable) -> bool:
    return isinstance(expression, ast.Name) and any(u.node is expression for u in facts.names.uses(variable))


def _is_reading(node: ast.AST, parent: ast.AST | None) -> bool:
    """Whether something is asked of the value: an attribute, its items, or whatever a function does that gets it."""
    if isinstance(parent, ast.Call):
        return node in parent.args and last_name(parent.func) not in _LOOKS
    return isinstance(parent, ast.Attribute) or (
        isinstance(parent, ast.For | ast.AsyncFor | ast.comprehension) and parent.iter is node
    )


def _consumed_beside(facts: Facts, site: Site, variable: Variable) -> ast.expr | None:
    """The variable as what `map` and the like iterate when the function that stands beside it is called."""
    call = facts.parents.of(site)
    if not isinstance(call, ast.Call) or not facts.makes_iterator(call):
        return None
    return next((one for one in call.args if one is not site and _means(facts, one, variable)), None)


def _finding(facts: Facts, stale: Stale, item: ast.withitem, use: ast.expr, code: str) -> Finding:
    source, name = facts.source, stale.variable.name
    assert stale.kept is not None
    place = span(source, item.context_expr)
    row = source.place(place.row)[1]
    steps = [
        Evidence(Step.BOUND, place, f"what is opened here is closed at the end of the block, and `{name}` with it"),
        Evidence(Step.MADE, span(source, stale.site), "made here"),
        *happened(source, stale.kept, Step.KEPT, f"{phrase(stale.kept.cause)} here, out of the block"),
    ]
    certainty, closed = _certainty(facts, stale, use), f"when the `with` of line {row} has closed it"
    reads, untold = "reads", ""
    if certainty is Certainty.POSSIBLE:
        reads, untold = "may read", ": nobody can tell when it is run"
    return Finding(
        code=code,
        name=name,
        message=f"{_what(facts, stale.site, use)} {reads} from `{name}` {closed}{untold}",
        advice=f"read what is needed inside the block, or let the caller open `{name}` and close it",
        filename=source.filename,
        span=span(source, use),
        certainty=certainty,
        evidence=tuple(steps),
        unfixed="to read all of it at once may take more memory than there is",
    )


def _what(facts: Facts, site: Site, use: ast.expr) -> str:
    """What reads: the closure, or the iterator that is made of it where the variable stands beside it."""
    call = facts.parents.of(site)
    beside = isinstance(call, ast.Call) and any(one is use for one in call.args)
    return f"what `{words(call.func)}` makes" if beside and isinstance(call, ast.Call) else called(site, "this")


def _certainty(facts: Facts, stale: Stale, use: ast.expr) -> Certainty:
    """How sure it is: of an object that holds the closure nobody knows what it does with it, and when it did.

    That a function reads from what it is given is usual: `json.load(file)`.
    """
    first = next(iter(stale.form), None)
    if first is None or not (first in _RUNS or is_item(first)):
        return Certainty.POSSIBLE
    call = facts.parents.of(use)
    is_known = not isinstance(call, ast.Call) or facts.makes_iterator(call)
    return stale.certainty if is_known else min(stale.certainty, Certainty.LIKELY)
