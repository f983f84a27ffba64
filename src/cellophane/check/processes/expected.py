"""Whether a program is written to see that something cannot be pickled, or to go another way then."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.source.facts import Facts
from cellophane.source.tree.dotted import last_name

_REFUSALS = frozenset({"PicklingError", "PickleError", "AttributeError", "TypeError"})
"""What pickle raises for what it does not take, in one version or another."""


def is_expected_to_fail(facts: Facts, call: ast.Call) -> bool:
    """Whether what raises in a call is caught by those who name what pickle raises, or is what a test waits for."""
    for around, child in facts.parents.ancestors(call):
        if isinstance(around, ast.Try | ast.TryStar) and child in around.body:
            if any(_names(handler) & _REFUSALS for handler in around.handlers):
                return True
        elif isinstance(around, ast.With | ast.AsyncWith):
            if any(facts.sendings.is_expected_to_fail(expression) for expression in _calls(around)):
                return True
        elif isinstance(around, ast.Call) and child is not around.func and facts.sendings.is_expected_to_fail(around):
            return True
    return False


def _names(handler: ast.ExceptHandler) -> set[str]:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {last_name(kind) for kind in kinds if kind is not None}


def _calls(statement: ast.With | ast.AsyncWith) -> Iterator[ast.Call]:
    return (item.context_expr for item in statement.items if isinstance(item.context_expr, ast.Call))
