"""What becomes of an operand."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.operators import Operators
from cellophane.source.steps.targets import Targets
from tests.parts import Parts, form, goes_on, shape


def said(code: str, of: str) -> list[str]:
    """What becomes of `X`: where it goes on, in which form and how surely; else what becomes of it there."""
    parts = Parts(code)
    operand = parts.expression("X", len(code.splitlines()))
    around = parts.parents.of(operand)
    asked = Operators(parts.parents, parts.callees, parts.bodies, Targets(parts.holders), goes_on)
    match around:
        case ast.BinOp():
            found = asked.binary(operand, around, form(of))
        case ast.UnaryOp():
            found = asked.unary(operand, around, form(of))
        case ast.AugAssign():
            found = asked.augmented(around, form(of))
        case _:
            raise AssertionError(around)
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


WHERE = """
class Where:
    def __init__(self, test): self.test = test
    def __and__(self, other): return Where(lambda row: self.test(row) and other.test(row))
    def __add__(self, other): kept.append(other)
    def __sub__(self, other): return self
    def __invert__(self): return Where(lambda row: not self.test(row))
    def __neg__(self): return 1
y = Where(print)
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f = y & X", ["returned, likely, object call"]),
        ("f = y + X", ["unknown, possible, object call"]),
        ("f = y - X", ["dropped, certain, object call"]),
        ("f = y * X", ["returned, possible, object call"]),
        ("X = Where(print)\nf = ~X", ["returned, likely, object call"]),
        ("X = Where(print)\nf = -X", ["dropped, certain, object call"]),
        ("X = Where(print)\nf = X - y", ["returned, likely, object call"]),
        ("y &= X", ["bound, likely, object call"]),
        ("y += X", ["unknown, possible, object call"]),
        ("y -= X", ["dropped, certain, object call"]),
    ],
)
def test_an_operand_of_a_class_that_is_read(code: str, expected: list[str]) -> None:
    assert said(WHERE + code, "object call") == expected
