"""In which order CPython's symbol table looks at the parts of a node.

The order decides nothing about who owns a name. It is kept so that scopes can be set side by side with those
of the compiler, which tells them apart by order alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.versions import HANDLERS_BEFORE_ELSE

_TRY = "body handlers orelse finalbody" if HANDLERS_BEFORE_ELSE else "body orelse handlers finalbody"

_IN_ORDER = {
    "Module": "body",
    "Expr": "value",
    "Return": "value",
    "While": "test body orelse",
    "If": "test body orelse",
    "Raise": "exc cause",
    "Try": _TRY,
    "TryStar": _TRY,
    "Assert": "test msg",
    "With": "items body",
    "AsyncWith": "items body",
    "Match": "subject cases",
    "match_case": "pattern guard body",
    "BoolOp": "values",
    "BinOp": "left right",
    "UnaryOp": "operand",
    "IfExp": "test body orelse",
    "Dict": "keys values",
    "Set": "elts",
    "Await": "value",
    "Yield": "value",
    "YieldFrom": "value",
    "Compare": "left comparators",
    "Call": "func args keywords",
    "keyword": "value",
    "FormattedValue": "value format_spec",
    "JoinedStr": "values",
    "Interpolation": "value format_spec",
    "TemplateStr": "values",
    "Attribute": "value",
    "Subscript": "value slice",
    "Starred": "value",
    "List": "elts",
    "Tuple": "elts",
    "Slice": "lower upper step",
    "MatchValue": "value",
    "MatchSequence": "patterns",
    "MatchClass": "cls patterns kwd_patterns",
    "MatchOr": "patterns",
    # These hold no names.
    "Constant": "",
    "Pass": "",
    "Break": "",
    "Continue": "",
    "MatchSingleton": "",
}
"""The children of the nodes that neither bind names nor open a scope, in the order of the compiler's walk."""

CHILDREN: dict[type, tuple[str, ...]] = {
    getattr(ast, name): tuple(reversed(fields.split())) for name, fields in _IN_ORDER.items() if hasattr(ast, name)
} | {type(None): ()}


def parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from arguments.posonlyargs
    yield from arguments.args
    if arguments.vararg is not None:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg is not None:
        yield arguments.kwarg


def signature_annotations(arguments: ast.arguments) -> list[ast.expr | None]:
    positional = [argument.annotation for argument in (*arguments.posonlyargs, *arguments.args)]
    starred = [argument.annotation for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    return [*positional, *starred, *(argument.annotation for argument in arguments.kwonlyargs)]


def postpones_annotations(tree: ast.Module) -> bool:
    """Whether the module has `from __future__ import annotations`."""
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            if any(alias.name == "annotations" for alias in statement.names):
                return True
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            return False
    return False
