"""The cures for iterators that have nothing left: groups become lists in their round, iterators where they are made."""

from __future__ import annotations

import ast
from collections.abc import Callable

from cellophane.model.finding import Finding, Step
from cellophane.model.place import Span
from cellophane.source.text.source import Source
from tests.early_binding import Program

_GROUPS = ast.parse("((_key, [*_group]) for _key, _group in _groups)", mode="eval").body
_MAKERS = {"map", "filter", "zip", "enumerate", "chain", "product"}


class Groups:
    """For groups that outlive their round."""

    def cured(self, program: Program, *found: Finding) -> ast.Module:
        """The program, but the groups of each of these findings are lists."""
        return _changed(program, {one.evidence[0].span for one in found if one.evidence[0].step is Step.MADE}, _listed)

    def cured_everywhere(self, program: Program) -> ast.Module:
        """The program, but all groups are lists."""
        source = Source(str(program), program.text)
        calls = (node for node in ast.walk(source.parse()) if isinstance(node, ast.Call))
        return _changed(program, {source.span(call) for call in calls if "groupby" in ast.dump(call.func)}, _listed)


class Iterators:
    """For iterators that have run out."""

    def cured(self, program: Program, *found: Finding) -> ast.Module:
        """The program, but the iterator of each of these findings is a list."""
        return _changed(program, {one.evidence[0].span for one in found if one.evidence[0].step is Step.MADE}, _list)

    def cured_everywhere(self, program: Program) -> ast.Module:
        """The program, but all iterators that get a name are lists."""
        source = Source(str(program), program.text)
        values = [node.value for node in ast.walk(source.parse()) if isinstance(node, ast.Assign)]
        spans = {source.span(value) for value in values if isinstance(value, ast.GeneratorExp) or _makes(value)}
        return _changed(program, spans, _list)


GROUPS, ITERATORS = Groups(), Iterators()


def _makes(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in _MAKERS


def _list(node: ast.expr) -> ast.expr:
    return ast.List([ast.Starred(node, ast.Load())], ast.Load())


def _listed(node: ast.expr) -> ast.expr:
    groups = ast.parse(ast.unparse(_GROUPS), mode="eval").body
    assert isinstance(groups, ast.GeneratorExp)
    groups.generators[0].iter = node
    return groups


def _changed(program: Program, spans: set[Span], change: Callable[[ast.expr], ast.expr]) -> ast.Module:
    source = Source(str(program), program.text)

    class Change(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            new = self.generic_visit(node)
            is_meant = isinstance(node, ast.Call | ast.GeneratorExp) and source.span(node) in spans
            return change(new) if is_meant and isinstance(new, ast.expr) else new

    tree = Change().visit(source.parse())
    assert isinstance(tree, ast.Module)
    return ast.fix_missing_locations(tree)
