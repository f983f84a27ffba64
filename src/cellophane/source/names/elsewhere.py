"""Whether a global name can have a value that nothing in the file's own text binds."""

from __future__ import annotations

import ast
import builtins

from cellophane.model.scope import ScopeKind, Variable
from cellophane.source.names.scopes import Names
from cellophane.source.tree.walking import statements_at_hand

_OF_MODULES = {"__file__", "__path__", "__builtins__", "__annotations__", "__cached__", "__warningregistry__"}
_WRITERS = ("globals", "exec", "vars", "execfile", "__builtins__", "builtins")
"""What a file reads that may bind globals by names that do not stand in it."""


def is_unbound(names: Names, variable: Variable) -> bool:
    """Whether nothing in the file gives the variable a value, and Python does not either.

    >>> from cellophane.source.names.scopes import resolve
    >>> names = resolve(ast.parse("print(missing)"))
    >>> [use.variable.name for use in names.all_uses() if is_unbound(names, use.variable)]
    ['missing']
    """
    if variable.scope.kind is not ScopeKind.MODULE or names.bindings(variable):
        return False
    return not (hasattr(builtins, variable.name) or variable.name in _OF_MODULES)


def may_bind_unseen(names: Names, tree: ast.Module) -> bool:
    """Whether the file may bind globals whose names do not stand in it: `import *`, `globals()`, `exec`.

    >>> from cellophane.source.names.scopes import resolve
    >>> tree = ast.parse("from a import *")
    >>> may_bind_unseen(resolve(tree), tree)
    True
    """
    if any((variable := names.named(name)) is not None and names.uses(variable) for name in _WRITERS):
        return True
    # In a function Python allows none.
    return any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in statements_at_hand(tree))
