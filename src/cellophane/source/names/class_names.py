"""Reads inside a class that have the name of something in its body, and look past it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.scope import Binding, BindingKind, Scope, ScopeKind, Use, Variable
from cellophane.source.names.scopes import Names
from cellophane.source.tree.parents import Parents

_COMPREHENSIONS = {ScopeKind.COMPREHENSION, ScopeKind.GENERATOR}
_OF_ITS_OWN = {BindingKind.ASSIGNMENT, BindingKind.ANNOTATED, BindingKind.WALRUS, BindingKind.LOOP_TARGET}


@dataclass(frozen=True, slots=True)
class Hidden:
    """A read, and the variable of a class around it that is not seen from there."""

    use: Use
    hidden: Variable


def hidden_reads(names: Names, scopes: Iterable[Scope] | None = None) -> Iterator[Hidden]:
    """Every read that looks past a variable of a class, which has its name."""
    asked = names.scopes if scopes is None else scopes
    owned = {name for scope in asked if scope.kind is ScopeKind.CLASS for name in names.own_names(scope)}
    for use in names.all_uses(scopes) if owned else ():
        if use.variable.name in owned and (hidden := names.hidden_by_class(use)) is not None:
            yield Hidden(use, hidden)


def between(one: Hidden) -> Iterator[Scope]:
    """The scopes from that of the read outward, up to the class."""
    scope: Scope | None = one.use.scope
    while scope is not None and scope is not one.hidden.scope:
        yield scope
        scope = scope.parent


def is_in_comprehension(one: Hidden) -> bool:
    """Whether the read stands in a comprehension of the class body itself, not in a function of it."""
    return all(scope.kind in _COMPREHENSIONS for scope in between(one))


def is_in_method(one: Hidden) -> bool:
    """Whether a `def` or another class is between the read and the class body."""
    return any(scope.kind in {ScopeKind.FUNCTION, ScopeKind.CLASS} for scope in between(one))


def value_before(names: Names, parents: Parents, one: Hidden) -> ast.expr | None:
    """The last value of its own that the class body has given the hidden variable when it comes to the read.

    None if it is bound later, in another way (a `def`, an import), or to what the outer name stands for.
    """
    statement = parents.statement(one.use.node)
    assert statement is not None
    before = [b for b in names.bindings(one.hidden) if _place(b.node) < (statement.lineno, statement.col_offset)]
    return _own_value(parents, before[-1]) if before else None


def _own_value(parents: Parents, binding: Binding) -> ast.expr | None:
    statement = parents.of(binding.node)
    if binding.kind not in _OF_ITS_OWN or not isinstance(statement, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        return None
    value = statement.value
    is_same = isinstance(value, ast.Name | ast.Attribute) and binding.variable.name in ast.unparse(value).split(".")
    return None if is_same else value


def outer_values(names: Names, parents: Parents, variable: Variable) -> list[ast.expr | None]:
    """The values that a variable is bound to; none for one that is not written there."""
    return [_own_value(parents, binding) for binding in names.bindings(variable)]


def _place(node: ast.AST) -> tuple[int, int]:
    return node.lineno, node.col_offset  # type: ignore[attr-defined]
