"""The cure for exceptions that are gone: a handler catches by a name of its own, and the old one is bound and stays."""

from __future__ import annotations

import ast
from collections.abc import Collection

from cellophane.model.finding import Finding, Step
from tests.early_binding import Program


def cured(program: Program, *found: Finding) -> ast.Module:
    """The program, but the exception stays that each of these findings is about."""
    rows = {item.span.row for one in found for item in one.evidence if item.step is Step.UNBOUND}
    return kept(ast.parse(program.text), rows)


def cured_everywhere(program: Program) -> ast.Module:
    """The program, but no handler takes its name away."""
    tree = ast.parse(program.text)
    return kept(tree, {node.lineno for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)})


def kept(tree: ast.Module, rows: Collection[int]) -> ast.Module:
    """The program, but the names of the handlers in these rows stay.

    >>> print(ast.unparse(kept(ast.parse("try: f()\\nexcept E as e: g()"), {2})))
    try:
        f()
    except E as _cured_e:
        e = _cured_e
        g()
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.name and node.lineno in rows:
            name, node.name = node.name, f"_cured_{node.name}"
            node.body.insert(0, ast.parse(f"{name} = {node.name}").body[0])
    return ast.fix_missing_locations(tree)
