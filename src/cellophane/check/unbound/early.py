"""Closures that are called before the variable is bound that they read, and how sure that is."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from cellophane.check.evidence import happened, span
from cellophane.check.outcomes_in_words import called, phrase
from cellophane.check.unbound.readers import is_wanted, read
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.scope import Binding, ScopeKind, Use, Variable
from cellophane.source.facts import Facts
from cellophane.source.flow.always import always
from cellophane.source.flow.graph import Event
from cellophane.source.following.trails import Stale
from cellophane.source.steps.outcomes import End, Outcome
from cellophane.source.tree.bodies import Body, Site
from cellophane.source.tree.order import Place, begin, end

_OWNERS = frozenset({ScopeKind.MODULE, ScopeKind.FUNCTION})


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """What is found in a file."""
    beginnings = facts.beginnings
    captures = [(site, variable) for site, variable in facts.captures if _is_candidate(facts, site, variable)]
    for stale in facts.late(captures, beginnings.watches):
        use = read(facts, stale)
        if stale.called is None or use is None or is_wanted(facts, stale):
            continue
        if _is_between(facts, stale, stale.called):
            yield _finding(facts, stale, stale.called, use, code)


def _is_candidate(facts: Facts, site: Site, variable: Variable) -> bool:
    """Whether the closure reads the variable whenever it runs, and may run above all that binds it."""
    owner, first = variable.scope.node, next(iter(facts.names.bindings(variable)), None)
    if first is None or variable.scope.kind not in _OWNERS or not facts.beginnings.is_before(site, variable):
        return False
    if not _is_own(facts, site, owner) or not _is_named_between(facts, site, owner, first):
        return False
    scope = facts.names.scope(site)
    uses = [use.node for use in facts.names.uses(variable) if use.scope is scope]
    return bool(uses) and always(facts.flow(site), Event.USE, uses)


def _is_own(facts: Facts, node: ast.AST, owner: ast.AST) -> bool:
    """Whether the owner's own code does it, and not that of a class in it."""
    around = itertools.takewhile(lambda parent: parent is not owner, (p for p, _ in facts.parents.ancestors(node)))
    return facts.parents.body(node) is owner and not any(isinstance(parent, ast.ClassDef) for parent in around)


def _is_named_between(facts: Facts, site: Site, owner: ast.AST, first: Binding) -> bool:
    """Whether the owner names a function between it and what binds the variable; what has no name may run at once."""
    variable = facts.names.variable(site) if isinstance(site, ast.FunctionDef | ast.AsyncFunctionDef) else None
    if variable is None:
        return True
    named = (use.node for use in facts.names.uses(variable) if end(site) <= begin(use.node))
    return any(_statement(facts, node) <= begin(first.node) and _is_own(facts, node, owner) for node in named)


def _statement(facts: Facts, node: ast.AST) -> Place:
    """Where the statement begins that a node is a part of."""
    return begin(facts.parents.statement(node) or node)


def _is_between(facts: Facts, stale: Stale, run: Outcome) -> bool:
    """Whether the closure runs below its text and above, or in, the statement that binds the variable first."""
    first = facts.names.bindings(stale.variable)[0].node
    return begin(stale.site) < end(run.node) and _statement(facts, run.node) <= begin(first)


def _finding(facts: Facts, stale: Stale, run: Outcome, use: Use, code: str) -> Finding:
    source, name = facts.source, stale.variable.name
    first = facts.names.bindings(stale.variable)[0].node
    certainty = Certainty.CERTAIN if _is_certain(facts, stale, run) else Certainty.POSSIBLE
    call, bound = span(source, run.node), span(source, first)
    rows = source.place(call.row)[1], source.place(bound.row)[1]
    sure, untold = "has", ""
    if certainty is Certainty.POSSIBLE:
        sure, untold = "may have", ", and nobody can tell whether it comes to that"
    steps = [
        Evidence(Step.MADE, span(source, stale.site), "made here"),
        *happened(source, run, Step.CALLED, f"{phrase(run.cause)} here, when `{name}` has no value yet"),
        Evidence(Step.BOUND, bound, f"`{name}` is bound here for the first time"),
    ]
    return Finding(
        code=code,
        name=name,
        message=f"`{name}` {sure} no value yet when line {rows[0]} runs {called(stale.site)}: "
        f"it is bound in line {rows[1]}{untold}",
        advice=f"bind `{name}` before line {rows[0]}",
        filename=source.filename,
        span=span(source, use.node),
        certainty=certainty,
        evidence=tuple(steps),
        unfixed="which of the two lines has to move cannot be told",
    )


def _is_certain(facts: Facts, stale: Stale, run: Outcome) -> bool:
    """Whether every link was seen: the closure runs there, at once, and the variable has no value then on any way."""
    variable, owner = stale.variable, stale.variable.scope.node
    if stale.certainty is not Certainty.CERTAIN or not all(_is_seen(step) for step in run.chain()):
        return False
    assert isinstance(owner, Body)
    flow = facts.flow(owner)
    runs = flow.at(run.event, run.node)
    return bool(runs) and all(facts.beginnings.comes_first(flow, one, variable) for one in runs)


def _is_seen(step: Outcome) -> bool:
    """Whether a callee is seen to run what it was given, and does not only hand on what may hold it."""
    return not step.doubted and step.certainty is Certainty.CERTAIN and step.end is not End.UNKNOWN
