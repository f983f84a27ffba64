"""Which callables an expression may mean.

A name means what it was bound to: by an import, a `def`, a `class` or a plain assignment; all of them, if it is bound
on several branches. Names of other files are followed where somebody knows the other files. Of which class an object
is, is for `classes`; what a callable does with a function, for `knowledge` and `summaries`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.scope import Binding, BindingKind
from cellophane.source.classes import Classes
from cellophane.source.definitions import Definition, Elsewhere, Home, Meaning, Written
from cellophane.source.knowledge import Knowledge
from cellophane.source.knowledge.entry import Entry
from cellophane.source.parents import Parents
from cellophane.source.scopes import Names


@dataclass(frozen=True, slots=True)
class Known:
    """A callable that knowledge has an entry for."""

    entry: Entry
    bound: bool
    """Whether it is looked up on an instance, which fills `self`."""


Callee = Known | Written


class Callees:
    """Answers for one file."""

    def __init__(
        self, names: Names, parents: Parents, knowledge: Knowledge, home: Home, elsewhere: Elsewhere | None = None
    ) -> None:
        self._names = names
        self._parents = parents
        self._knowledge = knowledge
        self.home = home
        self._elsewhere = elsewhere
        self._meanings: dict[ast.expr, tuple[Meaning, ...]] = {}
        self.classes = Classes(names, parents, knowledge, self)

    def callees(self, function: ast.expr) -> tuple[Callee, ...]:
        """What may be called by calling this expression; nothing if nobody can tell."""
        named = [callee for meaning in self.meanings(function) for callee in self.named(meaning)]
        if named or not isinstance(function, ast.Attribute | ast.Name | ast.Call):
            return tuple(named)
        if isinstance(function, ast.Attribute):
            return tuple(self._methods(function))
        return tuple(m for owner in self.classes.of(function) for m in self.classes.members(owner, "__call__"))

    def is_complete(self, function: ast.expr) -> bool:
        """Whether each binding of the name that is called, or whose method is called, shows what it may mean."""
        name = function.value if isinstance(function, ast.Attribute) else function
        variable = self._names.variable(name) if isinstance(name, ast.Name) else None
        bindings = self._names.bindings(variable) if variable else ()
        return len(bindings) < 2 or all(self.classes.is_evident(binding) for binding in bindings)

    def named(self, meaning: Meaning) -> Iterator[Callee]:
        """The callables that a name of a library, or a definition, stands for."""
        if isinstance(meaning, Written):
            entry = self._knowledge.callable(meaning.dotted) if meaning.home is not self.home else None
            yield Known(entry, meaning.bound) if entry else meaning
            return
        entry = self._knowledge.callable(meaning)
        if entry is not None:
            yield Known(entry, bound=False)
            return
        for found in self.definitions(meaning):
            if isinstance(found, Written) or found != meaning:
                yield from self.named(found)

    def definitions(self, dotted: str) -> Iterable[Meaning]:
        """What a dotted name means in another file; nothing if that cannot be seen."""
        return self._elsewhere.definitions(dotted) if self._elsewhere else ()

    def values(self, dotted: str) -> Iterable[tuple[ast.expr, Home]]:
        """The expressions that another module assigns to a name."""
        return self._elsewhere.values(dotted) if self._elsewhere else ()

    def meanings(self, expression: ast.expr) -> tuple[Meaning, ...]:
        """What a dotted expression names: `functools.partial`, or a definition; nothing for objects."""
        if expression not in self._meanings:
            self._meanings[expression] = ()  # `x = x` asks for itself
            self._meanings[expression] = tuple(dict.fromkeys(self._find(expression)))
        return self._meanings[expression]

    def _find(self, expression: ast.expr) -> Iterator[Meaning]:
        if isinstance(expression, ast.Name):
            yield from self._of_name(expression)
        elif isinstance(expression, ast.Attribute):
            for owner in self.meanings(expression.value):
                if isinstance(owner, str):
                    yield f"{owner}.{expression.attr}"
                elif isinstance(owner.definition, ast.ClassDef):
                    members = self.classes.members(owner, expression.attr)
                    yield from (m for m in members if isinstance(m, Written))

    # -- names -------------------------------------------------------------------------------------------------

    def _of_name(self, name: ast.Name) -> Iterator[Meaning]:
        variable = self._names.variable(name)
        if variable is None:
            return
        bindings = self._names.bindings(variable)
        if not bindings:
            yield f"builtins.{variable.name}"
        for binding in bindings:
            yield from self.bound(binding)

    def bound(self, binding: Binding) -> Iterator[Meaning]:
        """What a binding makes its name mean."""
        if binding.kind is BindingKind.IMPORT:
            dotted = self.imported(binding.node)
            if dotted is not None:
                yield dotted
        elif isinstance(binding.node, Definition):
            yield Written(binding.node, self.home)
        else:
            value = self.value(binding)
            yield from self.meanings(value) if value is not None else ()

    def imported(self, alias: ast.AST) -> str | None:
        """The absolute dotted name that an import binds."""
        statement = self._parents.of(alias)
        if not isinstance(alias, ast.alias) or alias.name == "*":
            return None
        if not isinstance(statement, ast.ImportFrom):
            return alias.name if alias.asname else alias.name.partition(".")[0]
        if not statement.level:
            return f"{statement.module}.{alias.name}"
        return self._elsewhere.absolute(statement, alias) if self._elsewhere else None

    def value(self, binding: Binding) -> ast.expr | None:
        """The expression that an assignment binds to a name, alone or in a tuple of the same length."""
        statement = self._parents.of(binding.node)
        if isinstance(statement, ast.Tuple | ast.List):
            return self._element(statement, binding.node)
        if isinstance(statement, ast.Assign) and binding.node in statement.targets:
            return statement.value
        if isinstance(statement, ast.AnnAssign | ast.NamedExpr) and statement.target is binding.node:
            return statement.value
        return None

    def _element(self, targets: ast.Tuple | ast.List, target: ast.AST) -> ast.expr | None:
        statement = self._parents.of(targets)
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Tuple | ast.List):
            return None
        pairs = zip(targets.elts, statement.value.elts, strict=False)
        starred = any(isinstance(e, ast.Starred) for e in [*targets.elts, *statement.value.elts])
        return None if starred else next((value for element, value in pairs if element is target), None)

    def entered(self, binding: Binding) -> ast.withitem | None:
        """The `with` item whose target is this binding."""
        item = self._parents.of(binding.node)
        return item if isinstance(item, ast.withitem) and item.optional_vars is binding.node else None

    # -- methods -----------------------------------------------------------------------------------------------

    def _methods(self, function: ast.Attribute) -> Iterator[Callee]:
        if isinstance(function.value, ast.Call) and self.meanings(function.value.func) == ("builtins.super",):
            yield from self._of_super(function)
            return
        owners = self.classes.of(function.value)
        found = [member for owner in owners for member in self.classes.members(owner, function.attr)]
        yield from found
        if not found and not any(self.classes.is_complete(owner) for owner in owners):
            yield from self._by_convention(function.attr)

    def _of_super(self, function: ast.Attribute) -> Iterator[Callee]:
        around = (parent for parent, _ in self._parents.ancestors(function) if isinstance(parent, ast.ClassDef))
        owner = next(around, None)
        found = self.classes.inherited(Written(owner, self.home), function.attr) if owner else ()
        yield from found or self._by_convention(function.attr)

    def _by_convention(self, name: str) -> Iterator[Callee]:
        entry = self._knowledge.method(name)
        if entry is not None:
            yield Known(entry, bound=True)
