"""What a decorator does with the function below it."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.flow.graph import Event
from cellophane.source.steps.arguments import Arguments
from cellophane.source.steps.decorators import Decorators
from tests.following import KNOWLEDGE, facts
from tests.parts import Parts, form, goes_on, shape, told


def said(code: str, of: str = "call") -> list[str]:
    """What the first decorator of `f` does with a function of a form."""
    parts = Parts(code)
    arguments = Arguments(parts.callees, KNOWLEDGE, parts.holders, parts.bodies, goes_on)
    function = parts.definition("f")
    found = []
    for outcome in Decorators(parts.callees, arguments, KNOWLEDGE).outcomes(
        function, function.decorator_list[0], form(of)
    ):
        assert (outcome.event, outcome.node) == (Event.MAKE, function)
        found.append(f"{told(outcome)}, {shape(outcome.form)}")
    return sorted(found)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # known
        ("@staticmethod\ndef f(): pass", ["returned, certain, call"]),
        ("@property\ndef f(): pass", ["returned, certain, object call"]),
        ("import functools\n@functools.cache\ndef f(): pass", ["returned, certain, call"]),
        ("import functools\n@functools.lru_cache(maxsize=9)\ndef f(): pass", ["returned, certain, call"]),
        ("import functools\n@functools.lru_cache\ndef f(): pass", ["returned, certain, call"]),
        ("import atexit\n@atexit.register\ndef f(): pass", ["kept, certain, call", "returned, certain, call"]),
        ("import functools\n@functools.wraps(g)\ndef f(): pass", ["returned, certain, call"]),
        # not known
        ("@unheard_of\ndef f(): pass", ["returned, likely, call", "unknown, possible, call"]),
        ("@unheard_of(1)\ndef f(): pass", ["returned, likely, call", "unknown, possible, call"]),
        ("@unheard_of[0].a\ndef f(): pass", ["returned, likely, call", "unknown, possible, call"]),
        # written here
        ("def d(g): return g\n@d\ndef f(): pass", ["returned, certain, call"]),
        ("def d(g): return [g]\n@d\ndef f(): pass", ["returned, certain, item call"]),
        ("def d(g): return 1\n@d\ndef f(): pass", []),
        ("def d(g): g()\n@d\ndef f(): pass", ["run, certain, call"]),
        (
            "gs = []\ndef d(g):\n    gs.append(g)\n    return g\n@d\ndef f(): pass",
            ["kept, likely, item call", "returned, certain, call"],
        ),
        ("def d(n):\n    def e(g): return g\n    return e\n@d(1)\ndef f(): pass", ["returned, certain, call"]),
        ("def d(n):\n    def e(g): gs.append(g)\n    return e\n@d(1)\ndef f(): pass", ["kept, likely, item call"]),
        ("class D:\n    def __init__(self, g): self.g = g\n@D\ndef f(): pass", ["returned, certain, object call"]),
        # a method that keeps it in its object
        ("class A:\n    def d(self, g): self.g = g\na = A()\n@a.d\ndef f(): pass", ["held a, certain, object call"]),
        (
            "class A:\n    def d(self, g):\n        self.g = g\n        return g\n"
            "def main(a: A):\n    @a.d\n    def f(): pass",
            ["kept by a, likely, object call", "returned, certain, call"],
        ),
        (
            "class A:\n    def d(self, n):\n        def e(g): self.g = g\n        return e\n"
            "a = A()\n@a.d(1)\ndef f(): pass",
            ["held a, certain, object call"],
        ),
        # one of several
        (
            "def d(g): return g\nif x:\n    def d(g): g()\n@d\ndef f(): pass",
            ["returned, likely, call", "run, likely, call"],
        ),
        ("def d(g): ...\n@d\ndef f(): pass", ["returned, likely, call", "unknown, possible, call"]),
        (
            "def d(g): return g\nif x:\n    def d(g): ...\n@d\ndef f(): pass",
            ["returned, likely, call", "unknown, possible, call"],
        ),
    ],
)
def test_what_a_decorator_does(code: str, expected: list[str]) -> None:
    assert said(code) == expected


@pytest.mark.parametrize(
    ("decorator", "of", "expected"),
    [
        ("functools.cache", "call iterate", ["returned, certain, call iterate"]),
        ("functools.cache", "call await", ["returned, certain, call await"]),
        ("property", "call iterate", ["returned, certain, object call iterate"]),
        ("contextlib.contextmanager", "call iterate", ["returned, certain, call iterate"]),
    ],
)
def test_functions_of_other_kinds(decorator: str, of: str, expected: list[str]) -> None:
    assert said(f"import functools, contextlib\n@{decorator}\ndef f(): pass", of) == expected


def test_what_it_does_is_said_to_be_its_doing() -> None:
    parts = Parts("@unheard_of(1)\ndef f(): pass")
    function = parts.definition("f")
    arguments = Arguments(parts.callees, KNOWLEDGE, parts.holders, parts.bodies, goes_on)
    [decorator] = function.decorator_list
    outcomes = list(Decorators(parts.callees, arguments, KNOWLEDGE).outcomes(function, decorator, form("call")))
    assert {(o.cause.verb.value, o.cause.by and ast.unparse(o.cause.by)) for o in outcomes} == {
        ("decorate", "unheard_of(1)")
    }


# -- seen in what becomes of the function --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decorators", "expected"),
    [
        ("@staticmethod\n@atexit.register", {("kept", "certain"), ("bound", "certain")}),
        ("@atexit.register\n@drop", {("dropped", "certain")}),
        ("@drop\n@atexit.register", {("kept", "certain"), ("dropped", "certain")}),
        ("@unheard_of\n@atexit.register", {("kept", "certain"), ("unknown", "possible"), ("bound", "likely")}),
    ],
)
def test_one_after_the_other_from_the_last(decorators: str, expected: set[tuple[str, str]]) -> None:
    code = f"import atexit\ndef drop(g): return 1\n{decorators}\ndef f(): pass\n"
    known = facts(code)
    function = next(n for n in known.tree.body if isinstance(n, ast.FunctionDef) and n.name == "f")
    found = known.fates.of(function, form("call"))
    assert {(outcome.end.value, outcome.certainty.word) for outcome in found} == expected
