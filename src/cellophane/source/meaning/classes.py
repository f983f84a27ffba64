"""Of which classes an object may be, and what their methods are.

The class of an object is evident where it is made or annotated, or where a name or an attribute hands it on.
Methods are looked up in base classes too, as far as their source or knowledge of them goes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cellophane.model.scope import Binding, BindingKind
from cellophane.source.knowledge import Trait
from cellophane.source.meaning.constructing import Constructing
from cellophane.source.meaning.contents import Contents, argument
from cellophane.source.meaning.definitions import Around, Callee, Home, Known, Meaning, Written
from cellophane.source.names.scopes import Names
from cellophane.source.tree.annotations import Annotations
from cellophane.source.tree.bodies import Definition, Function
from cellophane.source.tree.parents import Parents, results
from cellophane.source.tree.signatures import is_static, receiver
from cellophane.source.tree.walking import statements_at_hand, statements_by_depth

if TYPE_CHECKING:
    from cellophane.source.meaning.callees import Callees

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


class WrittenClass(NamedTuple):
    """A class whose source can be read."""

    definition: ast.ClassDef
    home: Home


class Classes:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents, callees: Callees, around: Around) -> None:
        self._names = names
        self._parents = parents
        self._knowledge = around.knowledge
        self._recursion = around.recursion
        self._known = around.known
        self._callees = callees
        self._annotations = Annotations()
        self._fields: dict[tuple[ast.ClassDef, str], list[ast.stmt]] = {}
        self._methods: dict[str, list[Definition]] = {}
        self._defining: dict[ast.ClassDef, dict[str, Definition]] = {}
        self.constructing = Constructing(names, parents)
        self.contents = Contents(names, parents, callees, self, self._annotations, around)

    def of(self, value: ast.expr) -> tuple[Meaning, ...]:
        """The classes of which the object may be that an expression evaluates to; nothing if nobody can tell."""
        key = "classes", self._callees.home, value
        # `x = x.next()` asks for itself
        return self._recursion.ask(key, lambda: tuple(dict.fromkeys(self._of(value))), self._known)

    def _of(self, value: ast.expr) -> Iterator[Meaning]:
        if isinstance(value, ast.Constant):
            yield f"builtins.{type(value.value).__name__}"
        elif type(value) in _DISPLAYS:
            yield _DISPLAYS[type(value)]
        elif isinstance(value, ast.Call):
            yield from self._made_by(value)
        elif isinstance(value, ast.Await | ast.NamedExpr):
            yield from self.of(value.value)
        elif isinstance(value, ast.IfExp):
            yield from (*self.of(value.body), *self.of(value.orelse))
        elif isinstance(value, ast.Name):
            yield from self._of_name(value)
        elif isinstance(value, ast.Attribute):
            yield from self._of_attribute(value)
        elif isinstance(value, ast.Subscript):
            given = () if isinstance(value.slice, ast.Slice) else self.contents.of(value.value)
            yield from given or self._told_of(value.value, "__getitem__")

    def _made_by(self, call: ast.Call) -> Iterator[Meaning]:
        for meaning in self._callees.meanings(call.func):
            yield from self._result(meaning)
        if not self._callees.meanings(call.func) and isinstance(call.func, ast.Attribute):
            for callee in self._callees.callees(call.func):
                if isinstance(callee, Written):
                    yield from self._result(callee)
                elif callee.entry.makes != callee.entry.name or not callee.entry.convention:
                    yield callee.entry.makes
        elif not self._callees.meanings(call.func):
            yield from self._told_of(call.func, "__call__")

    def _told_of(self, value: ast.expr, method: str) -> Iterator[str]:
        """The classes of what a method makes of an object, as knowledge has it: how a column of a table is read."""
        for owner in self.of(value):
            entry = self._knowledge.callable(f"{_name(owner)}.{method}")
            if entry is not None:
                yield entry.makes

    def _result(self, meaning: Meaning) -> Iterator[Meaning]:
        """What calling it makes: an instance, or what an annotation says."""
        if isinstance(meaning, str):
            entry = self._knowledge.callable(meaning) or self._callees.released(meaning)
            if entry is not None and not entry.convention:
                yield entry.makes
                return
            for found in self._callees.definitions(meaning):
                yield from self._result(found) if isinstance(found, Written) or found != meaning else ()
        elif isinstance(meaning.definition, ast.ClassDef):
            yield Written(meaning.definition, meaning.home)
        else:
            yield from meaning.home.callees.classes.returned(meaning.definition)

    def returned(self, function: Function) -> Iterator[Meaning]:
        """The classes of what a function of this file returns: by its annotation, else by its `return` statements."""
        if not isinstance(function, ast.Lambda) and function.returns is not None:
            yield from self.annotated(function.returns)
        elif not self._parents.yields(function):
            for value in results(function):
                yield from () if _is_none(value) else self.of(value)

    def annotated(self, annotation: ast.expr) -> Iterator[Meaning]:
        """The classes that an annotation names, be it evaluated or not."""
        plain = self._annotations.unquoted(annotation)
        if plain is not None and plain is not annotation:
            yield from self.annotated(plain)
        elif isinstance(annotation, ast.BinOp):
            yield from (*self.annotated(annotation.left), *self.annotated(annotation.right))
        elif isinstance(annotation, ast.Subscript):
            generic = self._callees.entries.generic(annotation.value)
            yield from self.annotated((argument(annotation, generic.wraps) if generic else None) or annotation.value)
        elif isinstance(annotation, ast.Name | ast.Attribute):
            meanings = self._callees.meanings(annotation) or tuple(self._callees.globally(annotation))
            yield from (meaning for meaning in meanings if self._is_class(meaning))

    def _is_class(self, meaning: Meaning) -> bool:
        """Whether it may be a class: nothing that can be read says otherwise."""
        if isinstance(meaning, Written):
            return isinstance(meaning.definition, ast.ClassDef)
        written = (found for found in self._callees.definitions(meaning) if isinstance(found, Written))
        return all(isinstance(found.definition, ast.ClassDef) for found in written)

    # -- names and attributes ----------------------------------------------------------------------------------

    def _of_name(self, name: ast.Name) -> Iterator[Meaning]:
        variable = self._names.variable(name)
        bindings = self._names.bindings(variable) if variable else ()
        for binding in bindings:
            if not self._clears(binding):
                yield from self._of_binding(binding)

    def is_evident(self, binding: Binding) -> bool:
        """Whether it can be told what a binding binds: a definition, an object of a known class, or nothing."""
        if binding.kind is BindingKind.AUGMENTED:  # it goes on being what it was
            return True
        return (
            self._clears(binding)
            or any(self._callees.bound(binding))
            or any(self._callees.of_binding(binding))
            or any(self._of_binding(binding))
        )

    def _clears(self, binding: Binding) -> bool:
        """A binding that only says that there is no object: `x = None`, `del x`."""
        value = self._callees.value(binding)
        return binding.kind is BindingKind.DELETION or _is_none(value)

    def _of_binding(self, binding: Binding) -> Iterator[Meaning]:
        value, item = self._callees.value(binding), self._callees.entered(binding)
        statement = self._parents.of(binding.node)
        if isinstance(statement, ast.AnnAssign):
            yield from self.annotated(statement.annotation)
        if value is not None:
            yield from self.of(value)
        elif item is not None:
            yield from self.of(item.context_expr)
        elif isinstance(binding.node, ast.arg):
            yield from self._of_parameter(binding.node)
        elif binding.kind is BindingKind.IMPORT:
            yield from self._imported(binding)
        else:
            yield from self.contents.given_to(binding.node)

    def _of_parameter(self, parameter: ast.arg) -> Iterator[Meaning]:
        arguments = self._parents.of(parameter)
        if isinstance(arguments, ast.arguments) and parameter in (arguments.vararg, arguments.kwarg):
            yield "builtins.tuple" if parameter is arguments.vararg else "builtins.dict"
            return
        if parameter.annotation is not None:
            yield from self.annotated(parameter.annotation)
            return
        function = next((p for p, _ in self._parents.ancestors(parameter) if isinstance(p, Definition)), None)
        owner = self._parents.of(function) if function else None
        if isinstance(owner, ast.ClassDef) and receiver(function) is parameter and not is_static(function):
            yield Written(owner, self._callees.home)
        else:
            for value in self.constructing.arguments(parameter):
                yield from self.of(value)

    def _imported(self, binding: Binding) -> Iterator[Meaning]:
        """An object that another module made."""
        dotted = self._callees.imported(binding.node)
        for value, home in self._callees.values(dotted) if dotted else ():
            yield from home.callees.classes.of(value)

    def _of_attribute(self, attribute: ast.Attribute) -> Iterator[Meaning]:
        owners = self.of(attribute.value)
        for owner in owners:
            known = self._knowledge.callable(f"{_name(owner)}.{attribute.attr}")
            if known is not None and Trait.PROPERTY in known.traits:
                yield known.makes
                continue
            for found in self._written(owner):
                for held in found.home.callees.classes.of_field(found.definition, attribute.attr):
                    yield from self._given_by(held)
        yield from self._told_of(attribute.value, "__getattr__")
        if not owners:
            for dotted in self._callees.meanings(attribute):
                for value, home in self._callees.values(dotted) if isinstance(dotted, str) else ():
                    yield from home.callees.classes.of(value)

    def _given_by(self, held: Meaning) -> Iterator[Meaning]:
        """What reading an attribute gives: the object that it holds, or what a descriptor's `__get__` returns."""
        getters = [getter for getter in self.members(held, "__get__") if isinstance(getter, Written)]
        for getter in getters:
            if not isinstance(getter.definition, ast.ClassDef):
                yield from getter.home.callees.classes.returned(getter.definition)
        if not getters:
            yield held

    def fields(self, attribute: ast.Attribute) -> Iterator[tuple[Home, ast.stmt]]:
        """What sets an attribute of an object of a known class, and the file that this is in; bases are not asked."""
        for owner in self.of(attribute.value):
            for found in self._written(owner):
                classes = found.home.callees.classes
                yield from ((found.home, node) for node in classes.setting(found.definition, attribute.attr))

    def is_one_of_many(self, value: ast.expr) -> bool:
        """Whether the class of an attribute is told by calls of a constructor only, of which there may be others."""
        fields = self.fields(value) if isinstance(value, ast.Attribute) else ()
        return any(home.callees.classes.constructing.is_told(node) for home, node in fields)

    def setting(self, owner: ast.ClassDef, name: str) -> list[ast.stmt]:
        """What sets an attribute of the instances of a class of this file."""
        if (owner, name) not in self._fields:
            is_whole = self._parents.read_mentioning(name)
            found = _fields_of(owner)
            if is_whole:  # else others may stand in what is unread
                self._fields.update(((owner, one), nodes) for one, nodes in found.items())
            self._fields[owner, name] = found.get(name, [])
        return self._fields[owner, name]

    def of_field(
        self, owner: ast.ClassDef, name: str, seen: frozenset[ast.ClassDef] = frozenset()
    ) -> Iterator[Meaning]:
        """The classes of the objects that an attribute of the instances of a class of this file may hold."""
        if owner in seen:
            return
        for node in self.setting(owner, name):
            if isinstance(node, ast.AnnAssign):
                yield from self.annotated(node.annotation)
            elif isinstance(node, ast.Assign):
                yield from () if _is_none(node.value) else self.of(node.value)
            elif isinstance(node, ast.FunctionDef):
                yield from self.returned(node)
        for base in self.bases(Written(owner, self._callees.home)):
            for found in self._written(base):
                yield from found.home.callees.classes.of_field(found.definition, name, seen | {owner})

    def _written(self, meaning: Meaning) -> Iterator[WrittenClass]:
        """The classes that a meaning stands for whose source can be read."""
        for found in [meaning] if isinstance(meaning, Written) else self._callees.definitions(meaning):
            if isinstance(found, Written) and isinstance(found.definition, ast.ClassDef):
                yield WrittenClass(found.definition, found.home)

    # -- methods -----------------------------------------------------------------------------------------------

    def members(self, owner: Meaning, name: str) -> tuple[Callee, ...]:
        """The methods that a name may mean in a class, its own or the nearest base's that has one."""
        key = "members", self._callees.home, owner, name  # two classes may name each other as their bases
        return self._recursion.ask(key, lambda: self._members(owner, name), self._known)

    def _members(self, owner: Meaning, name: str) -> tuple[Callee, ...]:
        if isinstance(owner, str):
            return self._members_of_named(owner, name)
        if not isinstance(owner.definition, ast.ClassDef):
            return ()
        own = owner.home.callees.classes.defining(owner.definition).get(name)
        if own is None or owner.home is not self._callees.home:
            known = self._knowledge.callable(f"{owner.dotted}.{name}")
            if known is not None:
                return (Known(known, bound=True),)
        if own is not None:
            return (Written(own, owner.home, bound=True),)
        return self.inherited(owner, name)

    def defining(self, owner: ast.ClassDef) -> dict[str, Definition]:
        """The functions and classes that the body of a class of this file defines, the last of each name."""
        if owner not in self._defining:
            self._defining[owner] = {s.name: s for s in owner.body if isinstance(s, Definition)}
        return self._defining[owner]

    def _members_of_named(self, owner: str, name: str) -> tuple[Callee, ...]:
        entry = self._knowledge.callable(f"{owner}.{name}")
        if entry is None:
            written = [found for found in self._callees.definitions(owner) if isinstance(found, Written)]
            if written:
                return tuple(m for found in written for m in self.members(found, name))
            entry = self._callees.released(f"{owner}.{name}")
        return (Known(entry, bound=True),) if entry is not None else ()

    def only_method(self, name: str) -> Written | None:
        """The method of this name, if one class of the file alone has one: what else would the file mean by it?"""
        found = self._methods_called(name)
        return Written(found[0], self._callees.home, bound=True) if len(found) == 1 else None

    def _methods_called(self, name: str) -> list[Definition]:
        """The methods of a name, without decorators, of all classes of the file."""
        if name not in self._methods:
            is_whole = self._parents.read_mentioning(name)
            found: dict[str, list[Definition]] = {name: []}
            for owner in statements_at_hand(self._names.module.node):
                for method in owner.body if isinstance(owner, ast.ClassDef) else ():
                    if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and not method.decorator_list:
                        found.setdefault(method.name, []).append(method)
            self._methods |= found if is_whole else {name: found[name]}
        return self._methods[name]

    def inherited(self, owner: Written, name: str) -> tuple[Callee, ...]:
        """The methods of a name that the bases of a class have."""
        for base in self.bases(owner):
            found = self.members(base, name)
            if found:
                return found
        return ()

    def bases(self, owner: Written) -> Iterable[Meaning]:
        """The classes that a class names as its bases."""
        definition = owner.definition
        if isinstance(definition, ast.ClassDef):
            for base in definition.bases:
                plain = base.value if isinstance(base, ast.Subscript) else base
                yield from owner.home.callees.meanings(plain)

    def is_complete(self, owner: Meaning, seen: frozenset[Meaning] = frozenset()) -> bool:
        """Whether all methods of a class can be seen, so that one that is not seen is not there."""
        if owner in seen or owner == "builtins.object":
            return True
        if isinstance(owner, str):
            written = [found for found in self._callees.definitions(owner) if isinstance(found, Written)]
            return bool(written) and all(self.is_complete(found, seen | {owner}) for found in written)
        return all(self.is_complete(base, seen | {owner}) for base in self.bases(owner))


def _name(meaning: Meaning) -> str:
    return meaning if isinstance(meaning, str) else meaning.dotted


def _is_none(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _fields_of(owner: ast.ClassDef) -> dict[str, list[ast.stmt]]:
    """What sets each attribute of the instances of a class: `self.x = …`, `x: … = …` in its body, a property."""
    fields: dict[str, list[ast.stmt]] = {}
    for node in statements_by_depth(owner):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            fields.setdefault(node.name, []).append(node)
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if (name := _field(target)) is not None and isinstance(node, ast.stmt):
                fields.setdefault(name, []).append(node)
    return fields


def _field(target: ast.expr) -> str | None:
    if isinstance(target, ast.Attribute):
        return target.attr if isinstance(target.value, ast.Name) and target.value.id in ("self", "cls") else None
    return target.id if isinstance(target, ast.Name) else None
