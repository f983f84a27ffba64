"""Whether a program is written to see that something cannot be pickled, or to go another way then."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.source.facts import Facts
from cellophane.source.tree.catching import handlers, named

_REFUSALS = frozenset({"PicklingError", "PickleError", "AttributeError", "TypeError"})
"""What pickle raises for what it does not take, in one version or another."""


def is_expected_to_fail(facts: Facts, call: ast.Call) -> bool:
    """Whether what raises in a call is caught by those who name what pickle raises, or is what a test waits for."""
    way = list(facts.parents.ancestors(call))
    if any(named(handler.type) & _REFUSALS for handler in handlers(way)):
        return True
    expects = facts.sendings.is_expected_to_fail
    for around, child in way:
        if isinstance(around, ast.With | ast.AsyncWith):
            if any(map(expects, _calls(around))):
                return True
        elif isinstance(around, ast.Call) and child is not around.func and expects(around):
            return True
    return False


def _calls(statement: ast.With | ast.AsyncWith) -> Iterator[ast.Call]:
    return (item.context_expr for item in statement.items if isinstance(item.context_expr, ast.Call))
