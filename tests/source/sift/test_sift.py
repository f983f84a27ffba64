"""The sift never drops what could hold a hazard, however the code is laid out, and drops most of the rest."""

from __future__ import annotations

import argparse
import ast
import asyncio.base_events
import concurrent.futures.thread
import contextlib
import dataclasses
import difflib
import enum
import functools
import inspect
import inspect as inspect_module
import logging.config
import typing
import unittest.mock
from types import ModuleType

import pytest
from hypothesis import given, settings

from cellophane.source.facts import alone
from cellophane.source.sift import text as by_text
from cellophane.source.sift import tree as by_tree
from cellophane.source.sift.needs import Needs, Region
from cellophane.source.sift.outline import Outline
from cellophane.source.text.source import from_bytes
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.parents import Parents
from tests.flows import flows
from tests.programs import programs

MODULES = (
    argparse,
    asyncio.base_events,
    concurrent.futures.thread,
    contextlib,
    dataclasses,
    difflib,
    enum,
    functools,
    inspect_module,
    logging.config,
    typing,
    unittest.mock,
)


LOOP = Needs(Region.LOOP)


def passes(text: str) -> bool:
    """Whether a file with this text gets through both tests, as it is read from a disk."""
    source = from_bytes(text.encode(), "sifted.py")
    return by_text.may_matter(source.text, LOOP) and by_tree.may_matter(Outline(source.parse(), source.text), LOOP)


def makes_closures_in_loops(tree: ast.Module) -> bool:
    """Whether a closure is made again and again: all that a hazard needs at least."""
    parents = Parents(tree)
    return any(parents.in_loop(node) for node in ast.walk(tree) if isinstance(node, Site))


# -- soundness ----------------------------------------------------------------------------------------------------

FOUND = {
    "a loop on one line": "for x in y: f(lambda: x)",
    "statements in a row": "a = 1; b = [f(lambda: x) for x in y]",
    "statements in a row in a loop": "for x in y: a = 1; f(lambda: x)",
    "while with a walrus": "while x := f():\n  g(lambda: x)",
    "while with the closure in its header": "while f(x := g(), lambda: x): pass",
    "a definition in a loop": "for x in y:\n  def f(): return x\n  z.append(f)",
    "an asynchronous loop": "async def g():\n  async for x in y: f(lambda: x)",
    "an asynchronous loop over two lines": "async def g():\n  async \\\n  for x in y: f(lambda: x)",
    "form feed before a loop": "\fif z:\n\f  for x in y: f(lambda: x)",
    "form feed within a loop's head": "async def g():\n  async\ffor x in y: f(lambda: x)",
    "a backslash before a loop": "if z:\n  \\\nfor x in y: f(lambda: x)",
    "a backslash after a loop's first word": "for\\\n x in y: f(lambda: x)",
    "tabs": "if z:\n\tfor\tx\tin\ty:\n\t\tf(lambda:x)",
    "a block that goes on at a lower indentation": "if z:\n    for x in y:\n        f(a, '''\nb''', [\nlambda: x])",
    "a closure far behind the bracket": "for x in y:\n  f(\n\n\n\n(lambda: x))",
    "a comprehension over several lines": "z = [\n  lambda: x\n  for x in y\n]",
    "a comprehension that touches a number": "z = [(lambda: x, 0)[1]or 1for x in y]; f = lambda: z",
    "comprehensions that touch numbers only": "z = [(0for w in v) and 1for x in y]",
    "a generator that touches an imaginary number": "z = [(x for w in v) and 1jfor x in y]",
    "nested comprehensions": "z = [[lambda: x for w in v] for x in y]",
    "a generator in a comprehension": "z = [(x for w in v) for x in y]",
    "a comprehension in an f-string": "z = f'{[lambda: x for x in y]}'",
    "nested comprehensions in an f-string": "z = f'a{[f\"{x}\" for x in [(x for v in w) for x in y]]}'",
    "the head of if": "if [lambda: x for x in y]:\n  pass",
    "the head of elif": "if a:\n  pass\nelif [\nlambda: x for x in y]:\n  pass",
    "the head of with": "with f([lambda: x for x in y]) as z:\n  pass",
    "the head of match": "match [lambda: x for x in y]:\n  case _: pass",
    "a guard": "match z:\n  case 1 if [\n   lambda: x for x in y]: pass",
    "the head of except": "try: pass\nexcept f([lambda: x for x in y]): pass",
    "a body of except": "try: pass\nexcept E:\n  for x in y: f(lambda: x)",
    "a body of finally": "try: pass\nfinally:\n  z = [lambda: x for x in y]",
    "a body of else": "for v in w: pass\nelse:\n  for x in y: f(lambda: x)",
    "a body of case": "match z:\n  case 1:\n    for x in y: f(lambda: x)",
    "the head of a class": "class C(f([lambda: x for x in y])):\n  pass",
    "a keyword of a class": "class C(\n  k=[lambda: x for x in y]\n): pass",
    "a body of a class": "class C:\n  for x in y: f(lambda: x)",
    "a default": "def g(a=[lambda: x for x in y]):\n  pass",
    "an annotation": "def g(\n  a: f([lambda: x for x in y])\n): pass",
    "a decorator": "@f([lambda: x for x in y])\ndef g():\n  pass",
    "a decorator of a class": "@f(\n[lambda: x for x in y])\nclass C:\n  pass",
    "an assertion": "assert [lambda: x for x in y], 1",
    "deletion": "del f([lambda: x for x in y]).a",
    "return": "def g():\n  return [lambda: x for x in y]",
    "a lambda's comprehension": "g = lambda: [lambda: x for x in y]",
    "carriage returns": "a = 1\rfor x in y:\r  f(lambda: x)\r",
    "lines of two kinds": "a = 1\r\nfor x in y:\n  f(lambda: x)\r",
    "a loop in a function in a loop": "for a in b:\n  def g():\n    for x in y: f(lambda: x)",
}


@pytest.mark.filterwarnings("ignore:invalid .* literal")
@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_what_makes_closures_in_a_loop_passes(text: str) -> None:
    assert makes_closures_in_loops(ast.parse(text.replace("\r\n", "\n").replace("\r", "\n")))
    assert passes(text)


@settings(max_examples=150)
@given(flows() | programs())
def test_generated_programs_that_make_closures_in_loops_pass(program: str) -> None:
    source = from_bytes(program.encode(), "generated.py")
    try:
        tree = source.parse()
    except Exception:  # some generated programs are wrong on purpose
        return
    if makes_closures_in_loops(tree):
        assert passes(program)


@settings(max_examples=40)
@given(flows())
def test_generated_programs_with_stale_closures_pass(program: str) -> None:
    source = from_bytes(program.encode(), "generated.py")
    if alone(source).stale:
        assert passes(program)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_real_modules_with_closures_in_loops_pass(module: ModuleType) -> None:
    text = inspect.getsource(module)
    source = from_bytes(text.encode(), f"{module.__name__}.py")
    tree = source.parse()
    if makes_closures_in_loops(tree) or alone(source).stale:
        assert passes(text)


# -- precision ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1\n",
        "def f(x):\n  return lambda: x\n",
        "for x in y:\n  print(x)\n",
        "z = [x for x in y]\n",
        "while x:\n  x -= 1\n",
        "def f():\n  def g(): pass\n  return g\n",
        "before = forward = lambda_ = definition = 0\nfor x in y: pass\n",
    ],
)
def test_text_without_both_words_is_dropped_unparsed(text: str) -> None:
    assert not by_text.may_matter(text, LOOP)


@pytest.mark.parametrize(
    "text",
    [
        "for x in y:\n  print(x)\nf(lambda: x)\n",
        "z = [x for x in y]\nf(lambda: x)\n",
        "z = [x for x in y]\nw = [x for x in y]\n",
        "def f():\n  for x in y: pass\n\ndef g():\n  return lambda: 1\n",
        "while x:\n  x -= 1\n\n\ndef f(): pass\n",
        "for x in y:\n  for z in x: pass\n",
        "if [x for x in y]:\n  f(lambda: x)\n",
        "def f(a=lambda: 0):\n  return [x for x in y]\n",
    ],
)
def test_closures_beside_loops_are_dropped_once_parsed(text: str) -> None:
    assert by_text.may_matter(text, LOOP)
    assert not by_tree.may_matter(Outline(ast.parse(text), text), LOOP)


def test_strings_and_comments_pass_until_the_text_is_parsed() -> None:
    text = "for x in y:\n  print('for')  # lambda\n"
    assert by_text.may_matter(text, LOOP)
    assert not passes(text)


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("f(lambda x=y: x)\n", True),
        ("def f(x: int = y):\n    return x\n", True),
        ("def f(\n    a,\n    x=y,\n):\n    return x\n", True),
        ("f(lambda x=None: x)\n", False),
        ("def f(x=1, y='a'):\n    return x\n", False),
        ("class C:\n    def f(self, x=y):\n        return x\n", False),
    ],
)
def test_defaults_with_names_matter(text: str, matters: bool) -> None:
    needs = Needs(Region.DEFAULT)
    assert (by_text.may_matter(text, needs) and by_tree.may_matter(Outline(ast.parse(text), text), needs)) is matters
