"""Which functions pickle can find again by their names, and so can carry elsewhere.

Pickle writes down the module and the qualified name of a function or class. A lambda has no name, and what is made
inside a function cannot be imported by its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cellophane.model.finding import Certainty
from cellophane.model.scope import ScopeKind
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Home, Written
from cellophane.source.names.scopes import Names
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Definition

_SELF_MADE = frozenset({"__reduce__", "__reduce_ex__", "__getstate__"})
"""Methods by which a class says itself how its objects are pickled."""
_NAMED = ("__qualname__", "__module__ =")
"""Whoever sets one of these may give a function a name by which it can be found."""


@dataclass(frozen=True, slots=True)
class Nameless:
    """A function that pickle refuses, which an expression may be."""

    definition: Definition | ast.Lambda
    owner: ast.ClassDef | None
    """The local class that it is a method of."""
    home: Home
    certainty: Certainty


class Portable:
    """Answers for one file."""

    def __init__(self, source: Source, names: Names, callees: Callees, home: Home) -> None:
        self._names = names
        self._callees = callees
        self._home = home
        self._renames = any(word in source.text for word in _NAMED)

    def is_here(self, nameless: Nameless) -> bool:
        """Whether it is made in this file, and not by a factory of another one."""
        return nameless.home is self._home

    def refused(self, value: ast.expr) -> Iterator[Nameless]:
        """The functions that an expression may be and pickle does not take."""
        classes = (one for one in self._callees.classes.of(value) if isinstance(one, Written))
        found = dict.fromkeys([*self._callees.of_value(value), *classes])
        told = (self._refused(one) for one in found if isinstance(one, Written))
        refused = [nameless for nameless in told if nameless is not None]
        sure = Certainty.CERTAIN
        if len(refused) < len(found) or not self._callees.is_complete(value) or self._renames:
            sure = Certainty.POSSIBLE if self._renames else Certainty.LIKELY
        for one in refused[:1]:
            if isinstance(value, ast.Attribute) and value.attr != getattr(one.definition, "name", ""):
                # no method, but an attribute, which other classes and files may set as well
                sure = min(sure, Certainty.LIKELY if one.owner is None else Certainty.POSSIBLE)
            yield replace(one, certainty=min(sure, one.certainty))

    def _refused(self, callee: Written) -> Nameless | None:
        definition = callee.definition
        if isinstance(definition, ast.Lambda):
            return Nameless(definition, None, callee.home, Certainty.CERTAIN)
        outermost, owner = self._outermost(callee)
        if not self._is_local(callee, outermost) or (owner is not None and _pickles_itself(owner)):
            return None
        decorated = bool(definition.decorator_list) and owner is not definition
        return Nameless(definition, owner, callee.home, Certainty.POSSIBLE if decorated else Certainty.CERTAIN)

    def _outermost(self, callee: Written) -> tuple[Definition, ast.ClassDef | None]:
        """The definition that a function or a function's class is found by, and the class that has to be found."""
        node = callee.definition
        assert not isinstance(node, ast.Lambda)
        owner = node if isinstance(node, ast.ClassDef) else None
        while isinstance(around := callee.home.parents.of(node), ast.ClassDef):
            owner, node = owner or around, around
        return node, owner

    def _is_local(self, callee: Written, definition: Definition) -> bool:
        """Whether a definition is made inside a function, and not for a name of the module."""
        if isinstance(callee.home.parents.body(definition), ast.Module):
            return False
        variable = self._names.variable(definition) if callee.home is self._home else None
        return variable is None or variable.scope.kind is not ScopeKind.MODULE


def _pickles_itself(owner: ast.ClassDef) -> bool:
    return any(isinstance(one, Definition) and one.name in _SELF_MADE for one in owner.body)
