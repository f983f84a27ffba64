"""Who holds a value that is bound or stored: a name that can be watched, an object behind one, or nobody knows.

A name can be watched by the body that owns it; an object, if the body makes it itself and only a name stands for it.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.model.scope import Binding, BindingKind, ScopeKind, Variable
from cellophane.source.flow.graph import Event
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Known, Written
from cellophane.source.meaning.makers import makes
from cellophane.source.names.scopes import Names
from cellophane.source.steps.outcomes import Cause, Form, Held, Kept, Named, Outcome, Verb, Way, held_as
from cellophane.source.tree.bodies import Comprehension, Definition
from cellophane.source.tree.dotted import is_dotted, names_class
from cellophane.source.tree.parents import Parents, results
from cellophane.source.tree.signatures import receiver

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_MAKING = frozenset({"__init__", "__new__"})
"""Methods that run when the class is called, and not any more when there is an instance."""


class Holders:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents, callees: Callees) -> None:
        self._names = names
        self._parents = parents
        self._callees = callees

    def variable(self, value: ast.AST, at: ast.AST) -> Variable | None:
        """The variable that an expression names, if the body that runs `at` can watch it."""
        variable = self._names.variable(value) if isinstance(value, ast.Name) else None
        return variable if variable is not None and self.is_watched(variable, at) else None

    def bound(self, target: ast.AST, event: Event, form: Form) -> Outcome:
        """A value is bound to the name that `target` is."""
        variable = self._names.variable(target)
        assert variable is not None
        if variable.scope.kind is ScopeKind.CLASS:
            return self._in_class(variable, target, form)
        if self.is_watched(variable, target):
            cause = Cause(Verb.BIND, name=variable.name)
            return Named(event, target, form, Certainty.CERTAIN, cause, variable=variable)
        return Kept(event, target, form, Certainty.LIKELY, Cause(Verb.BIND_OUTSIDE, name=variable.name))

    def _in_class(self, variable: Variable, target: ast.AST, form: Form) -> Outcome:
        """A name in a class body: the class holds the value, and the name of the class stands for it."""
        definition = variable.scope.node
        assert isinstance(definition, ast.ClassDef)
        making = isinstance(target, _FUNCTIONS) and target.name in _MAKING
        inside = self.bound(definition, Event.BIND, form if making else held_as(Way.OBJECT, form))
        return replace(inside.weakened(Certainty.LIKELY), cause=Cause(Verb.IN_CLASS, name=definition.name))

    def is_watched(self, variable: Variable, at: ast.AST) -> bool:
        """Whether the body that runs this code owns the variable, so that all its events are in the flow."""
        body = self._parents.body(at)
        owner = variable.scope.node
        return owner is body or (isinstance(owner, Comprehension) and self._parents.body(owner) is body)

    def stored(self, owner: ast.AST, where: tuple[Event, ast.AST, Cause], form: Form) -> Outcome:
        """The value goes into the object that `owner` evaluates to."""
        event, node, cause = where
        root, form = self._root(owner, form)
        if (receiver := self._receiver_of_super(root)) is not None:
            return Kept(event, node, form, Certainty.LIKELY, cause, owner=receiver)
        variable = self._names.variable(root) if isinstance(root, ast.Name) else None
        if variable is not None and self.is_watched(variable, node):
            alone = self._is_fresh(variable, by_calls=False)
            if alone or (
                isinstance(node, ast.Attribute) and is_dotted(node) and self._is_fresh(variable, by_calls=True)
            ):
                return Held(event, node, form, Certainty.CERTAIN, cause, variable=variable, alone=alone)
            if any(b.kind is BindingKind.PARAMETER for b in self._names.bindings(variable)):
                return Kept(event, node, form, Certainty.LIKELY, cause, owner=variable)
        return Kept(event, node, form, Certainty.LIKELY, cause, owner=self._captured_parameter(variable))

    def _captured_parameter(self, variable: Variable | None) -> Variable | None:
        """The variable, if it is a parameter of a function around that is bound by nothing else."""
        bindings = self._names.bindings(variable) if variable is not None else ()
        return variable if [b.kind for b in bindings] == [BindingKind.PARAMETER] else None

    def is_new(self, owner: ast.AST) -> bool:
        """Whether an expression makes an object, so that nobody has it but who gets its value: `Query().where(f)`."""
        owner = self._before_chain(owner)
        return isinstance(owner, ast.Call) and is_dotted(owner.func) and names_class(owner.func)

    def _receiver_of_super(self, expression: ast.AST) -> Variable | None:
        """The `self` that `super()` stands for."""
        if not self._callees.is_super(expression):
            return None
        around = (parent for parent, _ in self._parents.ancestors(expression) if isinstance(parent, _FUNCTIONS))
        method = next(around, None)
        own = receiver(method)
        return self._names.variable(own) if own is not None else None

    def _root(self, owner: ast.AST, form: Form) -> tuple[ast.AST, Form]:
        """The object at the beginning of `page.handlers["click"]`, and the form that the value has as a part of it."""
        while True:
            if isinstance(owner, ast.Subscript):
                owner, form = owner.value, held_as(Way.ITEM, form)
            elif isinstance(owner, ast.Call) and (container := self._taken_from(owner)) is not None:
                owner, form = container, held_as(Way.ITEM, form)
            elif (same := self._before_chain(owner)) is not owner:
                owner = same
            elif isinstance(owner, ast.Attribute | ast.Starred):
                owner, form = owner.value, held_as(Way.OBJECT, form)
            else:
                return owner, form

    def _before_chain(self, value: ast.AST) -> ast.AST:
        """What stands before calls of methods that return their object: `graph` of `graph.connect(a).connect(b)`."""
        while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and self._is_same(value):
            value = value.func.value
        return value

    def _is_same(self, call: ast.Call) -> bool:
        """Whether a method returns the object that it belongs to, and nothing else."""
        callees = self._callees.callees(call.func)
        method = callees[0] if len(callees) == 1 else None
        if not isinstance(method, Written) or not method.bound:
            return False
        own = receiver(method.definition)
        given = [] if isinstance(method.definition, ast.ClassDef) else list(results(method.definition))
        return bool(given) and all(isinstance(value, ast.Name) and own and value.id == own.arg for value in given)

    def _taken_from(self, call: ast.Call) -> ast.expr | None:
        """The container of which a call gives an item: `handlers.setdefault(event, [])`."""
        for callee in self._callees.callees(call.func):
            if isinstance(callee, Known) and Fate.RETURNED in callee.entry.fate("self"):
                return call.func.value if isinstance(call.func, ast.Attribute) else None
        return None

    def _is_fresh(self, variable: Variable, by_calls: bool) -> bool:
        """Whether the name only ever stands for objects that the body makes itself.

        With `by_calls` also for results of calls: a function that is set as an attribute of such an object is nobody
        else's either, as far as one can see.
        """
        bindings = self._names.bindings(variable)
        for binding in bindings:
            item = self._callees.entered(binding)
            value = item.context_expr if item else self._callees.value(binding)
            if binding.kind in (BindingKind.DELETION, BindingKind.AUGMENTED):
                continue
            made = (
                item is not None or isinstance(binding.node, Definition) or (value is not None and self._makes(value))
            )
            if not made and not (by_calls and self._is_result(binding)):
                return False
        return bool(bindings)

    def _is_result(self, binding: Binding) -> bool:
        statement = self._parents.statement(binding.node)
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            return False
        value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
        return isinstance(value, ast.Call)

    def _makes(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Call) and names_class(value.func) and not self._callees.callees(value.func):
            return True
        return makes(value, self._callees)
