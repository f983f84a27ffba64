"""The declaration that mends a missing `nonlocal`, and why there may be none."""

from __future__ import annotations

from textwrap import dedent

import pytest

from cellophane.check.engine import check_bytes
from cellophane.check.fix.mending import mended
from cellophane.check.options import Options
from cellophane.model.finding import Certainty
from cellophane.source.analysis import Analysis

OPTIONS = Options(("CEL301", "CEL302"), Certainty.LIKELY)


def after(code: str, unsafe: bool = True) -> str:
    data, run = dedent(code).encode(), Analysis()
    made = mended(data, check_bytes(data, "sample.py", OPTIONS, run), OPTIONS, run, unsafe=unsafe).mended
    assert made is not None
    return made.after.decode()


def unfixed(code: str) -> list[str]:
    return [one.unfixed for one in check_bytes(dedent(code).encode(), "sample.py", OPTIONS).findings]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("    n += 1\n", "    nonlocal n\n    n += 1\n"),
        ("    '''Text.'''\n    n += 1\n", "    '''Text.'''\n    nonlocal n\n    n += 1\n"),
        ("    @d\n    def h(): pass\n    n += 1\n", "    nonlocal n\n    @d\n    def h(): pass\n    n += 1\n"),
        ("    # why\n    n += 1\n", "    # why\n    nonlocal n\n    n += 1\n"),
    ],
)
def test_it_is_the_first_statement(before: str, expected: str) -> None:
    code = "def f():\n  n = 0\n  def g():\n{}  g()\n"
    assert after(code.format(before), unsafe=False) == code.format(expected)


def test_it_fits_on_the_line_of_the_header() -> None:
    assert after("n = 0\ndef g(): n += 1\n", unsafe=False) == "n = 0\ndef g(): global n; n += 1\n"


def test_two_names_are_mended_one_after_the_other() -> None:
    code = "def f():\n  a = b = 0\n  def g():\n    a += 1\n    b += 1\n  return g, a, b\n"
    text = after(code, unsafe=False)
    assert "nonlocal a\n" in text
    assert "nonlocal b\n" in text


def test_what_may_be_meant_is_mended_only_when_asked_for() -> None:
    code = "def f():\n  n = 0\n  def g(c):\n    if c:\n      n = 0\n    else:\n      n += 1\n  return g, n\n"
    assert after(code, unsafe=False) == code
    assert "nonlocal n" in after(code)
    vain = "def f():\n  n = None\n  def g():\n    n = 1\n  g()\n  return n\n"
    assert after(vain, unsafe=False) == vain
    assert "nonlocal n" in after(vain)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import n\ndef g():\n  print(n)\n  import n.m\n", "cannot be told"),
        ("def f(n):\n  def g():\n    del n\n  return g\n", "cannot be told"),
        ("def f():\n  n = 0\n  def g():\n    print(n)\n    n: int = 1\n  return g\n", "annotated"),
    ],
)
def test_there_is_none_where_it_would_not_be_right(code: str, reason: str) -> None:
    [why] = unfixed(code)
    assert reason in why


def test_a_name_for_what_nobody_wants_is_to_be_another_one() -> None:
    code = "_ = str\ndef g(pair):\n  text = _(pair)\n  first, _ = pair\n  return text, first\n"
    [found] = check_bytes(code.encode(), "sample.py", OPTIONS).findings
    assert found.fix is None
    assert found.advice.startswith("give what `g` binds another name")


@pytest.mark.parametrize("before", ["def n(): return 1\n", "class n: pass\n", "import os as n\n"])
def test_what_is_bound_for_good_is_no_variable_to_be_changed(before: str) -> None:
    [found] = check_bytes(f"{before}def g():\n  n = n()\n  return n\n".encode(), "sample.py", OPTIONS).findings
    assert found.fix is None
    assert found.advice.startswith("give what `g` binds another name")
