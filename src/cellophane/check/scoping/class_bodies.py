"""Reads that look past a class: how sure it is that the class was meant, and how that is told."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from cellophane.check.evidence import span
from cellophane.check.scoping import MAY_BE_UNSEEN
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.scope import ScopeKind
from cellophane.source.facts import Facts
from cellophane.source.names.class_names import (
    Hidden,
    hidden_reads,
    is_in_comprehension,
    is_in_method,
    outer_values,
    value_before,
)
from cellophane.source.names.elsewhere import is_unbound, may_bind_unseen
from cellophane.source.tree.catching import is_caught

_KINDS = {
    ScopeKind.FUNCTION: "function",
    ScopeKind.LAMBDA: "lambda",
    ScopeKind.COMPREHENSION: "comprehension",
    ScopeKind.GENERATOR: "generator expression",
}


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings of a file, one for each name and scope."""
    seen = set()
    for one in hidden_reads(facts.names, facts.scopes):
        key = one.use.scope, one.hidden
        if key not in seen and (certainty := _certainty(facts, one)) is not None:
            seen.add(key)
            yield _finding(facts, one, code, certainty)


def _certainty(facts: Facts, one: Hidden) -> Certainty | None:
    outer = one.use.variable
    if one.use.scope.kind not in _KINDS or is_caught(facts.parents, one.use.node, "NameError"):
        return None
    if is_unbound(facts.names, outer):
        unseen = may_bind_unseen(facts.names, facts.tree)
        return Certainty.POSSIBLE if unseen else Certainty.CERTAIN
    return None if is_in_method(one) else _of_another_value(facts, one)


def _of_another_value(facts: Facts, one: Hidden) -> Certainty | None:
    """How sure it is that a read right in a class body takes another value than it is meant to."""
    value = value_before(facts.names, facts.parents, one)
    if value is None:
        return None
    others = outer_values(facts.names, facts.parents, one.use.variable)
    if any(other is not None and ast.dump(other) == ast.dump(value) for other in others):
        return None
    return Certainty.LIKELY if is_in_comprehension(one) and others else Certainty.POSSIBLE


def _finding(facts: Facts, one: Hidden, code: str, certainty: Certainty) -> Finding:
    name, owner, kind = one.hidden.name, one.hidden.scope.name, _KINDS[one.use.scope.kind]
    return Finding(
        code=code,
        name=name,
        message=f"`{name}` of class `{owner}` is not seen inside this {kind}: {_instead(facts, one, certainty)}",
        advice=_advice(one, kind),
        filename=facts.source.filename,
        span=span(facts.source, one.use.node),
        certainty=certainty,
        evidence=tuple(_evidence(facts, one)),
        unfixed="there are several ways to say what is meant",
    )


def _instead(facts: Facts, one: Hidden, certainty: Certainty) -> str:
    """What is seen in its place, and what nobody can tell of that."""
    name, is_possible = one.hidden.name, certainty is Certainty.POSSIBLE
    outer = facts.names.bindings(one.use.variable)
    if not outer and not hasattr(builtins, name):
        return f"nothing else has that name{MAY_BE_UNSEEN}" if is_possible else "nothing else has that name"
    means = f"the one of line {span(facts.source, outer[0].node).row}" if outer else f"Python's own `{name}`"
    return f"it means {means}, which may be the one that is meant" if is_possible else f"it means {means}"


def _advice(one: Hidden, kind: str) -> str:
    name, owner = one.hidden.name, one.hidden.scope.name
    if is_in_method(one):
        return f"say whose it is: `self.{name}` or `{owner}.{name}`"
    if kind == "lambda":
        return f"bind it when the lambda is made (`{name}={name}` among its parameters), or say `{owner}.{name}`"
    return "use a loop, or hand the value in by the first iterable, which alone is evaluated in the class body"


def _evidence(facts: Facts, one: Hidden) -> Iterator[Evidence]:
    name = one.hidden.name
    for binding in facts.names.bindings(one.hidden)[:1]:
        where = span(facts.source, binding.node)
        yield Evidence(Step.BOUND, where, f"the class binds `{name}` here, for its own statements only")
    for binding in facts.names.bindings(one.use.variable)[:1]:
        yield Evidence(Step.BOUND, span(facts.source, binding.node), f"this `{name}` is seen inside")
    yield Evidence(Step.READ, span(facts.source, one.use.node), "this looks past the class")
