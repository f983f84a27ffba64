"""Which functions pickle finds again by their names: the answer, held to pickle itself."""

from __future__ import annotations

import ast
import pickle
import sys
import types

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.meaning.portable import Portable
from tests.following import facts

PROGRAMS = {
    "a function of the module": "def f(): ...\nvalue = f",
    "a lambda": "value = lambda: 1",
    "a lambda by its name": "f = lambda: 1\nvalue = f",
    "a local function": "def make():\n    def f(): ...\n    return f\nvalue = make()",
    "a function that is global": "def make():\n    global f\n    def f(): ...\nmake()\nvalue = f",
    "a method": "class C:\n    def m(self): ...\nc = C()\nvalue = c.m",
    "a method of a class in a class": "class C:\n    class D:\n        def m(self): ...\nc = C.D()\nvalue = c.m",
    "a partial function of a lambda": "import functools\nf = functools.partial(lambda x: x, 1)\nvalue = f",
}


@pytest.mark.parametrize("code", PROGRAMS.values(), ids=PROGRAMS)
def test_what_it_refuses_pickle_refuses(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = facts(code)
    statement = known.tree.body[-1]
    assert isinstance(statement, ast.Assign)
    refused = list(Portable(known.source, known.names, known.callees, known).refused(statement.value))
    module = types.ModuleType("module_of_the_test")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(code, module.__dict__)
    try:
        pickle.dumps(module.value)
        taken = True
    except (pickle.PicklingError, AttributeError):
        taken = False
    assert (refused == []) == taken
    assert all(one.certainty is Certainty.CERTAIN and known.portable.is_here(one) for one in refused)


@pytest.mark.parametrize(
    ("code", "certainty"),
    [
        ("f = lambda: 1\nf.__qualname__ = 'f'\nf", Certainty.POSSIBLE),
        ("def g(f=None):\n    if f is None:\n        def f(): ...\n    f", Certainty.LIKELY),
        ("def g():\n    @d\n    def f(): ...\n    f", Certainty.POSSIBLE),
    ],
)
def test_how_sure_that_is(code: str, certainty: Certainty) -> None:
    known = facts(code)
    [name] = [n for n in ast.walk(known.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)][-1:]
    names = [n for n in ast.walk(known.tree) if isinstance(n, ast.Expr)]
    [expression] = [n.value for n in names if isinstance(n.value, ast.Name)]
    assert name is not None
    assert [one.certainty for one in known.portable.refused(expression)] == [certainty]
