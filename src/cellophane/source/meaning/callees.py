"""Which callables an expression may mean.

A name means what it was bound to: by an import, a `def`, a `class` or a plain assignment; all of them, if it is bound
on several branches. Names of other files are followed where somebody knows the other files. Of which class an object
is, is for `classes`; what a callable does with a function, for `knowledge` and `summaries`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import overload

from cellophane.model.fate import Fate
from cellophane.model.scope import Binding, BindingKind
from cellophane.source.knowledge import Entry, ResultKind
from cellophane.source.meaning.classes import Classes
from cellophane.source.meaning.definitions import Around, Callee, Home, Known, Meaning, Written
from cellophane.source.meaning.entries import Entries
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Definition
from cellophane.source.tree.parents import Parents, results
from cellophane.source.tree.signatures import is_class_method, receiver
from cellophane.source.tree.walking import statements_at_hand


class Callees:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents, home: Home, around: Around) -> None:
        self._names = names
        self._parents = parents
        self._knowledge = around.knowledge
        self._recursion = around.recursion
        self._known = around.known
        self._elsewhere = around.elsewhere
        self.home = home
        self.classes = Classes(names, parents, self, around)
        self.entries = Entries(around.knowledge, self)

    def callees(self, function: ast.expr) -> tuple[Callee, ...]:
        """What may be called by calling the value of this expression; nothing if nobody can tell."""
        key = "callees", self.home, function  # `f = f or g` asks for itself
        return self._recursion.ask(key, lambda: tuple(dict.fromkeys(self._callees(function))), self._known)

    def _callees(self, function: ast.expr) -> Iterator[Callee]:
        if isinstance(function, ast.IfExp):
            yield from self._all_of(function.body, function.orelse)
            return
        named = [callee for meaning in self.meanings(function) for callee in self.named(meaning)]
        if isinstance(function, ast.Name):
            named = list(self._of_name_called(function))
        yield from named
        if named or not isinstance(function, ast.Attribute | ast.Name | ast.Call):
            return
        if isinstance(function, ast.Attribute):
            yield from self._methods(function)
            return
        made = list(self._made_by(function)) if isinstance(function, ast.Call) else []
        yield from made or (m for owner in self.classes.of(function) for m in self.classes.members(owner, "__call__"))

    def _all_of(self, *parts: ast.expr) -> Iterator[Callee]:
        """What either part may be, if it is known of both."""
        found = [tuple(self.of_value(part)) for part in parts]
        if all(found):
            yield from (callee for callees in found for callee in callees)

    def _of_name_called(self, name: ast.Name) -> Iterator[Callee]:
        """What each binding of a name makes it call: what it means, else what can be made of the value."""
        variable = self._names.variable(name)
        bindings = self._names.bindings(variable) if variable else ()
        for binding in bindings:
            yield from self.of_binding(binding)
        if not bindings:
            yield from (callee for meaning in self.meanings(name) for callee in self.named(meaning))

    def of_binding(self, binding: Binding) -> Iterator[Callee]:
        """The callables that a binding binds."""
        value = self.value(binding)
        found = [callee for meaning in self.bound(binding) for callee in self.named(meaning)]
        yield from found or (self.of_value(value) if value is not None else ())

    def of_value(self, value: ast.expr) -> Iterator[Callee]:
        """The callables that the value of an expression may be, which is called somewhere else."""
        receiver = value.value if isinstance(value, ast.Attribute) else None
        for callee in self.callees(value):
            yield replace(callee, receiver=receiver) if receiver and callee.bound else callee

    def _made_by(self, call: ast.Call) -> Iterator[Callee]:
        """The functions that a call returns: those of a factory, or one of which it fills the first parameters."""
        for maker in self.callees(call.func):
            if isinstance(maker, Known):
                yield from self._partial(call, maker)
            elif not isinstance(maker.definition, ast.ClassDef):
                for value in results(maker.definition):
                    yield from maker.home.callees.returned(value)

    def returned(self, value: ast.expr) -> Iterator[Callee]:
        """The functions that the value of a `return` may be: one of this file, or what another factory returns."""
        if isinstance(value, ast.IfExp):
            yield from (*self.returned(value.body), *self.returned(value.orelse))
        elif isinstance(value, ast.Call):
            yield from (callee for callee in self.callees(value) if isinstance(callee, Written))
        else:
            yield from (meaning for meaning in self.meanings(value) if isinstance(meaning, Written))

    def _partial(self, call: ast.Call, maker: Known) -> Iterator[Callee]:
        """`partial(f, 1)`, or a callable of any library that does the same."""
        if call.args and _fills_parameters(maker.entry) and not any(isinstance(a, ast.Starred) for a in call.args):
            for callee in self.of_value(call.args[0]):
                yield replace(callee, given=callee.given + len(call.args) - 1)

    def is_class(self, function: ast.expr) -> bool:
        """Whether what is called is a class whose source can be read."""
        found = self.callees(function)
        return bool(found) and all(isinstance(c, Written) and isinstance(c.definition, ast.ClassDef) for c in found)

    def is_complete(self, function: ast.expr) -> bool:
        """Whether each binding of the name that is called, or whose method is called, shows what it may mean."""
        name = function.value if isinstance(function, ast.Attribute) else function
        variable = self._names.variable(name) if isinstance(name, ast.Name) else None
        bindings = self._names.bindings(variable) if variable else ()
        if isinstance(function, ast.Attribute) and self.classes.is_one_of_many(function.value):
            return False
        return len(bindings) < 2 or all(self.classes.is_evident(binding) for binding in bindings)

    def is_super(self, expression: ast.AST) -> bool:
        """Whether it is a call of the builtin `super`, in whose place `self` stands."""
        return isinstance(expression, ast.Call) and self.meanings(expression.func) == ("builtins.super",)

    def known_class(self, dotted: str) -> Entry | None:
        """What is known of a class by hand."""
        return self._knowledge.callable(dotted)

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
        definitions = list(self.definitions(meaning))
        for found in definitions:
            if isinstance(found, Written) or found != meaning:
                yield from self.named(found)
        if all(found == meaning for found in definitions):
            entry = self.released(meaning)
            yield from [Known(entry, bound=False)] if entry else self._in_class(meaning)
            yield from (callee for value, home in self.values(meaning) for callee in home.callees.of_value(value))

    def _in_class(self, dotted: str) -> Iterator[Callee]:
        """What is looked up on a class of another file: `Base.__init__`, `Menu.Item`."""
        owner, _, name = dotted.rpartition(".")
        for found in self.definitions(owner) if "." in owner else ():
            if isinstance(found, Written) and isinstance(found.definition, ast.ClassDef):
                yield from map(_on_class, self.classes.members(found, name))

    def released(self, dotted: str) -> Entry | None:
        """What releases tell of a callable whose source cannot be seen from here."""
        unseen = self._elsewhere is None or tuple(self.definitions(dotted)) == (dotted,)
        return self._knowledge.released(dotted) if unseen else None

    def definitions(self, dotted: str) -> Iterable[Meaning]:
        """What a dotted name means in another file; nothing if that cannot be seen."""
        elsewhere = self._elsewhere
        if elsewhere is None:
            return ()

        def find() -> tuple[Meaning, ...]:  # a class may have a base that is looked up in it
            found = tuple(elsewhere.definitions(dotted))
            return found or tuple(c for c in self._in_class(dotted) if isinstance(c, Written))

        return self._recursion.ask(("definitions", self.home, dotted), find, self._known)

    def values(self, dotted: str) -> Iterable[tuple[ast.expr, Home]]:
        """The expressions that another module assigns to a name."""
        return self._elsewhere.values(dotted) if self._elsewhere else ()

    def meanings(self, expression: ast.expr) -> tuple[Meaning, ...]:
        """What a dotted expression names: `functools.partial`, or a definition; nothing for objects."""
        key = "meanings", self.home, expression
        return self._recursion.ask(key, lambda: tuple(dict.fromkeys(self._find(expression))), self._known)

    def _find(self, expression: ast.expr) -> Iterator[Meaning]:
        if isinstance(expression, ast.Lambda):
            yield Written(expression, self.home)
        elif isinstance(expression, ast.Name):
            yield from self._of_name(expression)
        elif isinstance(expression, ast.Attribute):
            for owner in self.meanings(expression.value):
                if isinstance(owner, str):
                    yield f"{owner}.{expression.attr}"
                elif isinstance(owner.definition, ast.ClassDef):
                    members = self.classes.members(owner, expression.attr)
                    yield from (_on_class(m) for m in members if isinstance(m, Written))

    def known_entries(self, function: ast.expr) -> list[Entry]:
        """The entries for what may be called by calling the value of an expression."""
        return [callee.entry for callee in self.callees(function) if isinstance(callee, Known)]

    def dotted_names(self, annotation: ast.expr) -> list[str]:
        """The dotted names of libraries that an annotation stands for."""
        return [meaning for meaning in self._annotated(annotation) if isinstance(meaning, str)]

    def is_written(self, annotation: ast.expr) -> bool:
        """Whether the source of what an annotation names can be read."""
        for meaning in self._annotated(annotation):
            found = (meaning,) if isinstance(meaning, Written) else self.definitions(meaning)
            if any(isinstance(one, Written) for one in found):
                return True
        return False

    def _annotated(self, annotation: ast.expr) -> tuple[Meaning, ...]:
        return self.meanings(annotation) or tuple(self.globally(annotation))

    # -- names -------------------------------------------------------------------------------------------------

    def _of_name(self, name: ast.Name) -> Iterator[Meaning]:
        variable = self._names.variable(name)
        if variable is None:
            return
        bindings = self._names.bindings(variable)
        if not bindings:
            yield self._unbound(variable.name)
        for binding in bindings:
            yield from self.bound(binding)

    def _unbound(self, name: str) -> str:
        """A name that the file does not bind: it comes with a star, or is a builtin."""
        starred = (f"{module}.{name}" for module in self._stars)
        return next((dotted for dotted in starred if any(self.definitions(dotted))), f"builtins.{name}")

    @cached_property
    def _stars(self) -> tuple[str, ...]:
        """The modules from which the file imports everything."""
        # None of them is in a function: Python allows none there.
        statements = (node for node in statements_at_hand(self._names.module.node) if isinstance(node, ast.ImportFrom))
        found = (self.imported_from(s, s.names[0]) for s in statements if s.names[0].name == "*")
        return tuple(dotted.removesuffix(".*") for dotted in found if dotted is not None)

    def globally(self, dotted: ast.expr) -> Iterator[Meaning]:
        """What a dotted name means at the top level of the module, for annotations that are not evaluated."""
        if isinstance(dotted, ast.Attribute):
            yield from (f"{owner}.{dotted.attr}" for owner in self.globally(dotted.value) if isinstance(owner, str))
        elif isinstance(dotted, ast.Name):
            variable = self._names.named(dotted.id)
            bindings = self._names.bindings(variable) if variable is not None else ()
            yield from (meaning for binding in bindings for meaning in self.bound(binding))
            if not bindings:
                yield self._unbound(dotted.id)

    def bound(self, binding: Binding) -> Iterator[Meaning]:
        """What a binding makes its name mean."""
        if binding.kind is BindingKind.IMPORT:
            dotted = self.imported(binding.node)
            if dotted is not None:
                yield dotted
        elif isinstance(binding.node, Definition):
            yield Written(binding.node, self.home)
        elif isinstance(binding.node, ast.arg):
            yield from self._class_of_method(binding.node)
        else:
            value = self.value(binding)
            yield from self.meanings(value) if value is not None else ()

    def _class_of_method(self, parameter: ast.arg) -> Iterator[Meaning]:
        """The class that the first parameter of a class method stands for."""
        method = self._parents.of(self._parents.of(parameter) or parameter)
        owner = self._parents.of(method) if method is not None else None
        if isinstance(owner, ast.ClassDef) and receiver(method) is parameter and is_class_method(method):
            yield Written(owner, self.home)

    def imported(self, alias: ast.AST) -> str | None:
        """The absolute dotted name that an import binds."""
        statement = self._parents.of(alias)
        if not isinstance(alias, ast.alias) or alias.name == "*":
            return None
        if isinstance(statement, ast.ImportFrom):
            return self.imported_from(statement, alias)
        return alias.name if alias.asname else alias.name.partition(".")[0]

    def imported_from(self, statement: ast.ImportFrom, alias: ast.alias) -> str | None:
        """The absolute dotted name that `from … import …` means."""
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
        if self.is_super(function.value):
            yield from self._of_super(function)
            return
        owners = self.classes.of(function.value)
        found = [member for owner in owners for member in self.classes.members(owner, function.attr)]
        yield from found
        if not found and not any(self.classes.is_complete(owner) for owner in owners):
            yield from self._by_convention(function)

    def _of_super(self, function: ast.Attribute) -> Iterator[Callee]:
        around = (parent for parent, _ in self._parents.ancestors(function) if isinstance(parent, ast.ClassDef))
        owner = next(around, None)
        found = self.classes.inherited(Written(owner, self.home), function.attr) if owner else ()
        yield from found or self._by_convention(function)

    def _by_convention(self, function: ast.Attribute) -> Iterator[Callee]:
        owner = function.value.attr if isinstance(function.value, ast.Attribute) else ""
        entry = self._knowledge.method(function.attr, owner)
        if entry is not None:
            yield Known(entry, bound=True)


@overload
def _on_class(method: Written) -> Written: ...
@overload
def _on_class(method: Callee) -> Callee: ...
def _on_class(method: Callee) -> Callee:
    """A method that is looked up on its class, not on an instance: only class methods are bound then."""
    if isinstance(method, Known):
        return Known(method.entry, bound=False)
    return replace(method, bound=is_class_method(method.definition))


def _fills_parameters(entry: Entry) -> bool:
    """Whether a callable makes another one out of the first argument, to which it hands the others first."""
    kept = [*entry.signature.positional[:1], entry.signature.rest] if entry.result is ResultKind.CALLABLE else []
    return len(kept) == 2 and all(part is not None and Fate.RESULT in entry.fate(part) for part in kept)
