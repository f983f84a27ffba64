"""From a registration that is withdrawn in vain to a finding."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.check.evidence import span
from cellophane.check.outcomes_in_words import words
from cellophane.check.withdrawing.vain import Vain, vain
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.source.facts import Facts

_ADVICE = "keep the function that is registered, by a name or an attribute, and hand over that one"
_UNFIXED = "where the function could be kept that was registered cannot be told"


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings of a file."""
    for one in vain(facts):
        assert isinstance(one.call.func, ast.Attribute)
        yield Finding(
            code=code,
            name=one.call.func.attr,
            message=_message(one, f"`{words(one.call.func)}`"),
            advice=_ADVICE,
            filename=facts.source.filename,
            span=span(facts.source, one.argument),
            certainty=one.certainty,
            evidence=tuple(_evidence(facts, one)),
            unfixed=_UNFIXED,
        )


def _message(one: Vain, method: str) -> str:
    new = f"{_what(one)} is new, and nothing registered it"
    if one.certainty is Certainty.POSSIBLE:
        return f"{method} may withdraw nothing: {new}; nobody can tell whether it is there to withdraw"
    return f"{method} withdraws nothing: {new}"


def _what(one: Vain) -> str:
    if isinstance(one.argument, ast.Lambda):
        return "this lambda"
    return f"`{words(one.argument)}`"


def _evidence(facts: Facts, one: Vain) -> Iterator[Evidence]:
    source = facts.source
    if one.registration is not None:
        yield Evidence(Step.KEPT, span(source, one.registration), "what is registered here is another function")
    yield Evidence(Step.MADE, span(source, one.made), "made here, anew each time")
    yield Evidence(Step.PASSED, span(source, one.call), "withdrawn here: it is equal to nothing that was registered")
