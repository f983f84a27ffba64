"""Which body evaluates a node, and whether a loop of that body runs it again and again."""

from __future__ import annotations

import ast
import sys

import pytest
from hypothesis import given, settings

from cellophane.source.flow.graph import Event
from cellophane.source.flow.statements import build
from cellophane.source.tree.bodies import Body
from cellophane.source.tree.parents import Parents
from tests.flows import flows


def marked(text: str) -> tuple[Parents, ast.Name]:
    """The parents of a program and the node of the name `here` in it."""
    tree = ast.parse(text)
    [here] = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "here"]
    return Parents(tree), here


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("here", ast.Module),
        ("class C: here", ast.Module),
        ("class C(here): pass", ast.Module),
        ("if a:\n  for b in c: here", ast.Module),
        ("[here for a in b]", ast.Module),
        ("{a: b for a in b if here}", ast.Module),
        ("lambda: here", ast.Lambda),
        ("lambda a=here: a", ast.Module),
        ("def f(): here", ast.FunctionDef),
        ("def f(a=here): pass", ast.Module),
        ("def f(a: here): pass", ast.Module),
        ("def f() -> here: pass", ast.Module),
        ("@here\ndef f(): pass", ast.Module),
        ("async def f(): here", ast.AsyncFunctionDef),
        ("def f():\n  class C:\n    here", ast.FunctionDef),
        ("def f():\n  lambda a=here: a", ast.FunctionDef),
        ("(here for a in b)", ast.GeneratorExp),
        ("(a for here in b)", ast.GeneratorExp),
        ("(a for a in b if here)", ast.GeneratorExp),
        ("(a for a in here)", ast.Module),
        ("(a for a in here.b[0])", ast.Module),
        ("(a for a in b for c in here)", ast.GeneratorExp),
        ("[a for a in b if (c for c in here)]", ast.Module),
        ("lambda: (a for a in here)", ast.Lambda),
    ],
)
def test_the_body_that_evaluates(text: str, body: type[ast.AST]) -> None:
    parents, here = marked(text)
    assert type(parents.body(here)) is body


@pytest.mark.parametrize(
    "text",
    [
        "for a in b: here",
        "for here in b: pass",
        "for a[here] in b: pass",
        "while here: pass",
        "while a: here",
        "async def f():\n  async for a in b: here",
        "for a in b:\n  class C: here",
        "for a in b:\n  def f(a=here): pass",
        "for a in b:\n  with c: pass\n  try: pass\n  finally: here",
        "[here for a in b]",
        "[a for here in b]",
        "[a for a in b if here]",
        "[a for a in b for c in here]",
        "{here: a for a in b}",
        "(here for a in b)",
        "(a for a in b for c in here)",
        "for a in b:\n  (a for a in here)",
        "for a in b:\n  for c in here: pass",
        "for a in b:\n  while c: pass\n  else: here",
    ],
)
def test_what_a_loop_runs_again(text: str) -> None:
    parents, here = marked(text)
    assert parents.in_loop(here)


@pytest.mark.parametrize(
    "text",
    [
        "here",
        "for a in here: pass",
        "for a in b: pass\nelse: here",
        "while a: pass\nelse: here",
        "for a in b:\n  def f(): here",
        "for a in b: lambda: here",
        "for a in b: (c for c in d)\nhere",
        "[a for a in here]",
        "(a for a in here)",
        "for a in b: (lambda: here)()",
        "if a: here",
    ],
)
def test_what_no_loop_of_the_same_body_runs_again(text: str) -> None:
    parents, here = marked(text)
    assert not parents.in_loop(here)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with Python 3.12")
def test_bounds_of_type_parameters_are_outside_the_function() -> None:
    parents, here = marked("def f[T: here](): pass")
    assert isinstance(parents.body(here), ast.Module)


def test_the_way_to_the_root() -> None:
    tree = ast.parse("if a:\n  f(b)")
    parents = Parents(tree)
    [b] = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "b"]
    assert [type(parent) for parent, _ in parents.ancestors(b)] == [ast.Call, ast.Expr, ast.If, ast.Module]
    assert next(child for _, child in parents.ancestors(b)) is b
    assert parents.of(tree) is None
    assert isinstance(parents.of(b), ast.Call)
    assert isinstance(parents.statement(b), ast.Expr)
    assert parents.statement(tree.body[0]) is tree.body[0]
    assert parents.statement(tree) is None


@settings(max_examples=60)
@given(flows())
def test_the_flow_of_a_body_holds_only_what_that_body_evaluates(program: str) -> None:
    """`flow` and `parents` were written apart and have to agree. Parameters are bound by the function itself."""
    tree = ast.parse(program)
    parents = Parents(tree)
    for body in (node for node in ast.walk(tree) if isinstance(node, Body)):
        flow = build(body)
        for event, node in zip(flow.events, flow.nodes, strict=True):
            inside = event not in (Event.ENTRY, Event.RETURN) and not isinstance(node, ast.arg | ast.GeneratorExp)
            if node is not None and inside:
                assert parents.body(node) is body
                if flow.loops[flow.at(event, node)[0]] is not None and event is not Event.STEP:
                    assert parents.in_loop(node)


@pytest.mark.parametrize("code", ["for x, (y, *z) in w: pass", "[0 for v in u for x, z in w]"])
def test_the_loop_that_binds_a_target(code: str) -> None:
    tree = ast.parse(code)
    target = next(node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "z")
    found = Parents(tree).loop_of(target)
    assert isinstance(found, ast.For | ast.comprehension)
    assert target in [*ast.walk(found.target)]


def test_what_a_node_is_a_part_of_and_whether_it_is_called() -> None:
    tree = ast.parse("def f(): g(h)")
    parents, function = Parents(tree), tree.body[0]
    called, handed = (n for n in ast.walk(tree) if isinstance(n, ast.Name))
    assert (parents.is_called(called), parents.is_called(handed)) == (True, False)
    assert parents.is_inside(handed, function)
    assert not parents.is_inside(function, handed)
    assert [type(parent).__name__ for parent, _ in parents.own_ancestors(handed)] == ["Call", "Expr"]
