"""The cure for late reads: a closure is made by a function that takes what it reads, and so binds it at once."""

from __future__ import annotations

import ast
from typing import Protocol

from cellophane.model.finding import Finding, Step
from cellophane.model.place import Span
from cellophane.source.facts import alone
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Site


class Program(Protocol):
    """A program that runs by itself."""

    @property
    def text(self) -> str:
        """Its source."""


def cured(program: Program, *found: Finding) -> ast.Module:
    """The program, but the closure of each of these findings binds the name when it is made."""
    source = Source(str(program), program.text)
    tree = source.parse()
    captured: dict[Site, list[str]] = {}
    for one in found:
        made = next(item.span for item in one.evidence if item.step is Step.MADE)
        sites = [node for node in ast.walk(tree) if isinstance(node, Site) and _starts(source.span(node), made)]
        captured.setdefault(sites[0], []).append(one.name)
    return bound_early(tree, captured)


def cured_everywhere(program: Program) -> ast.Module:
    """The program, but every closure binds the variables of its loops when it is made."""
    source = Source(str(program), program.text)
    facts = alone(source)
    captured: dict[Site, list[str]] = {}
    for site, variable in facts.captured_in_loops:
        if variable.name != getattr(site, "name", None):  # a recursive function has no value yet
            captured.setdefault(site, []).append(variable.name)
    return bound_early(facts.tree, captured)


def bound_early(tree: ast.Module, captured: dict[Site, list[str]]) -> ast.Module:
    """The program, but each of these closures is made by a function that takes these names.

    >>> tree = ast.parse("f = lambda: i")
    >>> print(ast.unparse(bound_early(tree, {tree.body[0].value: ["i"]})))
    f = (lambda i: lambda: i)(i)
    """
    changed = _Early(captured).visit(tree)
    assert isinstance(changed, ast.Module)
    return ast.fix_missing_locations(changed)


def _starts(span: Span, other: Span) -> bool:
    return (span.row, span.column) == (other.row, other.column)


class _Early(ast.NodeTransformer):
    def __init__(self, captured: dict[Site, list[str]]) -> None:
        self._captured = captured

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._expression(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        return self._expression(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | list[ast.stmt]:
        return self._definition(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST | list[ast.stmt]:
        return self._definition(node)

    def _expression(self, node: ast.Lambda | ast.GeneratorExp) -> ast.AST:
        names = self._captured.get(node, [])
        self.generic_visit(node)
        return _called(ast.Lambda(_parameters(names), node), names) if names else node

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST | list[ast.stmt]:
        names = self._captured.get(node, [])
        self.generic_visit(node)
        if not names:
            return node
        maker = f"_maker_of_{node.name}"
        body: list[ast.stmt] = [node, ast.Return(ast.Name(node.name, ast.Load()))]
        function = ast.parse(f"def {maker}(): ...").body[0]
        assert isinstance(function, ast.FunctionDef)
        function.args, function.body = _parameters(names), body
        made = ast.Assign([ast.Name(node.name, ast.Store())], _called(ast.Name(maker, ast.Load()), names))
        return [function, made]


def _parameters(names: list[str]) -> ast.arguments:
    return ast.arguments(
        posonlyargs=[], args=[ast.arg(name) for name in names], kwonlyargs=[], kw_defaults=[], defaults=[]
    )


def _called(function: ast.expr, names: list[str]) -> ast.Call:
    return ast.Call(function, [ast.Name(name, ast.Load()) for name in names], [])
