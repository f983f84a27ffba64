"""The cure for a name that a function should not own: it declares it, as `nonlocal` or `global`.

A variable of its own is right wherever nothing is found, so there the cure leaves programs as they are.
"""

from __future__ import annotations

import ast

from cellophane.model.finding import Finding, Step
from tests.early_binding import Program


def cured(program: Program, *found: Finding) -> ast.Module:
    """The program, but each function of these findings declares the name."""
    tree = ast.parse(program.text)
    for one in found:
        row = next(item.span.row for item in one.evidence if item.step is Step.MADE)
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        function = next(node for node in functions if node.lineno == row)
        around = [node for node in functions if function in ast.walk(node) and node is not function]
        outer = any(_binds(node, one.name, function) for node in around)
        function.body.insert(0, ast.Nonlocal([one.name]) if outer else ast.Global([one.name]))
    return ast.fix_missing_locations(tree)


def cured_everywhere(program: Program) -> ast.Module:
    """The program as it is."""
    return ast.parse(program.text)


def _binds(function: ast.AST, name: str, but: ast.AST) -> bool:
    """Whether a function has the name, leaving aside what is inside another one."""
    inside = set(ast.walk(but))
    rest = [node for node in ast.walk(function) if node not in inside]
    if any(isinstance(node, ast.Global) and name in node.names for node in rest):
        return False
    stored = (node.id for node in rest if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return name in {*stored, *(node.arg for node in rest if isinstance(node, ast.arg))}
