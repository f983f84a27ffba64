"""What the sift lets through for names of classes, and for methods that withdraw."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.sift import text as by_text
from cellophane.source.sift import tree as by_tree
from cellophane.source.sift.needs import Needs, Region
from cellophane.source.sift.outline import Outline


def passes(text: str, region: Region, *words: str) -> bool:
    needs = Needs(region, (words,) if words else ())
    return by_text.may_matter(text, needs) and by_tree.may_matter(Outline(ast.parse(text), text), needs)


@pytest.mark.parametrize(
    "text",
    [
        "class C:\n  n = 1\n  x = [n for a in b]",
        "class C:\n  n = 1\n  f = lambda a: n",
        "class C:\n  n: int = 1\n  def f(self): return n",
        "class C:\n  def f(self): pass\n  def g(self):\n    def h(): return f()\n    return h",
        "class C:\n  for n in a: pass\n  def f(self, b=[n for c in d]): pass",
        "class C:\n  n = 1\n  @d(lambda: n)\n  def f(self): pass",
        "class C:\n  n = 1\n  def f(self): return f'{n=}'",
        "class C:\n  n = 1\n  def f(self):\n    def g(n): return n\n    return n",
        "class C:\n  n = 1\n  def f(self):\n    global n\n    n += 1",
        "def f():\n  class C:\n    n = 1\n    def g(self): return n",
        "class C:\n  n = 1\n  class D:\n    def f(self): return n",
        "class C:\n  __n = 1\n  def f(self): return _C__n",
        "class C:\n  \ufb01 = 1\n  def f(self): return fi",
    ],
)
def test_it_lets_hidden_names_through(text: str) -> None:
    assert passes(text, Region.CLASS_NAME)


@pytest.mark.parametrize(
    "text",
    [
        "class C:\n  n = 1\n  def f(self): return self.n",
        "class C:\n  n = 1\n  def f(self, n): return n",
        "class C:\n  n = 1\n  def f(self):\n    n = 2\n    return lambda: n",
        "class C:\n  list = 1\n  def f(self): return list(self)",
        "n = 0\nclass C:\n  n = 1\n  def f(self): return n",
        "class C:\n  n = 1\n  def f(self): return g(n=2)",
        "class C:\n  n = 1\n  m = n + 1",
        "class C:\n  n = 1\n  def f(self):\n    '''n'''\n    return 1",
    ],
)
def test_it_drops_classes_that_hide_nothing(text: str) -> None:
    assert not passes(text, Region.CLASS_NAME)


def test_it_looks_for_private_names_in_classes() -> None:
    assert passes("class C:\n  def f(self): return __n", Region.PRIVATE)
    assert not passes("class C:\n  def f(self): return self.__n, __name__", Region.PRIVATE)
    assert not passes("class C: pass\n__n = 1", Region.PRIVATE)


def test_it_looks_for_methods_that_are_handed_something() -> None:
    assert passes("a.off(lambda: 1)", Region.WITHDRAWAL, "off(", "unbind")
    assert passes("a.unbind_all(x=f)", Region.WITHDRAWAL, "off(", "unbind")
    assert passes("b = a.unbind\nb(f)", Region.WITHDRAWAL, "off(", "unbind")
    assert not passes("a.unbind(1)", Region.WITHDRAWAL, "off(", "unbind")
    assert not passes("a.turnoff(f)", Region.WITHDRAWAL, "off(", "unbind")


def test_it_looks_for_super_where_no_object_is_handed_over() -> None:
    assert passes("class C:\n  def f(self):\n    return [super().f() for n in a]", Region.SUPER, "super")
    assert passes("class C:\n  def f(self):\n    def g(): return super().f()", Region.SUPER, "super")
    assert passes("class C:\n  f = lambda *a: super().f()", Region.SUPER, "super")
    assert not passes("class C:\n  def f(self): super().f()", Region.SUPER, "super")
    assert not passes("class C:\n  def f(self, b=[n for n in c]): super().f()\n  def g(): pass", Region.SUPER, "super")
