"""What becomes of an operand."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.operators import Operators
from tests.parts import Parts, form, goes_on, shape


def said(code: str, of: str) -> list[str]:
    """What becomes of `X`: where it goes on, in which form and how surely; else what becomes of it there."""
    parts = Parts(code)
    operand = parts.expression("X")
    around = parts.parents.of(operand)
    asked = Operators(parts.parents, goes_on)
    assert isinstance(around, ast.BinOp | ast.UnaryOp)
    found = (
        asked.binary(operand, around, form(of))
        if isinstance(around, ast.BinOp)
        else asked.unary(operand, around, form(of))
    )
    return [f"{outcome.end.value}, {outcome.certainty.word}, {shape(outcome.form)}" for outcome in found]


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("f = X + y", "item call", ["returned, certain, item call"]),
        ("f = y | X", "object call", ["returned, possible, object call"]),
        ("f = y | X", "call", ["returned, possible, object call"]),
        ("f = '%s' % X", "call", ["dropped, certain, call"]),
        ("f = not X", "object call", ["dropped, certain, object call"]),
        ("f = ~X", "object call", ["returned, possible, object call"]),
        ("f = -X", "call", ["dropped, certain, call"]),
    ],
)
def test_an_operand(code: str, of: str, expected: list[str]) -> None:
    assert said(code, of) == expected
