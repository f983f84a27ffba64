"""What the sift lets through for names that are taken away, or bound too late."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.sift import text as by_text
from cellophane.source.sift import tree as by_tree
from cellophane.source.sift.needs import Needs, Region
from cellophane.source.sift.outline import Outline


def passes(text: str, region: Region) -> bool:
    needs = Needs(region)
    return by_text.may_matter(text, needs) and by_tree.may_matter(Outline(ast.parse(text), text), needs)


@pytest.mark.parametrize(
    ("region", "text"),
    [
        (Region.HANDLER_NAME, "try: f()\nexcept E as e: g(lambda: e)"),
        (Region.HANDLER_NAME, "def f():\n  e = None\n  try: g()\n  except E as e: pass\n  return lambda: e"),
        (Region.HANDLER_NAME, "try: f()\nexcept* E as e: g(x for x in y if e)"),
        (Region.DELETION, "def f(x):\n  g(lambda: x); del x"),
        (Region.DELETION, "def f(x):\n  try: return lambda: x\n  finally: del (y[0], [x])"),
        (Region.BLOCK, "def f():\n  with g() as x: return lambda: x"),
        (Region.BLOCK, "async def f():\n  async with g(), h() as x: y = (z for z in x)"),
        (Region.EARLY, "def f():\n  def g(): return x\n  g()\n  x = 1"),
        (Region.EARLY, "def g(): return x\ny = [g() for x in z]\nimport x"),
        (Region.EARLY, "def f(z):\n  sorted(z, key=lambda a: x)\n  for x in z: pass"),
        (Region.EARLY, "def f():\n  def g(): return x\n  x = g()"),
    ],
)
def test_it_lets_hazards_through(region: Region, text: str) -> None:
    assert passes(text, region)


@pytest.mark.parametrize(
    ("region", "text"),
    [
        (Region.HANDLER_NAME, "def f():\n  try: g()\n  except E as e: h(e)\n  return lambda: 1"),
        (Region.HANDLER_NAME, "try: f()\nexcept E: g(lambda: e)"),
        (Region.DELETION, "x = 1\nf(lambda: x)\ndel x"),
        (Region.DELETION, "def f(x):\n  g(lambda: x)\n  del x[0], x.y"),
        (Region.BLOCK, "def f():\n  with g(): return lambda: x"),
        (Region.BLOCK, "def f():\n  with g() as x: y = [z for z in x]\n  return lambda: y"),
        (Region.EARLY, "def f():\n  def g(): return x\n  x = 1\n  g()"),
        (Region.EARLY, "def f(x):\n  def g(): return x\n  g()\n  x = 1"),
        (Region.EARLY, "def f():\n  def g(x): return x\n  g(1)\n  x = 1"),
    ],
)
def test_it_drops_what_cannot_matter(region: Region, text: str) -> None:
    assert not passes(text, region)
