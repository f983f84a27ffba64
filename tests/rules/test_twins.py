"""Twins get the same certainty: a statement, or a closure, that stands in both branches of a condition.

Only what is seen of them may make a difference, and nothing else is seen of one than of the other.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from pathlib import Path

import pytest

from cellophane.check import engine
from cellophane.check.options import Options
from cellophane.model.finding import Certainty
from cellophane.source.analysis import Analysis
from tests import literate
from tests.literate import Case

OPTIONS = Options(("CEL101", "CEL102"), certainty=Certainty.POSSIBLE)
FILES = [path for folder in ("cel101", "cel102") for path in sorted(Path(__file__).parent.glob(f"{folder}/*.md"))]
CASES = [case for path in FILES for case in literate.read(path)]
COIN = "coin_"
"""A name that no case has: nobody can tell which of the twins comes to its turn."""

Located = ast.stmt | ast.expr


@pytest.mark.parametrize("case", CASES, ids=str)
def test_twins_are_told_the_same(case: Case) -> None:
    run = Analysis()
    for text in _with_twins(case.text):
        findings = engine.check_bytes(text.encode(), str(case), OPTIONS, run).findings
        one, other = (
            sorted((f.code, f.name, f.certainty) for f in findings if _holds(twin, f.span.row, f.span.column))
            for twin in _twins(text)
        )
        assert one == other, text


def _with_twins(text: str) -> Iterator[str]:
    """The program again and again, each time with one of its statements or closures in both branches."""
    places = [node for node in ast.walk(ast.parse(text)) if _can_have_twin(node)]
    for number in range(len(places)):
        tree = ast.parse(text)
        chosen = [node for node in ast.walk(tree) if _can_have_twin(node)][number]
        yield ast.unparse(ast.fix_missing_locations(_Twinned(chosen).visit(tree)))


def _can_have_twin(node: ast.AST) -> bool:
    """Whether it makes a closure, which the one around it does not report in its place."""
    if isinstance(node, ast.Lambda | ast.GeneratorExp):
        return True
    simple = isinstance(node, ast.Expr | ast.Assign | ast.AugAssign | ast.Return | ast.Delete)
    return simple and any(isinstance(inner, ast.Lambda | ast.GeneratorExp) for inner in ast.walk(node))


class _Twinned(ast.NodeTransformer):
    def __init__(self, chosen: ast.AST) -> None:
        self.chosen = chosen

    def visit(self, node: ast.AST) -> ast.AST:
        if node is not self.chosen:
            # What is in a lambda is found there, and reported once for all that it makes.
            return node if isinstance(node, ast.Lambda) else self.generic_visit(node)
        coin = ast.Call(ast.Name(COIN, ast.Load()), [], [])
        if isinstance(node, ast.stmt):
            return ast.If(coin, [node], [copy.deepcopy(node)])
        assert isinstance(node, ast.expr)
        return ast.IfExp(coin, node, copy.deepcopy(node))


def _twins(text: str) -> tuple[Located, Located]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.If | ast.IfExp) and ast.unparse(node.test) == f"{COIN}()":
            body, orelse = node.body, node.orelse
            if isinstance(body, list) and isinstance(orelse, list):
                return body[0], orelse[0]
            assert isinstance(body, ast.expr)
            assert isinstance(orelse, ast.expr)
            return body, orelse
    nobody = ast.parse("0", mode="eval").body
    return nobody, nobody


def _holds(node: Located, row: int, column: int) -> bool:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return (node.lineno, node.col_offset) < (row, column) <= (node.end_lineno, node.end_col_offset)
