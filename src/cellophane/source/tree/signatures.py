"""What the definition of a function says about how it is called: its first parameter, and what fills it."""

from __future__ import annotations

import ast

from cellophane.source.tree.bodies import Function
from cellophane.source.tree.dotted import last_name


def positional(function: Function) -> list[ast.arg]:
    """The parameters that a position can fill, in order."""
    return [*function.args.posonlyargs, *function.args.args]


def with_defaults(function: Function) -> list[tuple[ast.arg, ast.expr]]:
    """The parameters that a position can fill and need not, each with its default.

    >>> [(parameter.arg, default.id) for parameter, default in with_defaults(ast.parse("def f(x, y=z): ...").body[0])]
    [('y', 'z')]
    """
    defaults = function.args.defaults
    return list(zip(positional(function)[-len(defaults) :], defaults, strict=True)) if defaults else []


def receiver(function: ast.AST | None) -> ast.arg | None:
    """The first parameter of a function, which the object or the class fills if it is a method; none without one.

    >>> receiver(ast.parse("def f(self, x): ...").body[0]).arg
    'self'
    """
    return next(iter(positional(function)), None) if isinstance(function, Function) else None


def is_static(function: ast.AST | None) -> bool:
    """Whether nothing fills the first parameter by itself, although it is a method.

    >>> is_static(ast.parse("@builtins.staticmethod\\ndef f(x): ...").body[0])
    True
    """
    return "staticmethod" in _decorations(function)


def is_class_method(function: ast.AST | None) -> bool:
    """Whether the class fills the first parameter."""
    return "classmethod" in _decorations(function)


def _decorations(function: ast.AST | None) -> set[str]:
    decorators = function.decorator_list if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) else []
    return {last_name(decorator) for decorator in decorators}
