"""What becomes of a value that is looped over, or collected."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.iterations import Iterations
from cellophane.source.steps.targets import Targets
from tests.parts import Parts, form, goes_on, told


def said(code: str, of: str) -> list[str]:
    """What becomes of `X`."""
    parts = Parts(code)
    value = parts.expression("X")
    around = parts.parents.of(value)
    asked = Iterations(parts.parents, Targets(parts.holders), goes_on)
    if isinstance(around, ast.For | ast.AsyncFor | ast.comprehension):
        found = asked.looped(value, around, form(of))
    elif isinstance(around, ast.GeneratorExp):
        found = asked.generated(value, around, form(of))
    else:
        assert isinstance(around, ast.ListComp | ast.SetComp | ast.DictComp)
        found = asked.element(value, around, form(of))
    return [told(outcome) for outcome in found]


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("for f in X: pass", "item call", ["bound f, certain"]),
        ("for f in X: pass", "iterate", ["run, certain"]),
        ("for f in X: pass", "object call", ["bound f, certain"]),
        ("for f in X: pass", "call", []),
        ("[f for f in x if X]", "call", ["dropped, certain"]),
        ("(f for f in X)", "iterate", ["returned, certain"]),
        ("(f for f in X)", "item call", ["returned, certain"]),
        ("(f() for f in X)", "item call", ["returned, certain"]),
        ("(1 for f in X)", "item call", ["returned, possible"]),
        ("[X for f in x]", "call", ["lasts, certain"]),
        ("{f: X for f in x}", "call", ["lasts, certain"]),
        ("{X: f for f in x}", "call", ["lasts, possible"]),
        ("(X for f in x)", "call", ["yielded, certain"]),
    ],
)
def test_where_it_is_looped_over_or_collected(code: str, of: str, expected: list[str]) -> None:
    assert said(code, of) == expected
