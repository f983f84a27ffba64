"""Whether binding a variable again gives it the value that it had.

`retries = 3` in a loop rebinds `retries`, and nobody can tell. The answer is yes only where the text shows it:
constants, imports, names and attributes that the loop leaves alone, functions that capture nothing which changes. A
name that is bound to one object by two different statements is not recognised.
"""

from __future__ import annotations

import ast
from collections.abc import Container
from dataclasses import dataclass

from cellophane.model.scope import Binding, BindingKind, Variable
from cellophane.source.events import Body, Site
from cellophane.source.parents import Parents
from cellophane.source.scopes import Names


@dataclass(frozen=True, slots=True)
class Changes:
    """What a loop changes."""

    variables: Container[Variable]
    attributes: Container[str]
    """The names of attributes that it stores, of whatever objects."""
    body: Body
    """The body that the loop is in."""


class Sameness:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents) -> None:
        self._names = names
        self._parents = parents
        self._stored: dict[str, set[Body]] | None = None
        self._computed: set[str] = set()
        self._declared: set[str] = set()

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
        """An attribute of `self` that only `__init__` sets, or this body outside the loop; a constant of a module.

        What methods of base classes in other files set is not seen.
        """
        owner = attribute.value
        variable = self._names.variable(owner) if isinstance(owner, ast.Name) else None
        if variable is None or variable in changes.variables or attribute.attr in changes.attributes:
            return False
        bindings = self._names.bindings(variable)
        if not bindings or not all(b.kind is BindingKind.IMPORT or self._is_receiver(b) for b in bindings):
            return False
        if any(binding.kind is BindingKind.IMPORT for binding in bindings):
            return attribute.attr.isupper()  # another module may set the others
        setters = self._setters.get(attribute.attr, set())
        return (
            bool(setters)
            and attribute.attr not in self._computed
            and all(
                setter is changes.body or getattr(setter, "name", "") in ("__init__", "__new__", "__post_init__")
                for setter in setters
            )
        )

    def _is_receiver(self, binding: Binding) -> bool:
        function = binding.scope.node
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        first = next(iter([*function.args.posonlyargs, *function.args.args]), None)
        return binding.node is first and isinstance(self._parents.of(function), ast.ClassDef)

    @property
    def _setters(self) -> dict[str, set[Body]]:
        """The bodies that set an attribute of each name; on the way, properties and class attributes are found."""
        if self._stored is None:
            self._stored = {}
            for node in ast.walk(self._names.module.node):
                if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
                    self._stored.setdefault(node.attr, set()).add(self._parents.body(node))
                elif isinstance(node, ast.FunctionDef) and node.decorator_list:
                    self._computed.add(node.name)
                elif isinstance(node, ast.ClassDef):
                    targets = [t for s in node.body if isinstance(s, ast.Assign) for t in s.targets]
                    self._declared |= {target.id for target in targets if isinstance(target, ast.Name)}
        return self._stored
