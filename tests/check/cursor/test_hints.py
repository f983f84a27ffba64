"""What closures capture, beside them."""

from __future__ import annotations

import contextlib
import functools
import inspect
import re
import unittest.mock
from collections.abc import Iterator
from types import CodeType, ModuleType

import pytest

from cellophane.check.cursor.hints import hints
from cellophane.model.hover import Hint
from cellophane.model.scope import ScopeKind
from cellophane.source.pictures.provenance import Provenance
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.identifiers import header_end
from cellophane.versions import CLASS_CELLS
from tests.following import facts

EVERYTHING = range(1, 1000)


def shown(code: str) -> str:
    """The text with the names at the place of each hint."""
    known = facts(code)
    lines = list(known.source.lines)
    for hint in reversed(hints(known, EVERYTHING)):
        line = lines[hint.row - 1]
        lines[hint.row - 1] = f"{line[: hint.column - 1]}⟨{' '.join(hint.names)}⟩{line[hint.column - 1 :]}"
    return "\n".join(lines)


@pytest.mark.parametrize(
    "expected",
    [
        "def f(a):\n    return lambda:⟨a⟩ a",
        "def f(a, b):\n    return lambda x=(b):⟨b a⟩ x + b + a",
        "def f(a):\n    @a\n    def g(x=a)⟨a⟩ -> a: return a",
        "def f(a):\n    def g()⟨a⟩:\n        nonlocal a\n        a = 1",
        "def f(a):\n    def g()⟨a⟩:\n        return lambda:⟨a⟩ a",
        "def f(a):\n    return [lambda:⟨b⟩ b for b in a]",
        "def f(a):\n    return (lambda:⟨b⟩ b for b in a)",
        # Of a module, what a loop rebinds and is read.
        "import q\nfor i in q.x:\n    f = lambda:⟨i⟩ (i, q)",
        "for i in x:\n    def f():\n        global i\n        i = 1",
        "n = 0\nlambda: n",
        # Used up where it stands.
        "def f(a):\n    return any(a for _ in a)",
        # Of a class, and of types.
        "class C:\n    def f(self): return super().f()",
        "def f(a):\n    '\N{PILE OF POO}'; return lambda:⟨a⟩ a",
    ],
)
def test_hints_stand_behind_the_parameters(expected: str) -> None:
    assert shown(re.sub("⟨.*?⟩", "", expected)) == expected


@pytest.mark.parametrize("module", [functools, contextlib, inspect, unittest.mock], ids=lambda module: module.__name__)
def test_hints_of_functions_are_what_their_code_captures(module: ModuleType) -> None:
    text = inspect.getsource(module)
    known = facts(text)
    provenance = Provenance(known.source, known.names, known.parents)
    told = {(hint.row, hint.column): set(hint.names) for hint in hints(known, range(1, text.count("\n") + 2))}
    captured = 0
    for code in _codes(compile(text, "sample.py", "exec")):
        scope = provenance.scope(code)
        if scope is not None and scope.kind in (ScopeKind.FUNCTION, ScopeKind.LAMBDA):
            assert isinstance(scope.node, Function)
            place = header_end(known.source, scope.node)
            assert place is not None
            expected = set(code.co_freevars) - set(CLASS_CELLS)
            assert told.get(place, set()) == expected
            captured += bool(expected)
    assert captured


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def test_only_the_rows_that_are_asked_for() -> None:
    known = facts("def f(a):\n    return lambda: (\n        lambda:\n            a)\n")
    assert hints(known, range(2, 3)) == (Hint(2, 19, ("a",)),)
    assert hints(known, range(3, 4)) == (Hint(3, 16, ("a",)),)
    assert hints(known, range(1, 2)) == hints(known, range(4, 4)) == hints(known, range(-5, 0)) == ()
