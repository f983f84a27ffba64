"""From a default that a caller replaces to a finding."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cellophane.check.evidence import span
from cellophane.check.filling.binding import Bound, bound
from cellophane.check.filling.calls import Calling, callings
from cellophane.check.filling.repairs import advice, fix
from cellophane.check.fix import tried
from cellophane.check.outcomes_in_words import called, words
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.source.facts import Facts
from cellophane.source.tree.bodies import Function


@dataclass(frozen=True, slots=True)
class Filled:
    """A parameter that holds a value, and the call that puts an argument in its place."""

    bound: Bound
    calling: Calling
    certainty: Certainty


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings of a file."""
    of_function: dict[Function, list[Bound]] = {}
    for one in bound(facts):
        of_function.setdefault(one.function, []).append(one)
    for function, parameters in of_function.items():
        calls = list(callings(facts, function))
        yield from (_finding(facts, filled, code) for one in parameters for filled in _filled(one, calls))


def _filled(one: Bound, calls: Iterable[Calling]) -> Iterator[Filled]:
    """The surest of the calls that fill a parameter; none if the program itself fills it on purpose."""
    filling = [calling for calling in calls if calling.spot.given <= one.position < calling.spot.given + calling.passed]
    own = [calling for calling in calls if calling.is_own]
    others = [calling for calling in filling if not calling.is_own]
    if not others or any(calling.is_own for calling in filling):
        return
    best = max(others, key=lambda calling: calling.certainty)
    sure = best.certainty
    if own or any(_is_alternative(calling, best) for calling in calls if calling not in filling):
        sure = Certainty.POSSIBLE  # the default has a use: somebody calls it without the argument
    yield Filled(one, best, sure)


def _is_alternative(calling: Calling, best: Calling) -> bool:
    """Whether both calls are made by whom the function is handed to at one place."""
    return bool(calling.spot.path) and calling.spot.path[:1] == best.spot.path[:1]


def _finding(facts: Facts, filled: Filled, code: str) -> Finding:
    one, name = filled.bound, filled.bound.parameter.arg
    mended, unfixed = tried(lambda: fix(facts, filled.bound, filled.calling, filled.certainty))
    return Finding(
        code=code,
        name=name,
        message=_message(filled),
        advice=mended.title if mended is not None else advice(one),
        filename=facts.source.filename,
        span=span(facts.source, one.use.node),
        certainty=filled.certainty,
        evidence=tuple(_evidence(facts, filled)),
        fix=mended,
        unfixed=unfixed,
    )


def _message(filled: Filled) -> str:
    one = filled.bound
    whole = f"`{one.parameter.arg}={words(one.default)}`"
    kind = called(one.function, "this")
    calling = filled.calling
    calls, untold = "calls", ""
    if filled.certainty is Certainty.POSSIBLE:
        calls, untold = "may call", ", and nobody can tell whether that is meant"
    if calling.by is not None:
        number = _number(calling.passed)
        return f"`{words(calling.by)}` {calls} {kind} with {number}, which {_verb(calling)} {whole}{untold}"
    argument = _argument(filled)
    given = f"`{words(argument)}`" if argument is not None else "an argument"
    callee = calling.call.func if isinstance(calling.call, ast.Call) else None
    where = f"`{words(callee)}(…)`" if callee is not None else "its caller"
    return f"{where} {calls} {kind} with {given}, which replaces {whole}{untold}"


def _verb(calling: Calling) -> str:
    return "replaces" if calling.passed == 1 else "replace"


def _number(passed: int) -> str:
    return "an argument" if passed == 1 else f"{passed} arguments"


def _argument(filled: Filled) -> ast.expr | None:
    """The expression that fills the parameter, if it stands in the call."""
    call, place = filled.calling.call, filled.bound.position - filled.calling.spot.given
    arguments = call.args[: place + 1] if isinstance(call, ast.Call) else []
    if len(arguments) <= place or any(isinstance(argument, ast.Starred) for argument in arguments):
        return None
    return arguments[place]


def _evidence(facts: Facts, filled: Filled) -> Iterator[Evidence]:
    one, calling, source = filled.bound, filled.calling, facts.source
    name = one.parameter.arg
    yield Evidence(Step.MADE, span(source, one.function), "made here")
    yield Evidence(Step.BOUND, span(source, one.default), f"`{name}` holds this value from then on")
    for node, home in calling.spot.path:
        yield _at(facts, home, node, Step.PASSED, "handed over here")
    by = f" by `{words(calling.by)}`" if calling.by is not None else ""
    text = f"called{by} with {_number(calling.passed)}: `{name}` is replaced"
    yield _at(facts, calling.spot.facts, calling.call, Step.CALLED, text)


def _at(facts: Facts, home: Facts, node: ast.AST, step: Step, text: str) -> Evidence:
    """A place, whose file is named if it is another one."""
    where, other = span(home.source, node), home.source.filename
    if os.path.abspath(other) == os.path.abspath(facts.source.filename):
        return Evidence(step, where, text)
    return Evidence(step, where, text, filename=other, line=home.source.line(where.row))
