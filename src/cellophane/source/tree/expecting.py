"""Whether an exception is expected where a node stands: it is caught by its name, or a test asks for it.

That a handler catches everything expects nothing of this kind.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable

from cellophane.source.tree.parents import Parents


def is_caught(parents: Parents, node: ast.AST, exceptions: Collection[str], within: ast.AST) -> bool:
    """Whether a `try` around a node, and inside `within`, has a handler that names one of these exceptions.

    >>> tree = ast.parse("def f():\\n    try: x\\n    except NameError: y")
    >>> x, y = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    >>> [is_caught(Parents(tree), node, {"NameError"}, tree) for node in (x, y)]
    [True, False]
    """
    for parent, child in parents.ancestors(node):
        if _catches(parent, child, exceptions):
            return True
        if parent is within:
            break
    return False


def is_asked_for(parents: Parents, node: ast.AST, exceptions: Collection[str]) -> bool:
    """Whether a call or a `with` around a node names one of them: `pytest.raises(NameError)`, `suppress(NameError)`,
    `assertRaises(NameError, function)`."""
    return any(_asks(parent, child, exceptions) for parent, child in [(node, node), *parents.ancestors(node)])


def _catches(parent: ast.AST, child: ast.AST, exceptions: Collection[str]) -> bool:
    if not isinstance(parent, ast.Try | ast.TryStar) or child not in parent.body:
        return False
    return _name((handler.type for handler in parent.handlers), exceptions)


def _asks(parent: ast.AST, child: ast.AST, exceptions: Collection[str]) -> bool:
    if isinstance(parent, ast.With | ast.AsyncWith):
        managers = [item.context_expr for item in parent.items]
        return child in parent.body and _name(_arguments(managers), exceptions)
    return isinstance(parent, ast.Call) and _name(_arguments([parent]), exceptions)


def _arguments(expressions: Iterable[ast.expr]) -> Iterable[ast.expr]:
    return (argument for one in expressions if isinstance(one, ast.Call) for argument in one.args)


def _name(expressions: Iterable[ast.expr | None], exceptions: Collection[str]) -> bool:
    """Whether one of these is such an exception, or a tuple with one in it."""
    for one in expressions:
        for part in one.elts if isinstance(one, ast.Tuple) else [one]:
            name = part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", None)
            if name in exceptions:
                return True
    return False
