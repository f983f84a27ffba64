"""In whose frame a scope runs."""

from __future__ import annotations

import ast

from cellophane.source.names.frames import frame
from cellophane.source.names.scopes import resolve
from cellophane.versions import COMPREHENSIONS_ARE_INLINED


def _frame_of(inner: type[ast.AST]) -> str:
    tree = ast.parse("def f(a):\n    return [x for x in a], (y for y in a)\n")
    return frame(resolve(tree).scope(next(node for node in ast.walk(tree) if isinstance(node, inner)))).name


def test_a_comprehension_runs_in_the_frame_around_it_where_it_is_inlined() -> None:
    assert _frame_of(ast.ListComp) == ("f" if COMPREHENSIONS_ARE_INLINED else "listcomp")


def test_a_generator_and_a_function_have_their_own() -> None:
    assert _frame_of(ast.GeneratorExp) == "genexpr"
    assert _frame_of(ast.FunctionDef) == "f"
