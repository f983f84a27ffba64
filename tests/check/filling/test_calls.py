"""By which calls a function is run that is handed over, and how many arguments they pass."""

from __future__ import annotations

import ast
import itertools

import pytest

from cellophane.check.filling.calls import Calling, callings
from cellophane.source.facts import alone
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Function


def found(code: str) -> list[Calling]:
    """The calls of the lambda, or else of the function called `f`."""
    facts = alone(Source("sample.py", code))
    lambdas = (site for site in facts.sites if isinstance(site, ast.Lambda))
    named = (site for site in facts.sites if isinstance(site, ast.FunctionDef) and site.name == "f")
    function = next(itertools.chain[Function](lambdas, named))
    return list(callings(facts, function))


@pytest.mark.parametrize(
    ("code", "passed"),
    [
        ("def g(h): h(1, 2)\ng(lambda x=y: x)", [2]),
        ("def g(*, h): h(1)\ng(h=lambda x=y: x)", [1]),
        ("def g(*hs):\n    for h in hs: h(1)\ng(lambda x=y: x)", [1]),
        ("def g(h): k = h; k()\ng(lambda x=y: x)", [0]),
        ("hs = [lambda x=y: x]\nfor h in hs: h(1)", [1]),
        ("hs = {'a': lambda x=y: x}\nfor k, h in hs.items(): h(1)\nhs['a']()", [1, 0]),
        ("hs = []\nhs.append(lambda x=y: x)\nhs.pop()(1)", [1]),
        ("map(lambda x=y: x, a, b)", [2]),
        ("import functools\nfunctools.partial(lambda x=y: x, 1)(2)", [1]),
        ("class C:\n    def __init__(self, h): self.h = h\n    def go(self): self.h(1)\nC(lambda x=y: x)", [1]),
        ("def d(h): h(1)\n@d\ndef f(x=y): return x", [1]),
        ("b.clicked.connect(lambda x=y: x)", [1]),
        ("b.clicked.connect(lambda: x)", [0]),
        ("g(lambda x=y: x)", []),
        ("import jax\njax.tree.map(lambda a, x=y: x, tree)", [1]),
        ("import jax\njax.tree.map(lambda a, x=y: x, tree, tree)", [2]),
        ("from twisted.internet.defer import Deferred\nDeferred().addCallback(lambda x=y: x)", [1]),
        ("from twisted.internet.defer import Deferred\nDeferred().addCallback(lambda a, x=y: x, 1)", []),
    ],
)
def test_their_arguments_are_counted(code: str, passed: list[int]) -> None:
    assert sorted(calling.passed for calling in found(code)) == sorted(passed)


def test_what_a_partial_fills_is_told() -> None:
    [calling] = found("import functools\nfunctools.partial(lambda x=y: x, 1)(2)")
    assert calling.spot.given == 1


def test_a_call_by_its_own_name_is_no_handing_over() -> None:
    assert [calling.is_own for calling in found("def f(x=y): return x\nf(1)")] == [True]
