"""Reads of names that a class mangles, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator

from cellophane.check.evidence import span
from cellophane.check.scoping import MAY_BE_UNSEEN
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.source.facts import Facts
from cellophane.source.names.elsewhere import may_bind_unseen
from cellophane.source.names.private import Mangled, mangled_reads
from cellophane.source.tree.catching import is_caught


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings of a file, one for each read."""
    for one in mangled_reads(facts.names, facts.scopes):
        if not is_caught(facts.parents, one.use.node, "NameError"):
            yield _finding(facts, one, code)


def _finding(facts: Facts, one: Mangled, code: str) -> Finding:
    source, bound = facts.source, facts.names.bindings(one.meant)[0].node
    mangled = one.use.variable.name
    certainty = Certainty.POSSIBLE if may_bind_unseen(facts.names, facts.tree) else Certainty.CERTAIN
    unseen = MAY_BE_UNSEEN if certainty is Certainty.POSSIBLE else ""
    return Finding(
        code=code,
        name=one.written,
        message=f"`{one.written}` means `{mangled}` inside class `{one.owner}`, and nothing has that name{unseen}",
        advice=f"give the one of line {span(source, bound).row} a name with one underscore",
        filename=source.filename,
        span=span(source, one.use.node),
        certainty=certainty,
        evidence=(
            Evidence(Step.BOUND, span(source, bound), f"`{one.written}` is bound here, outside the class"),
            Evidence(Step.READ, span(source, one.use.node), f"this reads `{mangled}`"),
        ),
        unfixed="the name has to change wherever it is used",
    )
