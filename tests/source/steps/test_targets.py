"""What becomes of a value that is assigned."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from cellophane.source.steps.outcomes import Outcome
from cellophane.source.steps.targets import Targets, matching
from tests.parts import Parts, form, place, shape, told

HEAD = "def main(given):\n    own = []\n    global shared\n"
OWN = "held own, certain, store, object call"
ROW = HEAD.count("\n") + 1


def main(line: str) -> Parts:
    """A function with this line, which owns a list `own`, and in which `given` and `shared` belong to others."""
    return Parts(f"{HEAD}    {line}\n")


def said(outcomes: Iterable[Outcome]) -> list[str]:
    found = []
    for outcome in outcomes:
        event, row = place(outcome.event, outcome.node).split()
        assert int(row) == ROW
        found.append(f"{told(outcome)}, {event}, {shape(outcome.form)}")
    return found


def statement(parts: Parts) -> ast.stmt:
    assert isinstance(parts.main, ast.FunctionDef)
    return parts.main.body[-1]


@pytest.mark.parametrize(
    ("target", "of", "expected"),
    [
        ("a", "call", ["bound a, certain, bind, call"]),
        ("shared", "call", ["kept, likely, bind, call"]),
        ("own.f", "call", ["held own, certain, store, object call"]),
        ("own[0]", "call", ["held own, certain, store, item call"]),
        ("own[0].f", "call", ["held own, certain, store, item object call"]),
        ("own.a.f", "call", ["held own, certain, store, object call"]),
        ("given.f", "call", ["kept by given, likely, store, object call"]),
        ("given[0]", "call", ["kept by given, likely, store, item call"]),
        ("shared.f", "call", ["kept, likely, store, object call"]),
        ("given().f", "call", ["kept, likely, store, object call"]),
        # what takes it apart
        ("(a, b)", "item call", ["bound a, certain, bind, call", "bound b, certain, bind, call"]),
        ("[a, own.f]", "item call", ["bound a, certain, bind, call", "held own, certain, store, object call"]),
        ("(a, *b)", "item call", ["bound a, certain, bind, call", "bound b, certain, bind, item call"]),
        (
            "(a, (b, c))",
            "item item call",
            ["bound a, certain, bind, item call", "bound b, certain, bind, call", "bound c, certain, bind, call"],
        ),
        ("(a, b)", "given call", ["bound a, certain, bind, call", "bound b, certain, bind, call"]),
        ("(a, b)", "iterate", ["run, certain, bind, iterate"]),
        ("[a, *b]", "through", ["run, certain, bind, through"]),
        # what cannot be taken apart, or holds nothing of it
        ("(a, b)", "call", []),
        ("(a, b)", "object call", ["bound a, possible, bind, part", "bound b, possible, bind, part"]),
        ("(a, b)", "item", []),
        ("()", "iterate", ["dropped, certain, use, iterate"]),
        ("()", "item call", ["dropped, certain, use, item call"]),
        # a place that is known
        ("(a, b)", "1/2 call", ["bound b, certain, bind, call"]),
        ("(a, (b, c))", "1/2 0/2 call", ["bound b, certain, bind, call"]),
        ("(a, b)", "'k' call", ["bound a, certain, bind, call", "bound b, certain, bind, call"]),
        ("own.f", "1/2 call", ["held own, certain, store, object 1/2 call"]),
    ],
)
def test_a_target(target: str, of: str, expected: list[str]) -> None:
    parts = main(f"{target} = x")
    assigned = statement(parts)
    assert isinstance(assigned, ast.Assign)
    assert said(Targets(parts.holders).of(assigned.targets[0], form(of))) == expected


@pytest.mark.parametrize(
    ("line", "of", "expected"),
    [
        ("own += x", "item call", ["held own, certain, bind, item call"]),
        ("own |= x", "item call", ["held own, certain, bind, item call"]),
        ("given += x", "item call", ["kept by given, likely, bind, item call"]),
        ("given.fs += x", "item call", ["kept by given, likely, store, object item call"]),
        ("own[0] += x", "item call", ["held own, certain, store, item item call"]),
        ("own += x", "iterate", ["run, certain, bind, iterate"]),
        ("given.fs += x", "iterate", ["run, certain, bind, iterate"]),
        ("given.changed += x", "call", ["kept by given, likely, store, object call"]),
        ("own.changed += x", "call", ["held own, certain, store, object call"]),
        # a number, most likely
        ("own += x", "call", []),
        ("own += x", "object call", []),
        ("given.changed += x", "object call", []),
        ("own -= x", "item call", []),
        ("own *= x", "item call", []),
        ("given.changed -= x", "call", []),
        ("own -= x", "iterate", []),
    ],
)
def test_what_is_added(line: str, of: str, expected: list[str]) -> None:
    parts = main(line)
    added = statement(parts)
    assert isinstance(added, ast.AugAssign)
    assert said(Targets(parts.holders).augmented(added, form(of))) == expected


@pytest.mark.parametrize(
    ("target", "of", "expected"),
    [
        ("a", "call", ["bound a, certain, bind, call"]),
        ("own.f", "call", ["held own, certain, store, object call"]),
        ("(a, b)", "call", ["bound a, certain, bind, call", "bound b, certain, bind, call"]),
        ("(a, (b, own.f))", "call", ["bound a, certain, bind, call", "bound b, certain, bind, call", OWN]),
        ("(a, b)", "item call", ["bound a, certain, bind, call", "bound b, certain, bind, call"]),
        ("(a, *b)", "item call", ["bound a, certain, bind, call", "bound b, certain, bind, item call"]),
        ("(a, b)", "iterate", ["bound a, certain, bind, iterate", "bound b, certain, bind, iterate"]),
    ],
)
def test_an_item_for_each_iteration(target: str, of: str, expected: list[str]) -> None:
    parts = main(f"for {target} in x: pass")
    loop = statement(parts)
    assert isinstance(loop, ast.For)
    assert said(Targets(parts.holders).of_loop(loop.target, form(of))) == expected


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("a, b = X, 1", "a"),
        ("a, b = 1, X", "b"),
        ("[a, b.c] = (1, X)", "b.c"),
        ("(a,) = [X]", "a"),
        ("(a, (b, c)) = 1, X", "(b, c)"),
        ("a, b = c = X, 1", None),
        ("a, *b = X, 1", None),
        ("a, b = *c, X", None),
        ("a, b, c = X, 1", None),
        ("a = X, 1", None),
        ("a.b = X, 1", None),
        ("a: tuple = X, 1", None),
        ("return X, 1", None),
        ("a, b = c, (X, 1)", None),
        ("a, b = [X, 1][:]", None),
    ],
)
def test_which_target_takes_which_element(line: str, target: str | None) -> None:
    parts = main(line)
    value = parts.expression("X")
    display = parts.parents.of(value)
    assert isinstance(display, ast.Tuple | ast.List)
    found = matching(value, display, parts.parents.of(display))
    assert (ast.unparse(found) if found is not None else None) == target
