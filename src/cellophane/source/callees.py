"""Which callable an expression means, and of which class an object is, as far as one file shows it.

A name that is bound once, by an import, a `def`, a `class` or a plain assignment, means what it was bound to. What
such a callable does with a function is for `knowledge` (callables of libraries) and `lifetimes` (those of this
file) to say.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from cellophane.model.scope import Binding, BindingKind
from cellophane.source.knowledge import Knowledge
from cellophane.source.knowledge.entry import Entry
from cellophane.source.parents import Parents
from cellophane.source.scopes import Names

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Meaning = str | Definition
"""A dotted name of a library, or a definition in this file."""

_DISPLAYS: dict[type[ast.AST], str] = {
    ast.List: "builtins.list",
    ast.ListComp: "builtins.list",
    ast.Dict: "builtins.dict",
    ast.DictComp: "builtins.dict",
    ast.Set: "builtins.set",
    ast.SetComp: "builtins.set",
    ast.Tuple: "builtins.tuple",
    ast.JoinedStr: "builtins.str",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A callable that knowledge has an entry for."""

    entry: Entry
    bound: bool
    """Whether it is looked up on an instance, which fills `self`."""


@dataclass(frozen=True, slots=True)
class Local:
    """A function or class that this file defines."""

    definition: Definition
    bound: bool


Callee = Known | Local | None


class Callees:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents, knowledge: Knowledge) -> None:
        self._names = names
        self._parents = parents
        self._knowledge = knowledge
        self._meanings: dict[ast.expr, Meaning | None] = {}
        self._types: dict[ast.expr, Meaning | None] = {}

    def callee(self, function: ast.expr) -> Callee:
        """What is called by calling this expression; none if nobody can tell."""
        meaning = self.meaning(function)
        if isinstance(meaning, str):
            entry = self._knowledge.callable(meaning)
            return Known(entry, bound=False) if entry else None
        if meaning is not None:
            return Local(meaning, bound=False)
        if isinstance(function, ast.Attribute):
            return self._method(function)
        return None

    def type_of(self, value: ast.expr) -> Meaning | None:
        """The class of the object that an expression evaluates to, where the file shows it."""
        if value not in self._types:
            self._types[value] = None  # `x = x.next()` asks for itself
            self._types[value] = self._type_of(value)
        return self._types[value]

    def _type_of(self, value: ast.expr) -> Meaning | None:
        if isinstance(value, ast.Constant):
            return f"builtins.{type(value.value).__name__}"
        if type(value) in _DISPLAYS:
            return _DISPLAYS[type(value)]
        if isinstance(value, ast.Call):
            return self._made_by(value)
        if isinstance(value, ast.NamedExpr):
            return self.type_of(value.value)
        if isinstance(value, ast.Name):
            return self._type_of_name(value)
        return None

    def meaning(self, expression: ast.expr) -> Meaning | None:
        """What a dotted expression names: `functools.partial` or a definition here; none for objects."""
        if expression not in self._meanings:
            self._meanings[expression] = None  # `x = x` asks for itself
            self._meanings[expression] = self._meaning(expression)
        return self._meanings[expression]

    def _meaning(self, expression: ast.expr) -> Meaning | None:
        if isinstance(expression, ast.Name):
            return self._meaning_of_name(expression)
        if isinstance(expression, ast.Attribute):
            owner = self.meaning(expression.value)
            if isinstance(owner, str):
                return f"{owner}.{expression.attr}"
            if isinstance(owner, ast.ClassDef):
                found = self._member(owner, expression.attr)
                return found if isinstance(found, Definition) else None
        return None

    # -- names -------------------------------------------------------------------------------------------------

    def _meaning_of_name(self, name: ast.Name) -> Meaning | None:
        variable = self._names.variable(name)
        if variable is None:
            return None
        bindings = self._names.bindings(variable)
        if not bindings:
            return f"builtins.{variable.name}"
        if all(binding.kind is BindingKind.IMPORT for binding in bindings):
            return self._imported(bindings[0].node)
        if len(bindings) != 1:
            return None
        binding = bindings[0]
        if isinstance(binding.node, Definition):
            return binding.node
        value = self.value(binding)
        return self.meaning(value) if value is not None else None

    def _imported(self, alias: ast.AST) -> str | None:
        statement = self._parents.of(alias)
        if not isinstance(alias, ast.alias) or alias.name == "*":
            return None
        if isinstance(statement, ast.ImportFrom):
            return f"{statement.module}.{alias.name}" if statement.module and not statement.level else None
        return alias.name if alias.asname else alias.name.partition(".")[0]

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

    # -- objects -----------------------------------------------------------------------------------------------

    def _made_by(self, call: ast.Call) -> Meaning | None:
        meaning = self.meaning(call.func)
        if isinstance(meaning, ast.ClassDef):
            return meaning
        known = self.callee(call.func)
        return known.entry.makes if isinstance(known, Known) and not known.entry.convention else None

    def _type_of_name(self, name: ast.Name) -> Meaning | None:
        variable = self._names.variable(name)
        bindings = self._names.bindings(variable) if variable else ()
        types = {self._type_of_binding(binding) for binding in bindings if not self._clears(binding)}
        return types.pop() if len(types) == 1 else None

    def _clears(self, binding: Binding) -> bool:
        """A binding that only says that there is no object: `x = None`, `del x`."""
        value = self.value(binding)
        return binding.kind is BindingKind.DELETION or (isinstance(value, ast.Constant) and value.value is None)

    def _type_of_binding(self, binding: Binding) -> Meaning | None:
        value = self.value(binding)
        if value is not None:
            return self.type_of(value)
        item = self.entered(binding)
        if item is not None:
            return self.type_of(item.context_expr)
        if binding.kind is BindingKind.PARAMETER:
            return self._receiver_class(binding)
        return None

    def _receiver_class(self, binding: Binding) -> ast.ClassDef | None:
        """The class whose method has this parameter as its `self`."""
        function = next((p for p, _ in self._parents.ancestors(binding.node) if isinstance(p, Definition)), None)
        owner = self._parents.of(function) if function else None
        if not isinstance(owner, ast.ClassDef) or not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        first = [*function.args.posonlyargs, *function.args.args][:1]
        static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in function.decorator_list)
        return owner if first == [binding.node] and not static else None

    # -- methods -----------------------------------------------------------------------------------------------

    def _method(self, function: ast.Attribute) -> Callee:
        owner = self.type_of(function.value)
        found = self._member(owner, function.attr) if owner else None
        if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
            return Local(found, bound=True)
        if isinstance(found, Entry):
            return Known(found, bound=True)
        if owner is not None and not isinstance(owner, ast.ClassDef):
            return None
        entry = self._knowledge.method(function.attr)
        return Known(entry, bound=True) if entry else None

    def _member(self, owner: Meaning, name: str) -> Definition | Entry | None:
        """A method of a class, looked up in its bases too."""
        if isinstance(owner, str):
            return self._knowledge.callable(f"{owner}.{name}")
        if not isinstance(owner, ast.ClassDef):
            return None
        found = [s for s in owner.body if isinstance(s, Definition) and s.name == name]
        if found:
            return found[-1]
        bases = (self.meaning(base) for base in owner.bases)
        members = (self._member(base, name) for base in bases if base is not None and base is not owner)
        return next((member for member in members if member is not None), None)
