"""Whether binding a variable again gives it the value that it had.

`retries = 3` in a loop rebinds `retries`, and nobody can tell. The answer is yes only where the text shows it; a name
that is bound to one object by two different statements is not recognised.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable

from cellophane.model.scope import Binding, BindingKind, Variable
from cellophane.source.scopes import Names


def gives_same_value(binding: Binding, value: ast.expr | None, names: Names, rebound: Container[Variable]) -> bool:
    """Whether this binding, run again in its loop, gives the same value.

    `value` is the expression that it binds, if it binds one; `rebound` are the variables that the loop rebinds.
    """
    if binding.kind is BindingKind.IMPORT:
        return True
    if isinstance(binding.node, ast.FunctionDef | ast.AsyncFunctionDef):
        return not binding.node.decorator_list and _is_same_function(binding.node, binding.variable, names, rebound)
    if binding.kind not in (BindingKind.ASSIGNMENT, BindingKind.ANNOTATED, BindingKind.WALRUS) or value is None:
        return False
    return _is_same(value, names, rebound)


def _is_same(value: ast.expr, names: Names, rebound: Container[Variable]) -> bool:
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.UnaryOp):
        return _is_same(value.operand, names, rebound)
    if isinstance(value, ast.BinOp):
        return all(
            _is_same(part, names, rebound) and isinstance(part, ast.Constant) for part in (value.left, value.right)
        )
    if isinstance(value, ast.Tuple):
        return all(_is_same(element, names, rebound) for element in value.elts)
    if isinstance(value, ast.Name):
        variable = names.variable(value)
        return variable is not None and variable not in rebound
    if isinstance(value, ast.Lambda):
        return _is_same_function(value, None, names, rebound)
    return False


def _is_same_function(
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
    own: Variable | None,
    names: Names,
    rebound: Container[Variable],
) -> bool:
    """A function that is made anew, but does the same: it captures nothing that changes, and has no defaults."""
    captures: Iterable[Variable] = names.captures(names.scope(function))
    defaults = [*function.args.defaults, *(d for d in function.args.kw_defaults if d is not None)]
    return all(isinstance(d, ast.Constant) for d in defaults) and all(v is own or v not in rebound for v in captures)
