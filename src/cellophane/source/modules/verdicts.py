"""Which tests in module-level `if` statements are decided before the module runs.

It decides tests of the Python version, as far as the Pythons in question agree, and of constants. All else, the
platform and `TYPE_CHECKING` among it, depends on who runs or reads the module.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

Pythons = tuple[tuple[int, int, int], ...]
"""The oldest and the newest Python that a module may run on."""

ANY_PYTHON: Pythons = ((3, 9, 0), (3, 99, 99))

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def verdict(test: ast.expr, pythons: Pythons) -> bool | None:
    """Whether a test holds whenever the module is imported; none if that depends, as on `TYPE_CHECKING`.

    >>> verdict(ast.parse("sys.version_info >= (3, 8)", mode="eval").body, ANY_PYTHON)
    True
    >>> verdict(ast.parse("sys.version_info >= (3, 12)", mode="eval").body, ANY_PYTHON) is None
    True
    """
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = verdict(test.operand, pythons)
        return None if inner is None else not inner
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return {"PY3": True, "PY2": False}.get((dotted(test) or ("",))[-1])
    left, right = test.left, test.comparators[0]
    if dotted(left) == ("__name__",) and isinstance(right, ast.Constant) and right.value == "__main__":
        return False if isinstance(test.ops[0], ast.Eq) else None
    return _version_verdict(left, _COMPARISONS.get(type(test.ops[0])), right, pythons)


def _version_verdict(
    left: ast.expr, compare: Callable[[Any, Any], bool] | None, right: ast.expr, pythons: Pythons
) -> bool | None:
    try:
        limit = ast.literal_eval(right)
        verdicts = {compare(_version(left, python), limit) for python in pythons} if compare else set()
    except (ValueError, TypeError, SyntaxError, IndexError, RecursionError):
        return None
    return verdicts.pop() if len(verdicts) == 1 else None


def _version(node: ast.expr, python: tuple[int, int, int]) -> object:
    """What an expression about `sys.version_info` evaluates to. Raises ValueError for any other."""
    if isinstance(node, ast.Subscript):
        if isinstance(node.slice, ast.Slice):
            if node.slice.lower is not None or node.slice.upper is None or node.slice.step is not None:
                raise ValueError
            return _whole_version(node.value, python)[: ast.literal_eval(node.slice.upper)]
        return _whole_version(node.value, python)[ast.literal_eval(node.slice)]
    if isinstance(node, ast.Attribute) and node.attr in ("major", "minor"):
        return _whole_version(node.value, python)[("major", "minor").index(node.attr)]
    return _whole_version(node, python)


def _whole_version(node: ast.expr, python: tuple[int, int, int]) -> tuple[int, int, int]:
    if (dotted(node) or ("",))[-1] != "version_info":
        raise ValueError
    return python


def dotted(node: ast.expr) -> tuple[str, ...] | None:
    """The parts of `a.b.c`; none for what is no dotted name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return (node.id, *reversed(parts)) if isinstance(node, ast.Name) else None
