"""The cure for defaults that a caller replaces: the parameter is keyword-only, and another one takes its place."""

from __future__ import annotations

import ast

from cellophane.model.finding import Finding, Step
from cellophane.model.place import Span
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.signatures import with_defaults
from tests.early_binding import Program


def cured(program: Program, *found: Finding) -> ast.Module:
    """The program, but no position fills the parameters of these findings."""
    source = Source(str(program), program.text)
    tree = source.parse()
    for one in found:
        made = next(item.span for item in one.evidence if item.step is Step.MADE)
        for node in ast.walk(tree):
            if isinstance(node, Function) and _begins(source.span(node)) == _begins(made):
                _free(node, {one.name})
    return ast.fix_missing_locations(tree)


def cured_everywhere(program: Program) -> ast.Module:
    """The program, but no position fills a parameter with a default of its own name."""
    tree = ast.parse(program.text)
    for node in ast.walk(tree):
        if isinstance(node, Function):
            own = {p.arg for p, value in with_defaults(node) if isinstance(value, ast.Name) and value.id == p.arg}
            _free(node, own)
    return ast.fix_missing_locations(tree)


def _begins(span: Span) -> tuple[int, int]:
    return span.row, span.column


def _free(function: Function, names: set[str]) -> None:
    """Make parameters keyword-only, each with one at its old place that nobody reads."""
    arguments = function.args
    for parameter, default in with_defaults(function):
        if parameter.arg in names:
            arguments.kwonlyargs.append(ast.arg(parameter.arg))
            arguments.kw_defaults.append(default)
            arguments.defaults[arguments.defaults.index(default)] = ast.Constant(None)
            parameter.arg = f"_passed_for_{parameter.arg}"
