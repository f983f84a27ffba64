"""Holds qualified names, scopes of code and places of names to what the compiler makes of the same text."""

from __future__ import annotations

import argparse
import ast
import asyncio.base_events
import collections
import dataclasses
import functools
import inspect
import sys
import typing
import unittest.mock
from collections.abc import Iterator
from types import CodeType, ModuleType

import pytest

from cellophane.model.picture import Bound
from cellophane.model.scope import Scope, ScopeKind, Variable
from cellophane.source.pictures.provenance import Provenance
from cellophane.source.text.source import Source

MODULES: list[ModuleType] = [
    argparse,
    ast,
    asyncio.base_events,
    collections,
    dataclasses,
    functools,
    inspect,
    typing,
    unittest.mock,
]


def codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from codes(one)


def provenance(text: str) -> Provenance:
    return Provenance(Source("test.py", text))


def all_codes(text: str) -> list[CodeType]:
    return [one for one in codes(compile(text, "test.py", "exec")) if "generic parameters" not in one.co_name]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_code_of_a_module_is_found_again(module: ModuleType) -> None:
    text = inspect.getsource(module)
    known, seen = provenance(text), set[Scope]()
    for code in all_codes(text):
        scope = known.scope(code)
        assert scope is not None, code
        assert scope not in seen
        seen.add(scope)
        captured = {one.name for one in known.captured(scope)}
        assert captured == set(code.co_freevars) or (scope.kind is ScopeKind.CLASS and sys.version_info >= (3, 12))
        if code.co_name != "<module>":
            assert known.qualified(scope) == code.co_qualname


TORTURE = """\
class Outer:
    class Inner:
        def method(self):
            return [lambda: self for _ in ()], __class__
    late = lambda self: {x: y for x, y in ()}

def f(a, *b, c=lambda: (lambda: 0), **d):
    global g
    def g(): return a
    async def h():
        return [i async for i in a], (j for j in b if c)
    @(lambda function: function)
    @functools.wraps(a)
    def decorated(): return h, d
    return lambda: lambda: decorated

pair = (lambda x: lambda: x, lambda x: lambda: x)
"""


def test_names_as_the_compiler_makes_them() -> None:
    known = provenance(TORTURE)
    for code in all_codes(TORTURE):
        scope = known.scope(code)
        assert scope is not None, code
        assert code.co_name == "<module>" or known.qualified(scope) == code.co_qualname


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with Python 3.12")
def test_type_parameters_are_in_no_name() -> None:
    text = "def f[T](a: T):\n    class C[U]:\n        def m[V](self) -> V: return lambda: (a, T, U)\n    return C\n"
    known = provenance(text)
    for code in all_codes(text):
        assert known.scope(code) is not None, code


def test_two_lambdas_in_one_line() -> None:
    text = "pair = (lambda: one), (lambda: two)\n"
    known = provenance(text)
    _, one, other = all_codes(text)
    places = [known.scope(code).node.col_offset for code in (one, other)]  # type: ignore[union-attr]
    assert places == [8, 23]


@pytest.mark.parametrize(
    "changed",
    ["\ndef f(n): return lambda: n\n", "def f(n): return lambda: m\n", "def g(n): return lambda: n\n", ""],
    ids=["moved", "other variables", "renamed", "gone"],
)
def test_code_of_another_text_is_not_found(changed: str) -> None:
    inner = all_codes("def f(n): return lambda: n\n")[-1]
    assert provenance(changed).scope(inner) is None


def variable(known: Provenance, name: str) -> Variable:
    every = [one for scope in known.names.scopes for one in known.names.variables(scope)]
    return next(one for one in every if one.name == name and one.scope is not known.names.module)


BINDINGS = """\
def outer(parameter, *, annotated: int = 1):
    assigned = 1
    assigned += 1
    for loop in (): pass
    with open("x") as opened, open("loop") as loop: pass
    try: pass
    except (ValueError, caught) as caught: pass
    import os.path, os as system, os.path as path
    from a import b as imported, plain
    def defined(): pass
    async   def awaited(): pass
    class Defined(defined): pass
    if (walrus := 1): pass
    del walrus
    match parameter:
        case [matched, *rest] | {"k": matched, **rest}: pass
        case str() as matched: pass
    typed: int = 3
    naïve = "é"; late = naïve
    return lambda: (parameter, annotated, assigned, loop, opened, caught, os, system, path, imported, plain, defined,
                    awaited, Defined, walrus, matched, rest, typed, naïve, late)
"""


def test_marks_are_the_names_and_nothing_else() -> None:
    known = provenance(BINDINGS)
    captured = known.captured(known.names.scopes[-1])
    assert len(captured) == 20
    for one in captured:
        mentions = known.mentions(one)
        assert {mention.role for mention in mentions} == {"bound", "read"}
        for mention in mentions:
            span = mention.span
            line = known.source.line(span.row)
            assert (span.end_row, line[span.column - 1 : span.end_column - 1]) == (span.row, one.name)
        assert len(set(mentions)) == len(mentions)


def test_private_names_are_found_as_they_are_written() -> None:
    known = provenance("class C:\n    def m(self, __n):\n        return lambda: __n\n")
    (captured,) = known.captured(known.names.scopes[-1])
    assert captured.name == "_C__n"
    assert [one.span.column for one in known.mentions(captured)] == [17, 24]


def test_words_of_comments_are_no_names() -> None:
    known = provenance("def f(n):\n    match n:\n        case {**m,  # m\n              }: return lambda: m\n")
    (captured,) = known.captured(known.names.scopes[-1])
    assert [(one.span.row, one.span.column, one.role) for one in known.mentions(captured)] == [
        (3, 17, "bound"),
        (4, 33, "read"),
    ]


def test_bindings_say_how_and_by_whom() -> None:
    known = provenance("def f(n):\n    def g():\n        nonlocal n\n        n += 1\n    return g\n")
    assert known.bindings(variable(known, "n")) == (
        Bound(1, "parameter", "f"),
        Bound(4, "augmented assignment", "f.<locals>.g"),
    )


def test_the_end_of_a_handler_unbinds() -> None:
    known = provenance("def f():\n    try: pass\n    except E as e:\n        g = lambda: e\n        pass\n")
    assert [(one.row, one.how) for one in known.bindings(variable(known, "e"))] == [
        (3, "except target"),
        (5, "end of except"),
    ]


def test_what_was_left_behind() -> None:
    known = provenance(
        "def a(x, y):\n    z = 1\n    def b(w):\n        def c(): return x\n        return c\n    return b\n"
    )
    inner = next(scope for scope in known.names.scopes if scope.name == "c")
    assert known.left_behind(inner) == ("w", "b", "y", "z")


def test_bindings_that_a_loop_repeats() -> None:
    text = """
def outer(many):
    once = 0
    for each in many:
        again = each
        def inner(): return once, each, again, late
        def made(given):
            own = given
            return lambda extra: lambda: (given, own, extra)
    while many:
        late = many.pop()
    else:
        once = 1
    return [lambda: one for one in many]
"""
    provenance = Provenance(Source("a.py", text))
    repeated = {
        variable.name: [each.repeated for each in provenance.bindings(variable)]
        for scope in provenance.names.scopes
        for variable in provenance.captured(scope)
    }
    assert repeated == {
        "once": [False, False],
        "each": [True],
        "again": [True],
        "late": [True],
        "given": [False],
        "own": [False],
        "extra": [False],
        "one": [True],
    }


def test_who_changes_what_a_variable_holds() -> None:
    text = """
def make(rows):
    def item(): rows[0][1] = 2
    def attribute(): rows.name += 1
    def deleted(): del rows[0]
    def method(): rows[0].add(1)
    def handed_on(): print(rows, rows.add, rows[0].count(1), add(rows))
    def rebound():
        nonlocal rows
        rows = rows[1]
    class Inside:
        def method(self): rows.add(1)
"""
    known = provenance(text)
    (variable,) = (one for one in known.names.variables(known.names.scopes[1]) if one.name == "rows")
    found = [name.removeprefix("make.<locals>.") for name in known.changed_by(variable, {"add"})]
    assert found == ["item", "attribute", "deleted", "method", "Inside.method"]
