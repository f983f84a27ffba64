"""Calls of `super()` that cannot find the object: who evaluates them, and why they fail."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.scope import Scope, ScopeKind
from cellophane.source.names.frames import frame
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.parents import Parents


class Lack(enum.Enum):
    """Why `super()` does not find the object."""

    ITERATOR = "its own first argument is the iterator"
    NO_PARAMETER = "it has no first argument"


@dataclass(frozen=True, slots=True)
class LostSuper:
    """A call of `super()`, and the code that evaluates it without the object."""

    call: ast.Call
    name: ast.Name
    scope: Scope
    lack: Lack


def lost_supers(names: Names, parents: Parents, scopes: Iterable[Scope] | None = None) -> Iterator[LostSuper]:
    """Every `super()` inside a class that fails whenever it is evaluated."""
    for use in names.all_uses(scopes):
        name, call = use.node, parents.of(use.node)
        if use.variable.name != "__class__" or use.variable.scope.kind is not ScopeKind.CLASS:
            continue
        if not (isinstance(name, ast.Name) and name.id == "super" and isinstance(call, ast.Call)):
            continue
        if call.func is not name or call.args or call.keywords or not _is_builtin(names, name):
            continue
        scope = frame(use.scope)
        if (lack := _lack(scope)) is not None:
            yield LostSuper(call, name, scope, lack)


def _is_builtin(names: Names, name: ast.Name) -> bool:
    variable = names.variable(name)
    return variable is not None and not names.bindings(variable)


def _lack(scope: Scope) -> Lack | None:
    if scope.kind in {ScopeKind.GENERATOR, ScopeKind.COMPREHENSION}:
        return Lack.ITERATOR
    if not isinstance(scope.node, Function) or scope.kind is ScopeKind.TYPE_PARAMETERS:
        return None
    arguments = scope.node.args
    return None if arguments.posonlyargs or arguments.args else Lack.NO_PARAMETER
