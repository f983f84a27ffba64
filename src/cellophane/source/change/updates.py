"""What a function changes of what it captured: the variable itself, or the list, dict or set that it stands for."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.model.fate import Fate
from cellophane.model.scope import Scope, Variable
from cellophane.source.change.rebindings import TAKES_VALUE_AWAY
from cellophane.source.knowledge import Entry
from cellophane.source.meaning.callees import Callees
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.parents import Parents

_DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_PLAIN = frozenset({"builtins", "collections"})
"""The modules whose containers are of one process only."""


class Manner(enum.Enum):
    """What is changed."""

    REBOUND = "rebound"
    CONTENTS = "contents"


@dataclass(frozen=True, slots=True)
class Update:
    """A place at which a function changes what it captured."""

    variable: Variable
    node: ast.AST
    manner: Manner


class Updates:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents, callees: Callees) -> None:
        self._names = names
        self._parents = parents
        self._callees = callees

    def of(self, function: Function) -> Iterator[Update]:
        """The first change of each variable that a function captured, in source order."""
        scope = self._names.scope(function)
        for variable in self._names.captures(scope):
            found = [*self._rebound(variable, scope), *self._changed(variable, scope)]
            yield from found[:1]

    def _rebound(self, variable: Variable, scope: Scope) -> Iterator[Update]:
        for binding in self._names.bindings(variable):
            if binding.kind not in TAKES_VALUE_AWAY and is_within(binding.scope, scope):
                yield Update(variable, binding.node, Manner.REBOUND)

    def _changed(self, variable: Variable, scope: Scope) -> Iterator[Update]:
        if not self._is_plain_container(variable):
            return
        for use in self._names.uses(variable):
            if is_within(use.scope, scope) and self._changes(use.node):
                yield Update(variable, use.node, Manner.CONTENTS)

    def _is_plain_container(self, variable: Variable) -> bool:
        """Whether it only ever stands for a list, dict or set that is made in this file."""
        values = [self._callees.value(binding) for binding in self._names.bindings(variable)]
        return bool(values) and all(self._makes_container(value) for value in values)

    def _makes_container(self, value: ast.expr | None) -> bool:
        if not isinstance(value, ast.Call):
            return isinstance(value, _DISPLAYS)
        entries = self._callees.known_entries(value.func)
        return bool(entries) and all(entry.name.partition(".")[0] in _PLAIN for entry in entries)

    def _changes(self, use: ast.AST) -> bool:
        """Whether a name is read to change what it stands for: `found[key] = 1`, `found.append(1)`."""
        around = self._parents.of(use)
        if isinstance(around, ast.Subscript) and around.value is use:
            return not isinstance(around.ctx, ast.Load)
        call = self._parents.of(around) if isinstance(around, ast.Attribute) else None
        if not isinstance(call, ast.Call) or call.func is not around:
            return False
        return any(_is_changing(entry) for entry in self._callees.known_entries(call.func) if not entry.convention)


def is_within(scope: Scope | None, outer: Scope) -> bool:
    """Whether a scope is another one, or inside it."""
    while scope is not None and scope is not outer:
        scope = scope.parent
    return scope is outer


def _is_changing(entry: Entry) -> bool:
    """Whether a method puts something into its object, or drops what that holds."""
    is_filled = any(Fate.RECEIVER in fates for fates in entry.fates.values())
    return is_filled or Fate.RELEASED in entry.fate("self")
