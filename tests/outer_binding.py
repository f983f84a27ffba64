"""The cure for variables that are bound again: a closure binds them when it is made, a function its own name before."""

from __future__ import annotations

import ast

from cellophane.model.finding import Finding
from tests import early_binding
from tests.early_binding import Program

cured_everywhere = early_binding.cured_everywhere


def cured(program: Program, *found: Finding) -> ast.Module:
    """The program, but each of these closures reads what the name stood for when it was made."""
    tree = ast.parse(program.text)
    rows = {one.evidence[0].span.row for one in found}
    named = {one.name for one in found}
    sites = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name in named and _first(n) & rows]
    if not sites:
        return early_binding.cured(program, *found)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for site in sites:
            if isinstance(body, list) and site in body:
                place = body.index(site)
                body[place : place + 1] = [ast.parse(f"_outer = {site.name}").body[0], site]
                _rename(site)
    return ast.fix_missing_locations(tree)


def _first(function: ast.FunctionDef) -> set[int]:
    return {function.lineno, *(decorator.lineno for decorator in function.decorator_list)}


def _rename(function: ast.FunctionDef) -> None:
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == function.name:
            node.id = "_outer"
