"""Which name and which closure stand at a place of the text.

A place means a name if it is on one of its characters or right behind the last, where editors leave the cursor.
Keywords, attributes, the names of keyword arguments, strings and whatever the compiler does not look up mean none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.model.place import Span
from cellophane.model.scope import ScopeKind, Variable
from cellophane.source.facts import Facts
from cellophane.source.tree.bodies import Definition, Site
from cellophane.source.tree.identifiers import declared, identifier, keyword
from cellophane.source.tree.walking import children

CLOSURES = frozenset({ScopeKind.FUNCTION, ScopeKind.LAMBDA, ScopeKind.GENERATOR})
"""Scopes whose code runs when it is called or iterated. That of comprehensions and classes runs where it stands."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """A name at a place."""

    variable: Variable
    node: ast.AST
    """The node that reads or binds it by that name, or the `global` or `nonlocal` that declares it."""
    span: Span
    """Where the name stands."""


def name_at(facts: Facts, row: int, column: int) -> Pointed | None:
    """The name at a place; none if there is none. Row and column count from 1, the column in characters.

    >>> from cellophane.source.facts import alone
    >>> from cellophane.source.text.source import Source
    >>> facts = alone(Source("a.py", "def make(step):\\n    return lambda: step\\n"))
    >>> name_at(facts, 2, 22).variable.scope.name
    'make'
    """
    for node, around in _touching(facts.tree, row):
        for variable, span in _named(facts, node, around):
            if _is_on(span, row, column):
                return Pointed(variable, node, span)
    return None


def closure_at(facts: Facts, row: int, column: int) -> Site | None:
    """The closure whose keyword is at a place: `lambda`, `def` with its name, the `for` of a generator expression.

    >>> from cellophane.source.facts import alone
    >>> from cellophane.source.text.source import Source
    >>> facts = alone(Source("a.py", "def make(step):\\n    return lambda: step\\n"))
    >>> type(closure_at(facts, 2, 12)).__name__, closure_at(facts, 2, 20)
    ('Lambda', None)
    """
    for node, _ in _touching(facts.tree, row):
        if isinstance(node, Site):
            span = keyword(facts.source, node)
            if span is not None and _is_on(span, row, column):
                return node
    return None


def _is_on(span: Span, row: int, column: int) -> bool:
    return (span.row, span.column) <= (row, column) <= (span.end_row, span.end_column)


def _touching(tree: ast.Module, row: int) -> Iterator[tuple[ast.AST, ast.AST]]:
    """The nodes that have a part in a row, each with the definition whose block it is in, or the module."""
    waiting: list[tuple[ast.AST, ast.AST]] = [(tree, tree)]
    while waiting:
        node, around = waiting.pop()
        yield node, around
        inside = node if isinstance(node, Definition) else around
        waiting += ((child, inside) for child in children(node) if _touches(child, row))


def _touches(node: ast.AST, row: int) -> bool:
    """Whether a node has a part in a row; of what the parser gives no place, its parts tell."""
    first: int | None = getattr(node, "lineno", None)
    if first is None:
        return True
    if isinstance(node, Definition) and node.decorator_list:
        first = node.decorator_list[0].lineno
    last: int = node.end_lineno  # type: ignore[attr-defined]
    return first <= row <= last


def _named(facts: Facts, node: ast.AST, around: ast.AST) -> Iterator[tuple[Variable, Span]]:
    """The variables that a node names by itself, and where."""
    if isinstance(node, ast.Global | ast.Nonlocal):
        scope = facts.names.module if isinstance(around, ast.Module) else facts.names.scope(around)
        for name, span in declared(facts.source, node):
            meant = facts.names.meant(scope, name)
            if meant is not None:
                yield meant, span
        return
    variable = facts.names.variable(node)
    where = identifier(facts.source, node) if variable is not None else None
    if variable is not None and where is not None:
        yield variable, where
