"""Closures that read the name of an `except … as` block when it has ended, and the fix: another name for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from cellophane.check.fix import Unfixable, tried
from cellophane.check.unbound.findings import Loss, finding
from cellophane.check.unbound.readers import losers, told_by_convention
from cellophane.model.finding import Certainty, Finding
from cellophane.model.fix import Edit, Fix
from cellophane.model.place import Span
from cellophane.model.scope import BindingKind, ScopeKind, Variable
from cellophane.source.facts import Facts
from cellophane.source.following.trails import Stale

_OWNERS = (ScopeKind.MODULE, ScopeKind.FUNCTION)
_GOOD = frozenset({BindingKind.EXCEPT_TARGET, BindingKind.EXCEPT_END})


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """What is found in a file."""
    loss = Loss(
        code,
        gone="Python deletes {name} at the end of the `except` block of line {row}",
        going="the `except` block of line {row}, whose end deletes {name}",
        evidence="the end of this block deletes {name}",
        advice="bind the exception to another name in the block, and read that one: it stays",
    )
    for stale in losers(facts, BindingKind.EXCEPT_END, *_OWNERS):
        if stale.called is not None and facts.parents.is_inside(stale.called.node, stale.spoilt_by):
            continue  # what runs there has the name: an exception that leaves it earlier is no run
        told = finding(facts, stale, loss, _certainty(facts, stale))
        mended, why = tried(partial(_fix, facts, stale))
        yield replace(told, fix=mended, unfixed=why, advice=mended.title if mended is not None else told.advice)


def _certainty(facts: Facts, stale: Stale) -> Certainty:
    """How sure it is. Of a closure that is made elsewhere than in the block nobody knows whether control came there."""
    able = told_by_convention(facts, stale)
    return able if facts.parents.is_inside(stale.site, stale.spoilt_by) else min(able, Certainty.LIKELY)


def _fix(facts: Facts, stale: Stale) -> Fix:
    """Bind the exception to another name, and give its own to a variable that stays."""
    handler, variable = stale.spoilt_by, stale.variable
    assert isinstance(handler, ast.ExceptHandler)
    assert handler.name is not None
    bindings = facts.names.bindings(variable)
    if any(binding.node is not handler or binding.kind not in _GOOD for binding in bindings):
        raise Unfixable(f"`{variable.name}` is bound elsewhere as well")
    fresh = _fresh(facts, handler.name)
    edits = (_renamed(facts, handler, fresh), _bound(facts, handler, fresh))
    risk = "" if _is_read_inside(facts, variable, handler) else f"`{handler.name}` keeps its value after the block"
    title = f"call the exception `{fresh}`, and bind `{handler.name}` to it in the block"
    return Fix(title, not risk, edits, (), facts.source.span(handler), (fresh,), risk=risk)


def _fresh(facts: Facts, name: str) -> str:
    """A name that is nowhere in the file."""
    able = ["caught", f"caught_{name}", *(f"caught_{name}_{number}" for number in range(2, 100))]
    return next(one for one in able if one not in facts.source.words)


def _is_read_inside(facts: Facts, variable: Variable, handler: ast.ExceptHandler) -> bool:
    """Whether the owner's own code reads the name in the block only, after which it has none."""
    own = (use.node for use in facts.names.uses(variable) if use.scope is variable.scope)
    return all(facts.parents.is_inside(node, handler) for node in own)


def _renamed(facts: Facts, handler: ast.ExceptHandler, fresh: str) -> Edit:
    """The edit of the name behind `as`, whose place the tree does not tell."""
    assert handler.type is not None
    after = facts.source.span(handler.type)
    line = facts.source.line(after.end_row)
    found = re.match(rf"[\s)]*\bas\s+(?P<name>{handler.name})\b", line[after.end_column - 1 :])
    if found is None:
        raise Unfixable("the name of the exception is written in a line of its own")
    column = after.end_column + found.start("name")
    return Edit(Span(after.end_row, column, after.end_row, column + len(found["name"])), fresh)


def _bound(facts: Facts, handler: ast.ExceptHandler, fresh: str) -> Edit:
    """The edit that puts a statement in front of the block."""
    first = handler.body[0]
    decorators = getattr(first, "decorator_list", None)
    row = facts.source.span(decorators[0] if decorators else first).row
    line, statement = facts.source.line(row), f"{handler.name} = {fresh}"
    column = line.index("@") + 1 if decorators else facts.source.span(first).column
    indentation = line[: column - 1]
    return Edit.insertion(row, column, f"{statement}; " if indentation.strip() else f"{statement}\n{indentation}")
