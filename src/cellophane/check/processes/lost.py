"""Changes that a child process makes to its own copies, and that the parent then looks for: the findings and words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.check.evidence import span
from cellophane.check.outcomes_in_words import words
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.scope import ScopeKind, Use, Variable
from cellophane.source.change.updates import Manner, Update, is_within
from cellophane.source.facts import Facts
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.knowledge.running import Runner
from cellophane.source.meaning.definitions import Written
from cellophane.source.meaning.sendings import Sending
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.dotted import names_class


@dataclass(frozen=True, slots=True)
class Lost:
    """A change in a child process, and the read in the parent that comes after it."""

    function: Function
    update: Update
    sending: Sending
    read: Use
    certainty: Certainty


def lost(facts: Facts) -> Iterator[Lost]:
    """The changes of a file that are lost, once for each function and variable."""
    seen: set[tuple[ast.AST, Variable]] = set()
    for sending in facts.sendings.all:
        for function in _run(facts, sending):
            for update in facts.updates.of(function):
                read = _read_after(facts, sending, function, update.variable)
                if read is not None and (function, update.variable) not in seen:
                    seen.add((function, update.variable))
                    yield Lost(function, update, sending, read, min(sending.certainty, _certainty(update)))


def _run(facts: Facts, sending: Sending) -> Iterator[Function]:
    """The functions of this file that a call runs in another process."""
    if Runner.PROCESS in sending.running.where:
        for callee in facts.callees.of_value(sending.value):
            if isinstance(callee, Written) and callee.home is facts and isinstance(callee.definition, Function):
                yield callee.definition


def _certainty(update: Update) -> Certainty:
    """A name of the module may be meant for each process to have its own; a container, to be copied and sent back."""
    own = update.variable.scope.kind is not ScopeKind.MODULE and update.manner is Manner.REBOUND
    return Certainty.CERTAIN if own else Certainty.LIKELY


def _read_after(facts: Facts, sending: Sending, function: Function, variable: Variable) -> Use | None:
    """A read in the body that starts the process, after it was started, of what the body had before."""
    body = facts.parents.body(sending.call)
    uses = [use for use in facts.names.uses(variable) if not is_within(use.scope, facts.names.scope(function))]
    if body is function or not uses:
        return None
    flow = facts.flow(body)
    starts = _starts(facts, sending, flow)
    after = flow.reachable(starts, without=facts.happenings(flow).bound(variable))
    return next((use for use in uses if any(n in after for n in flow.at(Event.USE, use.node))), None)


def _starts(facts: Facts, sending: Sending, flow: Flow) -> list[int]:
    """Where the function begins to run: where it is sent, or where the object is started that holds it."""
    sent = flow.at(Event.CALL, sending.call)
    if not names_class(sending.call.func):
        return sent
    later = flow.reachable(sent)
    calls = (call for call in facts.sendings.calls if facts.sendings.starts_process(call))
    return [number for call in calls for number in flow.at(Event.CALL, call) if number in later]


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings that they are, under the code of the rule that reports them."""
    for one in lost(facts):
        name = one.update.variable.name
        row = span(facts.source, one.read.node).row
        is_possible = one.certainty is Certainty.POSSIBLE
        verb = "may be changed" if is_possible else "is changed"
        by = words(one.sending.call.func)
        untold = f"; nobody can tell whether `{by}` runs it in one" if is_possible else ""
        yield Finding(
            code=code,
            name=name,
            message=f"`{name}` {verb} in another process, which has its own copy: "
            f"line {row} reads the old value{untold}",
            advice="let the function give its result back: by a pool's `map` or `submit`, or a `multiprocessing.Queue`",
            filename=facts.source.filename,
            span=span(facts.source, one.update.node),
            certainty=one.certainty,
            evidence=_evidence(facts, one),
            unfixed="how the result comes back is a matter of the whole program",
        )


def _evidence(facts: Facts, one: Lost) -> tuple[Evidence, ...]:
    source, name = facts.source, one.update.variable.name
    changed = Step.REBOUND if one.update.manner is Manner.REBOUND else Step.KEPT
    by = words(one.sending.call.func)
    return (
        Evidence(Step.PASSED, span(source, one.sending.value), f"run in another process by `{by}`"),
        Evidence(changed, span(source, one.update.node), f"the copy of `{name}` in that process is changed here"),
        Evidence(Step.READ, span(source, one.read.node), f"`{name}` of this process is read here"),
    )
