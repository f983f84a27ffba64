"""The sift for names that a function binds and a scope around it has as well."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.facts import alone
from cellophane.source.sift import text as by_text
from cellophane.source.sift import tree as by_tree
from cellophane.source.sift.needs import Needs, Region
from cellophane.source.sift.outline import Outline
from cellophane.source.text.source import Source
from tests.source.sift.test_sift import MODULES

NEEDS = Needs(Region.NAMESAKE)


def passes(text: str) -> bool:
    return by_text.may_matter(text, NEEDS) and by_tree.may_matter(Outline(ast.parse(text), text), NEEDS)


@pytest.mark.parametrize(
    "binding",
    [
        "n = 1",
        "n += 1",
        "n: int = 1",
        "a, [*n] = c",
        "del n",
        "for n in c: pass",
        "with c as (n, m): pass",
        "import n.m",
        "from m import x as n",
        "def n(): pass",
        "class n: pass",
        "try: pass\n  except E as n: pass",
        "try: pass\n  except* E as n: pass",
        "match c:\n    case [n, 1]: pass",
        "match c:\n    case {1: 2, **n}: pass",
        "match c:\n    case [*n]: pass",
        "if c:\n    while c: n = 1",
        "f(n := 1)",
    ],
)
@pytest.mark.parametrize(
    "outer",
    ["n = 0\n{}", "if c:\n  import n\n{}", "def g(): global n\n{}", "{}\nfor n in c: pass", "n = 0\nclass C:\n {}"],
)
def test_what_may_matter_passes(binding: str, outer: str) -> None:
    margin = " " if "class C" in outer else ""
    function = f"def f(c):\n  n\n  {binding}\n".replace("\n", f"\n{margin}")
    assert passes(outer.format(function))


@pytest.mark.parametrize(
    "text",
    [
        "n = 0\ndef f():\n  n = n + 1",
        "n = 0\ndef f():\n  if c: n = 1\n  print(n)",
        "n = 0\ndef f():\n  print(n)\n  n = 1",
        "n = 0\ndef f(): n = 1; print(n)",
        "def g():\n  n = 0\n  def f():\n    n = 1",
    ],
)
def test_a_name_matters_that_may_be_read_before_it_has_a_value(text: str) -> None:
    assert passes(text)


@pytest.mark.parametrize(
    "text",
    [
        "n = 0",
        "def f(n): n = 1\nn = 0",
        "n = 0\ndef f():\n  global n\n  n = 1",
        "class C:\n  n = 0\n  def f(self): n = 1",
        "n = 0\ndef f():\n  n = 1\n  print(n)",
    ],
)
def test_what_cannot_matter_is_dropped(text: str) -> None:
    assert not passes(text)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_nothing_is_lost(module: object) -> None:
    with open(str(getattr(module, "__file__", "")), encoding="utf-8") as file:
        text = file.read()
    assert passes(text) or not alone(Source("m.py", text)).namesakes
