"""Whether binding a variable again gives it the value that it had.

`retries = 3` in a loop rebinds `retries`, and nobody can tell. The answer is yes only where the text shows it:
constants, imports, names and attributes that the loop leaves alone, functions that capture nothing which changes. A
name that is bound to one object by two different statements is not recognised.
"""

from __future__ import annotations

import ast

from cellophane.model.scope import Binding, BindingKind, Variable
from cellophane.source.change.attributes import Attributes, Changes
from cellophane.source.meaning.callees import Callees
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.parents import Parents
from cellophane.source.tree.signatures import receiver


class Sameness:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents, callees: Callees) -> None:
        self._names = names
        self._parents = parents
        self._attributes = Attributes(names.module.node, parents, callees)

    def holds(self, binding: Binding, value: ast.expr | None, changes: Changes) -> bool:
        """Whether this binding, run again in its loop, gives the same value. `value` is what it binds."""
        if binding.kind is BindingKind.IMPORT:
            return True
        if isinstance(binding.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return not binding.node.decorator_list and self._is_same_function(binding.node, binding.variable, changes)
        if binding.kind not in (BindingKind.ASSIGNMENT, BindingKind.ANNOTATED, BindingKind.WALRUS) or value is None:
            return False
        return self._is_same(value, changes)

    def _is_same(self, value: ast.expr, changes: Changes) -> bool:
        if isinstance(value, ast.Constant):
            return True
        if isinstance(value, ast.UnaryOp):
            return self._is_same(value.operand, changes)
        if isinstance(value, ast.BinOp):
            return isinstance(value.left, ast.Constant) and isinstance(value.right, ast.Constant)
        if isinstance(value, ast.Tuple):
            return all(self._is_same(element, changes) for element in value.elts)
        if isinstance(value, ast.Name):
            variable = self._names.variable(value)
            return variable is not None and variable not in changes.variables
        if isinstance(value, ast.Attribute):
            return self._is_same_attribute(value, changes)
        return isinstance(value, ast.Lambda) and self._is_same_function(value, None, changes)

    def _is_same_function(self, function: Site, own: Variable | None, changes: Changes) -> bool:
        """A function that is made anew, but does the same: it captures nothing that changes, and has no defaults."""
        if isinstance(function, ast.GeneratorExp):
            return False
        defaults = [*function.args.defaults, *(d for d in function.args.kw_defaults if d is not None)]
        captures = self._names.captures(self._names.scope(function))
        return all(isinstance(default, ast.Constant) for default in defaults) and all(
            variable is own or variable not in changes.variables for variable in captures
        )

    # -- attributes ------------------------------------------------------------------------------------------------

    def _is_same_attribute(self, attribute: ast.Attribute, changes: Changes) -> bool:
        """An attribute of `self` that nothing in the loop sets; a constant of a module."""
        owner = attribute.value
        variable = self._names.variable(owner) if isinstance(owner, ast.Name) else None
        if variable is None or variable in changes.variables or attribute.attr in changes.attributes:
            return False
        bindings = self._names.bindings(variable)
        if bindings and all(binding.kind is BindingKind.IMPORT for binding in bindings):
            return attribute.attr.isupper()  # another module may set the others
        classes = [self._class_of_receiver(binding) for binding in bindings]
        return bool(classes) and all(
            c is not None and self._attributes.holds(c, attribute.attr, changes) for c in classes
        )

    def _class_of_receiver(self, binding: Binding) -> ast.ClassDef | None:
        """The class that the method is in whose first parameter this is."""
        function = binding.scope.node
        owner = self._parents.of(function)
        return owner if binding.node is receiver(function) and isinstance(owner, ast.ClassDef) else None
