"""An expression as text, when its own text is not at hand or was written in another way."""

from __future__ import annotations

import ast
import copy


def unparsed(node: ast.AST) -> str:
    """What `ast.unparse` gives, also for integers that are too long to be written in decimal.

    >>> unparsed(ast.parse("f( x )", mode="eval").body)
    'f(x)'

    Python refuses to turn integers of more than 4,300 digits into decimal text (`sys.set_int_max_str_digits`); in
    source they can stand in other bases.
    """
    try:
        return ast.unparse(node)
    except ValueError:
        return ast.unparse(_InHexadecimal().visit(copy.deepcopy(node)))


class _InHexadecimal(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            return ast.Name(hex(node.value), ast.Load())
        return node
