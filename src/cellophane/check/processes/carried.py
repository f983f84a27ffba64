"""Functions that are sent where pickle cannot carry them: the findings and their words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.check.evidence import span
from cellophane.check.outcomes_in_words import words
from cellophane.check.processes.expected import is_expected_to_fail
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.source.facts import Facts
from cellophane.source.knowledge.running import Pickler, Runner
from cellophane.source.meaning.portable import Nameless
from cellophane.source.meaning.sendings import Sending
from cellophane.source.tree.bodies import Definition
from cellophane.source.tree.dotted import last_name

_UNFIXED = "pickle has to find a function by its name in a module, and which names are free there is yours to say"


@dataclass(frozen=True, slots=True)
class Carried:
    """A function that pickle refuses, and where it is handed over to be sent."""

    value: ast.expr
    nameless: Nameless
    sending: Sending
    certainty: Certainty

    @property
    def name(self) -> str:
        """The word that stands where it is handed over."""
        found = last_name(self.value)
        definition = self.nameless.definition
        return found or (definition.name if isinstance(definition, Definition) else "lambda")


def carried(facts: Facts) -> Iterator[Carried]:
    """The functions of a file that are sent by a pickler which cannot carry them, once for each place."""
    seen: set[tuple[ast.AST, ast.expr]] = set()
    for sending in facts.sendings.all:
        sure = _certainty(facts, sending)
        if sure is None or is_expected_to_fail(facts, sending.call):
            continue
        for one in _handed_over(facts, sending, sure):
            if (one.sending.call, one.value) not in seen:
                seen.add((one.sending.call, one.value))
                yield one


def _handed_over(facts: Facts, sending: Sending, sure: Certainty) -> Iterator[Carried]:
    for nameless in facts.portable.refused(sending.value):
        yield Carried(sending.value, nameless, sending, min(sure, nameless.certainty))
    for call, value in facts.passing.given(sending.value):
        if not is_expected_to_fail(facts, call):
            for nameless in facts.portable.refused(value):
                yield Carried(value, nameless, sending, min(sure, nameless.certainty, Certainty.LIKELY))


def _certainty(facts: Facts, sending: Sending) -> Certainty | None:
    """How sure it is that plain pickle carries what is sent; none if nothing has to, or another pickler does."""
    pickler = sending.running.pickler
    if pickler is Pickler.PICKLE:
        return sending.certainty
    if pickler is not Pickler.UNLESS_FORKED:
        return None
    started = facts.starting.pickles(sending.call)
    return None if started is None else min(started, sending.certainty)


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings that they are, under the code of the rule that reports them."""
    for one in carried(facts):
        yield Finding(
            code=code,
            name=one.name,
            message=_message(one),
            advice=_advice(one),
            filename=facts.source.filename,
            span=span(facts.source, one.value),
            certainty=one.certainty,
            evidence=_evidence(facts, one),
            unfixed=_UNFIXED,
        )


def _message(one: Carried) -> str:
    is_told = one.sending.running.pickler is Pickler.PICKLE or one.certainty is Certainty.CERTAIN
    unless = "" if is_told else ", unless it is forked"
    where = f"sent to another process{unless}" if Runner.PROCESS in one.sending.running.where else "pickled"
    if one.certainty is Certainty.POSSIBLE:
        return f"{_what(one)} may fail to be {where}: {_reason(one)}{_untold(one)}"
    return f"{_what(one)} cannot be {where}: {_reason(one)}"


def _untold(one: Carried) -> str:
    """What nobody can tell of one that is only possible, where the message does not say so already."""
    if one.nameless.certainty is Certainty.POSSIBLE:
        return "; nobody can tell what its decorator puts in its place"
    if one.sending.certainty is Certainty.POSSIBLE:
        return f"; nobody can tell whether `{words(one.sending.call.func)}` pickles it"
    return ""


def _what(one: Carried) -> str:
    definition, owner = one.nameless.definition, one.nameless.owner
    if owner is not None:
        return f"`{words(one.value)}`"
    if isinstance(definition, Definition):
        return f"`{definition.name}`"
    return "this lambda" if isinstance(one.value, ast.Lambda) else f"the lambda `{words(one.value)}`"


def _reason(one: Carried) -> str:
    definition, owner = one.nameless.definition, one.nameless.owner
    if owner is not None:
        return f"pickle looks its class up by name, and `{owner.name}` is local to a function"
    if isinstance(definition, ast.Lambda):
        return "pickle stores functions by name, and it has none"
    return "pickle stores functions by the name that their module has for them, and it is local to a function"


def _advice(one: Carried) -> str:
    if one.nameless.owner is not None:
        return f"define `{one.nameless.owner.name}` at the top level of the module"
    return "define a function at the top level of the module, and hand what it captured over as arguments (`partial`)"


def _evidence(facts: Facts, one: Carried) -> tuple[Evidence, ...]:
    source, sent = facts.source, one.sending
    made = one.nameless.owner or one.nameless.definition
    steps = []
    if made is not one.value and facts.portable.is_here(one.nameless):
        steps.append(Evidence(Step.MADE, span(source, made), "made here"))
    if one.value is not sent.value:
        steps.append(Evidence(Step.PASSED, span(source, one.value), "handed over here"))
    by = f"`{words(sent.call.func)}`"
    how = f"sent to another process by {by}" if Runner.PROCESS in sent.running.where else f"pickled by {by}"
    return (*steps, Evidence(Step.PASSED, span(source, sent.value), f"{how} here"))
