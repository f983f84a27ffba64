"""From a group that outlives its round to a finding: the words, the places and the repair of CEL104."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.check.evidence import happened, span
from cellophane.check.fix import Unfixable, tried
from cellophane.check.outcomes_in_words import phrase, words
from cellophane.check.untold import untold
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.fix import Edit, Fix
from cellophane.source.facts import Facts
from cellophane.source.following.rounds import Outlived
from cellophane.source.tree.dotted import last_name


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings of a file."""
    return (_finding(facts, one, code) for one in facts.outlived_groups)


def _finding(facts: Facts, one: Outlived, code: str) -> Finding:
    mended, unfixed = tried(lambda: _listed(facts, one))
    place = one.call.func if one.variable is None else one.held
    return Finding(
        code=code,
        name=last_name(one.call.func) if one.variable is None else one.variable.name,
        message=_message(one),
        advice=mended.title if mended is not None else _advice(one),
        filename=facts.source.filename,
        span=span(facts.source, place),
        certainty=one.certainty,
        evidence=tuple(_evidence(facts, one)),
        fix=mended,
        unfixed=unfixed,
    )


def _message(one: Outlived) -> str:
    maker = words(one.call.func)
    if one.variable is None:
        assert isinstance(one.held, ast.Call)
        has = "has" if one.certainty is Certainty.CERTAIN else "may have"
        collector = words(one.held.func)
        return f"`{collector}` {has} asked `{maker}` for all groups before the first is read: each is empty then"
    name = one.variable.name
    if one.certainty is Certainty.POSSIBLE:
        return f"`{name}` may be held when `{maker}` goes on, and is empty then: {untold(one.kept, is_called=True)}"
    return f"`{name}` is held when `{maker}` goes on to the next group: it is empty then"


def _advice(one: Outlived) -> str:
    if one.variable is not None:
        return f"make a list of the group in its round: `list({one.variable.name})`"
    return "make a list of each group while it lasts: `{key: list(group) for key, group in …}`"


def _listed(facts: Facts, one: Outlived) -> Fix:
    """A list of the group in its place, if the round reads it nowhere else."""
    if one.variable is None:
        raise Unfixable("in what the groups are to be held is for you to say")
    uses = facts.names.uses(one.variable)
    if len(uses) != 1 or uses[0].node is not one.held:
        raise Unfixable(f"`{one.variable.name}` is read at several places, and only one of them would get its items")
    where = span(facts.source, one.held)
    edits = (
        Edit.insertion(where.row, where.column, "list("),
        Edit.insertion(where.end_row, where.end_column, ")"),
    )
    title = f"make a list of the group in its round: `list({one.variable.name})`"
    return Fix(
        title, False, edits, (), where, ("list",), risk="what holds the group has a list then, with all its items"
    )


def _evidence(facts: Facts, one: Outlived) -> Iterator[Evidence]:
    source = facts.source
    yield Evidence(Step.MADE, span(source, one.call), "all groups read from one iterator, which is made here")
    if one.kept is not None and one.kept is not one.iterated:
        yield from happened(source, one.kept, Step.KEPT, f"{phrase(one.kept.cause)} here")
    ended = "the next group is asked for here" if one.variable is not None else "all groups are asked for here"
    yield Evidence(Step.UNBOUND, span(source, one.ended_by), f"{ended}, which ends the one before")
    if one.iterated is not None:
        yield from happened(source, one.iterated, Step.CALLED, f"{phrase(one.iterated.cause)} here, in vain")
