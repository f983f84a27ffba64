"""Whether an exception is expected where a node stands: it is caught by its name, or a test asks for it.

That a handler catches everything expects nothing of this kind.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from cellophane.source.tree.catching import handlers, named
from cellophane.source.tree.parents import Parents


def is_caught(parents: Parents, node: ast.AST, exceptions: Collection[str], within: ast.AST) -> bool:
    """Whether a `try` around a node, and inside `within`, has a handler that names one of these exceptions.

    >>> tree = ast.parse("def f():\\n    try: x\\n    except NameError: y")
    >>> x, y = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    >>> [is_caught(Parents(tree), node, {"NameError"}, tree) for node in (x, y)]
    [True, False]
    """
    return any(_names(handler.type, exceptions) for handler in handlers(_up_to(within, parents.ancestors(node))))


def is_asked_for(parents: Parents, node: ast.AST, exceptions: Collection[str]) -> bool:
    """Whether a call or a `with` around a node names one of them: `pytest.raises(NameError)`, `suppress(NameError)`,
    `assertRaises(NameError, function)`."""
    return any(_asks(parent, child, exceptions) for parent, child in [(node, node), *parents.ancestors(node)])


def _up_to(within: ast.AST, way: Iterable[tuple[ast.AST, ast.AST]]) -> Iterator[tuple[ast.AST, ast.AST]]:
    """A way up to a node, and not further."""
    for parent, child in way:
        yield parent, child
        if parent is within:
            return


def _asks(parent: ast.AST, child: ast.AST, exceptions: Collection[str]) -> bool:
    if isinstance(parent, ast.With | ast.AsyncWith):
        managers = [item.context_expr for item in parent.items]
        return child in parent.body and any(_names(one, exceptions) for one in _arguments(managers))
    return isinstance(parent, ast.Call) and any(_names(one, exceptions) for one in _arguments([parent]))


def _arguments(expressions: Iterable[ast.expr]) -> Iterable[ast.expr]:
    return (argument for one in expressions if isinstance(one, ast.Call) for argument in one.args)


def _names(expression: ast.expr | None, exceptions: Collection[str]) -> bool:
    """Whether it is such an exception, or a tuple with one in it."""
    return not named(expression).isdisjoint(exceptions)
