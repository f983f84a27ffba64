"""Which exceptions somebody means to see at a place."""

from __future__ import annotations

import ast

from cellophane.source.tree.dotted import last_name
from cellophane.source.tree.parents import Parents, is_body_part


def expects_unbound(parents: Parents, node: ast.AST) -> bool:
    """Whether a `try` of the same body around a node has a handler for names without a value."""
    previous = node
    for parent, child in parents.ancestors(node):
        if isinstance(parent, ast.Try | ast.TryStar) and child in parent.body and any(map(_for_names, parent.handlers)):
            return True
        if is_body_part(parent, child, previous):
            return False
        previous = child
    return False


def _for_names(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is not None and last_name(kind) in ("NameError", "UnboundLocalError") for kind in kinds)
