"""A list in the place of a generator expression: its items are made while the variables are what they are.

Where `next` takes its items one by one, the list's iterator, since a list knows no `next`.
"""

from __future__ import annotations

import ast

from cellophane.check.fix import Unfixable
from cellophane.model.fix import Edit
from cellophane.model.place import Span
from cellophane.source.facts import Facts
from cellophane.source.text.source import Source


def in_place_of(facts: Facts, generator: ast.GeneratorExp, one_by_one: bool = False) -> list[Edit]:
    """The edits that make a list of it, or the iterator of one. Raises `Unfixable` where that is something else."""
    if _is_asynchronous(generator):
        raise Unfixable("what is asynchronous cannot be made at once")
    if any(facts.callees.entries.may_never_end(clause.iter) for clause in generator.generators):
        raise Unfixable("it may never end, so there is no list of its items")
    source, parent = facts.source, facts.parents.of(generator)
    span = source.span(generator)
    before, behind = ("iter([", "])") if one_by_one else ("[", "]")
    if isinstance(parent, ast.Call) and _is_bare(source, generator, parent):
        return [
            Edit.insertion(span.row, span.column + 1, before),
            Edit.insertion(span.end_row, span.end_column - 1, behind),
        ]
    opening = Span(span.row, span.column, span.row, span.column + 1)
    closing = Span(span.end_row, span.end_column - 1, span.end_row, span.end_column)
    return [Edit(opening, before), Edit(closing, behind)]


def _is_bare(source: Source, generator: ast.GeneratorExp, call: ast.Call) -> bool:
    """Whether its brackets are those of the call: `f(x for x in y)`."""
    whole, own = source.span(call), source.span(generator)
    return generator in call.args and (whole.end_row, whole.end_column) == (own.end_row, own.end_column)


def _is_asynchronous(generator: ast.GeneratorExp) -> bool:
    parts = [generator.elt, *generator.generators]
    return any(
        isinstance(node, ast.Await) or (isinstance(node, ast.comprehension) and node.is_async)
        for part in parts
        for node in ast.walk(part)
    )
