"""Calls of `super()` that cannot find the object, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator

from cellophane.check.evidence import span
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.scope import ScopeKind
from cellophane.source.facts import Facts
from cellophane.source.names.supers import Lack, LostSuper, lost_supers
from cellophane.source.tree.catching import is_caught

_RAISED = {Lack.ITERATOR: "TypeError", Lack.NO_PARAMETER: "RuntimeError"}


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings of a file, one for each call."""
    for one in lost_supers(facts.names, facts.parents, facts.scopes):
        if not is_caught(facts.parents, one.call, _RAISED[one.lack]):
            yield _finding(facts, one, code)


def _finding(facts: Facts, one: LostSuper, code: str) -> Finding:
    source, kind = facts.source, one.scope.kind.value
    return Finding(
        code=code,
        name="super",
        message=f"`super()` does not find the object inside this {kind}: {one.lack.value}",
        advice=_advice(one),
        filename=source.filename,
        span=span(source, one.name),
        certainty=Certainty.CERTAIN,
        evidence=(
            Evidence(Step.MADE, span(source, one.scope.node), f"this {kind} is not handed the object"),
            Evidence(Step.CALLED, span(source, one.call), f"this raises {_RAISED[one.lack]}"),
        ),
        unfixed="what `super()` gives has to be kept under a name of its own",
    )


def _advice(one: LostSuper) -> str:
    parent = one.scope.parent
    if parent is not None and parent.kind is ScopeKind.CLASS and one.lack is Lack.NO_PARAMETER:
        return "give it a first parameter for the object"
    return "call `super()` before it, in the method (`parent = super()`), and use `parent` inside"
