"""Dotted names as they stand in the text: `threading.Thread`."""

from __future__ import annotations

import ast


def is_dotted(expression: ast.expr) -> bool:
    """Whether an expression is a name, or an attribute of an attribute … of a name.

    >>> [is_dotted(ast.parse(text, mode="eval").body) for text in ("a.b.c", "a[0].b")]
    [True, False]
    """
    while isinstance(expression, ast.Attribute):
        expression = expression.value
    return isinstance(expression, ast.Name)


def last_name(expression: ast.expr) -> str:
    """The last part of what may be dotted; empty for what has no name.

    >>> [last_name(ast.parse(text, mode="eval").body) for text in ("a.b", "a", "a[0].b", "a()")]
    ['b', 'a', 'b', '']
    """
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""


def called(decorator: ast.expr) -> ast.expr:
    """What makes a decorator: the `d` of `@d`, and of `@d(1)`."""
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def names_class(expression: ast.expr) -> bool:
    """Whether the last part is written as the names of classes are.

    >>> [names_class(ast.parse(text, mode="eval").body) for text in ("threading.Thread", "MAXIMUM", "run")]
    [True, False, False]
    """
    return is_class_name(last_name(expression))


def is_class_name(name: str) -> bool:
    """Whether a name is written as the names of classes are.

    >>> is_class_name("Thread"), is_class_name("MAXIMUM")
    (True, False)
    """
    return name[:1].isupper() and not name.isupper()
