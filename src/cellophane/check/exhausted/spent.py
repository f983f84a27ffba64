"""From an iterator that has run out to a finding: the words, the places and the repair of CEL105."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.check.evidence import span
from cellophane.check.fix import tried
from cellophane.check.late import lists
from cellophane.check.outcomes_in_words import called, words
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.fix import Edit, Fix
from cellophane.source.facts import Facts
from cellophane.source.following.spent import Spent
from cellophane.source.tree.bodies import Site

_RISK = "a list has all its items at once"


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings of a file."""
    return (_finding(facts, one, code) for one in facts.spent_iterators)


def _finding(facts: Facts, one: Spent, code: str) -> Finding:
    mended, unfixed = tried(lambda: _fix(facts, one))
    return Finding(
        code=code,
        name=one.variable.name,
        message=_message(one),
        advice=mended.title if mended is not None else "make a list of it where it is made",
        filename=facts.source.filename,
        span=span(facts.source, one.use),
        certainty=one.certainty,
        evidence=tuple(_evidence(facts, one)),
        fix=mended,
        unfixed=unfixed,
    )


def _kind(iterator: ast.expr) -> str:
    return f"a `{words(iterator.func)}`" if isinstance(iterator, ast.Call) else "a generator expression"


def _message(one: Spent) -> str:
    name = one.variable.name
    when = f"each time {called(one.again)} is called" if isinstance(one.again, Site) else "in each round of the loop"
    after = "may have none left" if one.certainty is not Certainty.CERTAIN else "has none left"
    what = f"{_kind(one.iterator)}, which gives its items once"
    untold = "; nobody can tell whether the first leaves some" if one.certainty is Certainty.POSSIBLE else ""
    return f"`{name}` is {what}: iterated here {when}, it {after} after the first{untold}"


def _evidence(facts: Facts, one: Spent) -> Iterator[Evidence]:
    yield Evidence(Step.MADE, span(facts.source, one.iterator), "made here, once")
    again = "called more than once" if isinstance(one.again, Site) else "this goes on"
    yield Evidence(Step.CALLED, span(facts.source, one.again), again)
    yield Evidence(Step.READ, span(facts.source, one.use), "iterated here, each time")


def _fix(facts: Facts, one: Spent) -> Fix:
    within = span(facts.source, one.iterator)
    title = "make a list of it where it is made"
    if isinstance(one.iterator, ast.GeneratorExp):
        own = facts.names.scope(one.iterator)
        names = tuple(variable.name for variable in facts.names.variables(own))
        return Fix(title, False, tuple(lists.in_place_of(facts, one.iterator)), names, within, risk=_RISK)
    edits = [
        Edit.insertion(within.row, within.column, "list("),
        Edit.insertion(within.end_row, within.end_column, ")"),
    ]
    return Fix(title, False, tuple(edits), (), within, ("list",), risk=_RISK)
