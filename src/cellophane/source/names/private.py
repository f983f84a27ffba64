"""Reads of private names that mean another name inside a class."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.scope import BindingKind, Scope, ScopeKind, Use, Variable
from cellophane.source.names.blocks import mangle
from cellophane.source.names.elsewhere import is_unbound
from cellophane.source.names.scopes import Names


@dataclass(frozen=True, slots=True)
class Mangled:
    """A read in a class, and the variable outside that has the name as it is written."""

    use: Use
    written: str
    meant: Variable
    owner: str
    """The class whose name goes before the name."""


def is_private(name: str) -> bool:
    """Whether the compiler changes the name in a class.

    >>> is_private("__helper"), is_private("__name__"), is_private("_helper")
    (True, False, False)
    """
    return mangle("Some", name) != name


def mangled_reads(names: Names, scopes: Iterable[Scope] | None = None) -> Iterator[Mangled]:
    """Every read of a name that nothing binds as it is mangled, while something outside is called as it is written."""
    for use in names.all_uses(scopes):
        node = use.node
        if not isinstance(node, ast.Name) or node.id == use.variable.name or not is_private(node.id):
            continue
        meant, owner = _outside(names, use.scope, node.id), _class(use.scope, node.id, use.variable.name)
        if meant is not None and owner is not None and _has_no_value(names, use.variable):
            yield Mangled(use, node.id, meant, owner)


def _has_no_value(names: Names, variable: Variable) -> bool:
    """Whether nothing gives the mangled name a first value: `+=` on a global of it does not."""
    bindings = names.bindings(variable)
    if bindings and variable.scope.kind is ScopeKind.MODULE:
        return all(binding.kind is BindingKind.AUGMENTED for binding in bindings)
    return is_unbound(names, variable)


def _outside(names: Names, scope: Scope, written: str) -> Variable | None:
    """The variable around the read, of a function or the module, that has the name as it is written."""
    around: Scope | None = scope
    while around is not None:
        owned = names.variables(around) if around.kind is not ScopeKind.CLASS else ()
        for variable in owned:
            if variable.name == written and names.bindings(variable):
                return variable
        around = around.parent
    return None


def _class(scope: Scope, written: str, name: str) -> str | None:
    """The class around the read that mangles the name in this way."""
    around: Scope | None = scope
    while around is not None:
        if around.kind is ScopeKind.CLASS and mangle(around.name, written) == name:
            return around.name
        around = around.parent
    return None
