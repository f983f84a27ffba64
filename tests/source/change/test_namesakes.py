"""Variables of functions that are called as one around them: what comes of it."""

from __future__ import annotations

from textwrap import indent

import pytest

from cellophane.source.change.namesakes import Namesakes
from tests.parts import Parts


def told(code: str) -> list[str]:
    """What is found, each as `lack name row`."""
    parts = Parts(code)
    found = Namesakes(parts.names, parts.parents, parts.flow, parts.happenings).all(parts.names.scopes)
    return [f"{one.lack.value} {one.own.name} {getattr(one.node, 'lineno', 0)}" for one in found]


def inside(body: str, outer: str = "n = 0", after: str = "return n") -> list[str]:
    """What is found in a function with this body, which begins in row 4, in one that has `n`."""
    return told(f"def f(c):\n  {outer}\n  def g():\n{indent(body, '    ')}\n  g()\n  {after}\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("n += 1", "always n 4"),
        ("print(n)\nn = 1", "always n 4"),
        ("del n", "always n 4"),
        ("if c: n = 1\nelse: n += 1", "always n 5"),
        ("for i in c:\n  print(n)\n  n = i", "always n 5"),
        ("try: n += 1\nexcept Exception: pass", "always n 4"),
        ("print([n for _ in c])\nn = 1", "always n 4"),
        ("class C: print(n)\nn = 1", "always n 4"),
        ("import n.m\nprint(n)", ""),
        ("print(n)\nimport n.m", "always n 4"),
        ("if c: n = 1\nprint(n)", "sometimes n 5"),
        ("for n in c: pass\nprint(n)", "sometimes n 5"),
        ("n = 1\nn += 1", ""),
        ("try: n += 1\nexcept NameError: n = 1", ""),
        ("try: n += 1\nexcept (OSError, UnboundLocalError): n = 1", ""),
        ("def h(): return n\nn = 1\nh()", ""),
        ("nonlocal n\nn += 1", ""),
        ("global n\nn += 1", ""),
    ],
)
def test_what_is_read_without_a_value(body: str, expected: str) -> None:
    assert inside(body) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("body", "outer", "after", "expected"),
    [
        ("n = 1", "n = 0", "return n", "in vain n 4"),
        ("n = 1", "n = c", "return n", "in vain n 4"),
        ("n: int = 1", "n = 0", "return n", "in vain n 4"),
        ("n = 1\nprint(n)", "n = None", "return n", "in vain n 4"),
        ("n, m = c\nprint(n)", "n = None", "return n", "in vain n 4"),
        ("n = 1", "n = 0", "return lambda: n", "in vain n 4"),
        ("n = 1\nprint(n)", "n = 0", "return n", ""),
        ("n, m = c", "n = 0", "return n", ""),
        ("n = 1", "n = 0; n = 2", "return n", ""),
        ("n = 1", "n = 0", "return", ""),
        ("for n in c: pass", "n = None", "return n", ""),
        ("n = yield", "n = None", "return n", ""),
        ("n = 1", "n, m = c", "return n", ""),
        ("_ = 1", "_ = None", "return _", ""),
    ],
)
def test_what_is_assigned_in_vain(body: str, outer: str, after: str, expected: str) -> None:
    assert inside(body, outer, after) == ([expected] if expected else [])


def test_a_sibling_that_declares_it_shows_that_it_is_shared() -> None:
    code = (
        "def f():\n  n = 0\n  n = 1\n  def g():\n    nonlocal n\n    n += 1\n  def h():\n    n = 5\n  return g, h, n\n"
    )
    assert told(code) == ["in vain n 8"]


def test_of_the_module_only_what_always_raises_counts() -> None:
    assert told("n = 0\ndef f(): n += 1\ndef g(): n = 1\ndef h(c):\n  if c: n = 1\n  return n\n") == ["always n 2"]


def test_a_read_before_the_function_is_made_is_no_read_later() -> None:
    assert told("def f():\n  n = 0\n  print(n)\n  def g(): n = 1\n  g()\n") == []


def test_a_function_that_is_made_before_the_outer_one_is_bound_has_nothing_to_change() -> None:
    inner = "def h():\n    nonlocal n\n    n += 1\n  def g():\n    n = 1\n    return n"
    code = f"def f():\n  {inner}\n  n = g()\n  return n, h\n"
    assert told(code) == []
