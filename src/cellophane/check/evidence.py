"""Places that prove a finding: where a node stands, and where it goes on inside the callables on its way."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from cellophane.check.outcomes_in_words import phrase
from cellophane.model.finding import Evidence, Step
from cellophane.model.place import Span
from cellophane.source.steps.outcomes import Outcome
from cellophane.source.text.source import Source
from cellophane.source.tree.order import placed

_HEADERS = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.ExceptHandler,
    ast.For,
    ast.AsyncFor,
    ast.While,
)


def happened(source: Source, outcome: Outcome, step: Step, told: str) -> Iterator[Evidence]:
    """What becomes of a value at a place, in these words, and then inside the callables that it is handed to there."""
    yield Evidence(step, span(source, outcome.node), told)
    yield from _hops(source, outcome, step)


def _hops(source: Source, outcome: Outcome, step: Step) -> Iterator[Evidence]:
    """What happens inside the callables that the value is handed to, each one's file named if it is another one."""
    hop = outcome.via
    while hop is not None:
        inside, other = hop.outcome, hop.source
        where = span(other, inside.node)
        away = os.path.abspath(other.filename) != os.path.abspath(source.filename)
        yield Evidence(
            step,
            where,
            phrase(inside.cause),
            filename=other.filename if away else None,
            line=other.line(where.row) if away else None,
        )
        hop = inside.via


def span(source: Source, node: ast.AST) -> Span:
    """Where a node stands; of a statement with a body, the first line."""
    node = placed(node)
    assert isinstance(node, ast.expr | ast.stmt | ast.excepthandler | ast.arg | ast.alias | ast.pattern | ast.keyword)
    found = source.span(node)
    if not isinstance(node, _HEADERS):
        return found
    line = source.line(found.row)
    return Span(found.row, found.column, found.row, max(len(line.rstrip()), found.column) + 1)
