"""What becomes of a value in the statement that it stands in."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.following.summaries import answers
from cellophane.source.steps.fates import Fates
from cellophane.source.steps.inside import Bodies
from cellophane.source.steps.outcomes import End, Named, Outcome
from tests.following import KNOWLEDGE
from tests.parts import Parts, form, shape, told


def fates(parts: Parts) -> Fates:
    return Fates(parts.names, parts.parents, parts.callees, KNOWLEDGE, Bodies(lambda home: parts.summaries, answers()))


def outcomes(code: str, of: str = "call") -> list[Outcome]:
    """What becomes of `X`, or else of the last function."""
    parts = Parts(code)
    values = [n for n in ast.walk(parts.tree) if isinstance(n, ast.Name) and n.id == "X"]
    return fates(parts).of(values[0] if values else parts.tree.body[-1], form(of))


def said(code: str, of: str = "call") -> list[str]:
    return sorted(
        f"{told(o)}, {o.event.value}, {shape(o.form)}" for o in outcomes(code, of) if o.end is not End.DROPPED
    )


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("X()", "call", ["run, certain, call, call"]),
        ("(X if x else y)()", "call", ["run, certain, call, call"]),
        ("(y if x else X)()", "call", ["run, certain, call, call"]),
        ("(x or X)()", "call", ["run, certain, call, call"]),
        ("(X and x)()", "call", ["run, certain, call, call"]),
        ("X.__call__()", "call", ["run, certain, call, call"]),
        ("f = X.__get__(o)", "call", ["bound f, certain, bind, call"]),
        ("f = X.__func__", "call", ["bound f, certain, bind, call"]),
        ("f = X.__call__", "call", ["bound f, certain, bind, call"]),
        ("print(X())", "call", ["run, certain, call, call"]),
        ("[X][0]()", "call", ["run, certain, call, call"]),
        ("(X, 2)[0]()", "call", ["run, certain, call, call"]),
        ("{'k': X}['k']()", "call", ["run, certain, call, call"]),
        # a call of another kind of function makes something that can be run
        ("f = X()", "call await", ["bound f, certain, bind, await"]),
        ("f = X()", "call iterate", ["bound f, certain, bind, iterate"]),
        ("X()", "call await", []),
        ("f = X()", "call object call", ["bound f, certain, bind, object call"]),
        # what holds it
        ("X()", "item call", ["run, certain, call, call"]),
        ("X()", "item item call", ["run, certain, call, call"]),
        ("f = X()", "item call await", ["bound f, certain, bind, await"]),
        ("X()", "object call", ["run, certain, call, object call"]),
        ("X()", "part", ["run, certain, call, part"]),
        ("X()", "inside", ["run, certain, call, inside"]),
        ("class X: pass\nf = X()", "object call", ["bound f, certain, bind, object call"]),
        ("X()", "iterate", ["unknown, possible, use, iterate"]),
        ("X()", "await", ["unknown, possible, use, await"]),
        ("X()", "item", ["unknown, possible, use, item"]),
    ],
)
def test_it_is_called(code: str, of: str, expected: list[str]) -> None:
    assert said(code, of) == expected


@pytest.mark.parametrize(
    "code",
    [
        "X",
        "X is None",
        "X == f",
        "y in (X,)",
        "not X",
        "print(X)",
        "f'{X}'",
        "X.__name__",
        "f = y if X else z",
        "y[X]",
        "f = y[X]",
        "assert X",
        "del y[X]",
        "'%s' % X",
        "f'{y}' % X",
        "while X: pass",
        "f = (i for i in y if X)",
        "X.f = y",
        "X[0] = y",
        "X += 1",
    ],
)
def test_it_is_dropped(code: str) -> None:
    assert {outcome.end for outcome in outcomes(code, "call")} == {End.DROPPED}


@pytest.mark.parametrize("code", ["X", "f = X.id", "f = X[0]", "with X: pass", "X + 1", "raise X", "for f in X: pass"])
def test_a_handle_leads_nowhere(code: str) -> None:
    assert {outcome.end for outcome in outcomes(code, "handle")} == {End.DROPPED}


@pytest.mark.parametrize(
    "code",
    [
        "raise X",
        "f = X[0]",
        "for f in X: pass",
        "f = [i for i in X]",
        "match X:\n    case f: pass",
        "f, g = X",
        "[*X]",
        "f(*X)",
        "f(**X)",
        "await X",
    ],
)
def test_what_no_rule_tells_of_is_lost(code: str) -> None:
    assert said(code) == ["unknown, possible, use, call"]


def test_keys_are_items_that_hardly_anybody_calls() -> None:
    assert said("f = {X: y}") == ["bound f, possible, bind, item call"]
    assert said("f = {X: 1 for i in y}") == ["lasts, possible, done, item call"]
    assert said("y[X] = 1") == ["kept, possible, store, item call"]


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("f = X", "call", ["bound f, certain, bind, call"]),
        ("f: object = X", "call", ["bound f, certain, bind, call"]),
        ("f: X = y", "call", ["unknown, possible, use, call"]),
        ("f = g = X", "call", ["bound f, certain, bind, call", "bound g, certain, bind, call"]),
        ("f, g = X, 2", "call", ["bound f, certain, bind, call"]),
        ("f, g = 2, X", "call", ["bound g, certain, bind, call"]),
        ("f = x or X", "call", ["bound f, certain, bind, call"]),
        ("if f := X: pass", "call", ["bound f, certain, bind, call"]),
        ("g = (f := X)", "call", ["bound f, certain, bind, call", "bound g, certain, bind, call"]),
        ("f, *g = [X]", "call", ["bound f, certain, bind, call", "bound g, certain, bind, item call"]),
        ("f, g = X", "item call", ["bound f, certain, bind, call", "bound g, certain, bind, call"]),
        # in a display
        ("f = [X]", "call", ["bound f, certain, bind, item call"]),
        ("f = ([X],)", "call", ["bound f, certain, bind, 0/1 item call"]),
        ("f = {X}", "call", ["bound f, certain, bind, item call"]),
        ("f = {'k': X}", "call", ["bound f, certain, bind, 'k' call"]),
        ("f = [X] + y", "call", ["bound f, certain, bind, item call"]),
        ("f = y | X", "item call", ["bound f, certain, bind, item call"]),
        ("f = [*X]", "item call", ["bound f, certain, bind, item call"]),
        ("f = [*X]", "iterate", ["run, certain, done, iterate"]),
        ("f = {**X}", "item call", ["bound f, certain, bind, item call"]),
        ("f = {**X, 'm': 1}", "'k' call", ["bound f, certain, bind, 'k' call"]),
        ("f = X + (1,)", "0/2 item call", ["bound f, certain, bind, item item call"]),
        ("f = (*X, 1)", "0/2 call", ["bound f, certain, bind, item call"]),
        ("f = X or 1", "0/2 call", ["bound f, certain, bind, 0/2 call"]),
        ("f = X['k']", "'k' call", ["bound f, certain, bind, call"]),
        ("f = X['m']", "'k' call", []),
        ("f = X.get('k')", "'k' call", ["bound f, certain, bind, call"]),
        ("f = X.get('m', 1)", "'k' call", []),
        ("f = X.copy()", "'k' call", ["bound f, certain, bind, item call"]),
        ("f = X.items()", "'k' call", ["bound f, certain, bind, item 1/2 call"]),
        ("f = enumerate(X)", "0/2 call", ["bound f, certain, bind, item 1/2 call"]),
        ("f = sorted(X)", "item 0/2 call", ["bound f, certain, bind, item 0/2 call"]),
        ("f = sorted(X)", "0/2 1/2 call", ["bound f, certain, bind, item 1/2 call"]),
        ("f = dict(X)", "item 1/2 call", ["bound f, certain, bind, item item call"]),
        ("f = zip(X, y)", "item 0/2 call", ["bound f, certain, bind, item item call"]),
        ("f = (n for n, g in X)", "item 0/2 call", ["bound f, certain, bind, item call"]),
        ("f = ((1, n) for n, g in X)", "item 0/2 call", ["bound f, certain, bind, item 1/2 call"]),
        ("for f, g in X: pass", "item 0/2 call", ["bound f, certain, bind, call"]),
        # an operator of another class may hold its operand
        ("f = y + X", "call", ["bound f, possible, bind, object call"]),
        ("f = X % y", "call", ["bound f, possible, bind, object call"]),
        # taken out
        ("f = X[0]", "item call", ["bound f, certain, bind, call"]),
        ("f = X[1:]", "item call", ["bound f, certain, bind, item call"]),
        ("f = X[0]", "object call", ["bound f, likely, bind, part"]),
        ("f = X[0]", "item", ["unknown, possible, use, item"]),
        ("f = X[0]", "inside", ["bound f, certain, bind, inside"]),
        ("f = X.g", "inside", ["bound f, certain, bind, inside"]),
        ("f = X.g", "object call", ["bound f, likely, bind, part"]),
        ("f = X.g", "part", ["bound f, likely, bind, part"]),
        ("f = X.g", "item call", ["bound f, likely, bind, part"]),
        ("X.g()", "part", []),
        ("X.g()", "call", ["unknown, possible, use, call"]),
        # items one after the other
        ("for f in X: pass", "item call", ["bound f, certain, bind, call"]),
        ("for i, f in X: pass", "item call", ["bound f, certain, bind, call", "bound i, certain, bind, call"]),
        ("for f in X: pass", "iterate", ["run, certain, step, iterate"]),
        ("for f in X: pass", "item", ["unknown, possible, use, item"]),
        ("for i, f in X: pass", "inside", ["bound f, certain, bind, inside", "bound i, certain, bind, inside"]),
        ("for f in X: pass", "part", ["bound f, certain, bind, part"]),
        ("for f in y: X", "item call", []),
        ("g = [f for f in X]", "item call", ["bound f, certain, bind, call"]),
        ("g = [f for f in X]", "iterate", ["run, certain, step, iterate"]),
        ("g = [f for i in y for f in X]", "item call", ["bound f, certain, bind, call"]),
        # through a generator expression
        ("g = (f for f in X)", "item call", ["bound g, certain, bind, item call"]),
        ("g = (i for i in X)", "iterate", ["bound g, certain, bind, iterate"]),
        ("g = (f() for f in X)", "item call", ["bound g, certain, bind, iterate"]),
        ("g = (y for f in X)", "item call", ["bound g, possible, bind, iterate"]),
        ("g = (y() for f in X)", "item call", ["bound g, possible, bind, iterate"]),
        # a definition
        ("def f(): pass", "call", ["bound f, certain, bind, call"]),
        ("async def f(): pass", "call await", ["bound f, certain, bind, call await"]),
        ("class A:\n    f = X", "call", ["bound A, likely, bind, object call"]),
    ],
)
def test_a_name_stands_for_it(code: str, of: str, expected: list[str]) -> None:
    assert said(code, of) == expected


def test_what_a_generator_gives_out_is_known_for_that() -> None:
    for of, given in [("given call", True), ("item call", False)]:
        [bound] = outcomes("for f in X: pass", of)
        assert isinstance(bound, Named)
        assert bound.given is given


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("def main():\n    return X", "call", ["returned, certain, return, call"]),
        ("def main():\n    return [X]", "call", ["returned, certain, return, item call"]),
        ("lambda: X", "call", ["returned, certain, return, call"]),
        ("lambda: [X]", "call", ["returned, certain, return, item call"]),
        ("def main():\n    yield X", "call", ["yielded, certain, yield, call"]),
        ("def main():\n    yield from [X]", "call", ["yielded, certain, yield, call"]),
        ("def main():\n    yield from X", "iterate", ["run, certain, yield, iterate"]),
        ("def main():\n    yield from X", "given call", ["yielded, certain, yield, call"]),
        ("def main():\n    yield from X", "call", ["unknown, possible, use, call"]),
        ("f = (X for i in y)", "call", ["yielded, certain, yield, call"]),
        ("f = (y for i in y for j in X)", "iterate", ["run, certain, step, iterate"]),
        # until a comprehension is done, or a `with` is left
        ("f = [X for i in y]", "call", ["lasts, certain, done, item call"]),
        ("f = {X for i in y}", "call", ["lasts, certain, done, item call"]),
        ("f = {1: X for i in y}", "call", ["lasts, certain, done, item call"]),
        ("with X: pass", "object call", ["lasts, certain, leave, object call"]),
        (
            "with X as f: pass",
            "object call",
            ["bound f, certain, bind, object call", "lasts, certain, leave, object call"],
        ),
        ("with X as f: pass", "call", ["lasts, certain, leave, call"]),
        ("with y as f, X: pass", "call", ["lasts, certain, leave, call"]),
        # awaited
        ("await X", "await", ["released, certain, await, await", "run, certain, await, await"]),
        (
            "f = await X",
            "await call",
            ["bound f, certain, bind, call", "released, certain, await, await call", "run, certain, await, await call"],
        ),
        ("await X", "object call", ["released, certain, await, object call", "run, certain, await, object call"]),
        ("await X", "item call", ["unknown, possible, use, item call"]),
        # as a default
        ("def f(a=X): pass", "call", ["bound f, likely, bind, call"]),
        ("def f(*, a=X): pass", "call", ["bound f, likely, bind, call"]),
        ("f = lambda a=X: a", "call", ["bound f, likely, bind, call"]),
        ("async def f(a=X): pass", "call", ["bound f, likely, bind, call await"]),
        ("def f(a: X): pass", "call", ["unknown, possible, use, call"]),
    ],
)
def test_it_leaves_or_lasts(code: str, of: str, expected: list[str]) -> None:
    assert said(code, of) == expected


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("f(X)", "call", ["unknown, possible, call, call"]),
        ("f(k=X)", "call", ["unknown, possible, call, call"]),
        ("f(*X)", "item call", ["unknown, possible, call, call"]),
        ("f(**X)", "item call", ["unknown, possible, call, call"]),
        ("f(*X)", "iterate", ["run, certain, call, iterate"]),
        ("f(*[X])", "call", ["unknown, possible, call, call"]),
        ("print(*X)", "item call", ["dropped, certain, use, call"]),
        ("print(*X)", "iterate", ["run, certain, call, iterate"]),
        ("class A(k=X): pass", "call", ["unknown, possible, use, call"]),
        ("class A(X): pass", "call", ["unknown, possible, use, call"]),
        ("class A(**X): pass", "item call", ["unknown, possible, use, item call"]),
        ("def g(*fs): fs[0]()\ng(*X)", "item call", ["run, certain, call, call"]),
        ("def g(f, *fs): fs[0]()\ng(*X)", "item call", ["unknown, possible, call, call"]),
        ("def g(**fs): pass\ng(**X)", "item call", ["unknown, possible, call, call"]),
        ("X.show()", "object call", ["run, certain, call, object call"]),
        ("X.show()", "call", ["unknown, possible, use, call"]),
        ("f(X.run)", "object call", ["unknown, possible, call, part"]),
        ("class D:\n    def run(self): self.f()\nX = D()\nf(X.run)", "object call", ["unknown, possible, call, call"]),
    ],
)
def test_it_is_handed_to_a_callable(code: str, of: str, expected: list[str]) -> None:
    parts = Parts(code)
    value = next(n for n in ast.walk(parts.tree) if isinstance(n, ast.Name) and n.id == "X" and _is_read(n))
    found = fates(parts).of(value, form(of))
    assert sorted(f"{told(o)}, {o.event.value}, {shape(o.form)}" for o in found) == expected


def _is_read(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Load)


@pytest.mark.parametrize(
    ("decorators", "expected"),
    [
        ("@staticmethod", ["bound f, certain, bind, call"]),
        ("@property", ["bound f, certain, bind, object call"]),
        ("@atexit.register", ["bound f, certain, bind, call", "kept, certain, make, call"]),
        ("@unheard_of", ["bound f, likely, bind, call", "unknown, possible, make, call"]),
        ("@property\n@unheard_of", ["bound f, likely, bind, object call", "unknown, possible, make, call"]),
        ("@unheard_of\n@property", ["bound f, likely, bind, object call", "unknown, possible, make, object call"]),
        ("@drop", []),
        ("@unheard_of\n@drop\n@atexit.register", ["kept, certain, make, call"]),
    ],
)
def test_it_goes_through_its_decorators_from_the_last(decorators: str, expected: list[str]) -> None:
    code = f"import atexit\ndef drop(g): return 1\n{decorators}\ndef f(): pass\n"
    assert said(code) == expected


# -- what a name is bound to ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f = g = y()", ["bound g, certain, bind, call"]),
        ("f = g.h = y()", ["kept, likely, store, object call"]),
        ("f = y()", []),
        ("f: int = y()", []),
        ("(f := y())", ["dropped, certain, use, call"]),
        ("x((f := y()))", ["unknown, possible, call, call"]),
        ("f, g = y()", []),
        ("for f in y: pass", []),
        ("class D:\n    def __init__(self): fs.append(self)\nf = D()", ["kept, likely, call, item call"]),
        ("class D:\n    def __init__(self): fs.append(self)\nf = [D()]", []),
    ],
)
def test_who_else_has_an_object_as_soon_as_a_name_is_bound_to_it(code: str, expected: list[str]) -> None:
    parts = Parts(code)
    target = next(n for n in ast.walk(parts.tree) if isinstance(n, ast.Name) and n.id == "f")
    found = fates(parts).of_new(target, form("call"))
    assert sorted(f"{told(o)}, {o.event.value}, {shape(o.form)}" for o in found) == expected


@pytest.mark.parametrize(
    ("code", "begun"),
    [
        ("f = asyncio.create_task(y)", "asyncio.create_task(y)"),
        ("f: object = asyncio.create_task(y)", "asyncio.create_task(y)"),
        ("(f := asyncio.create_task(y))", "asyncio.create_task(y)"),
        ("f = g = asyncio.create_task(y)", "asyncio.create_task(y)"),
        ("f = [asyncio.create_task(y)]", None),
        ("f, g = asyncio.create_task(y)", None),
        ("f = y(z)", None),
        ("f = y", None),
        ("for f in y: pass", None),
    ],
)
def test_which_call_began_what_a_name_is_a_handle_on(code: str, begun: str | None) -> None:
    parts = Parts(f"import asyncio\n{code}")
    target = next(n for n in ast.walk(parts.tree) if isinstance(n, ast.Name) and n.id == "f")
    found = fates(parts).begun(target)
    assert (ast.unparse(found) if found is not None else None) == begun


# -- items that stand at a place -----------------------------------------------------------------------------------


def test_an_item_that_stands_under_a_key_is_not_that_of_another() -> None:
    parts = Parts("def main(**kw):\n    f = kw['a']\n    g = kw.pop('b')\n    h = kw[i]\n    j = kw.get('a')\n")
    uses = [parts.expression("kw", row) for row in (2, 3, 4, 5)]
    assert [[told(o) for o in fates(parts).of(use, form("item call"))] for use in uses] == [
        ["bound f, certain"],
        ["bound g, certain"],
        ["bound h, certain"],
        ["bound j, certain"],
    ]
    assert [[told(o) for o in fates(parts).of(use, form("'a' call"))] for use in uses] == [
        ["bound f, certain"],
        ["dropped, certain"],
        ["bound h, certain"],
        ["bound j, certain"],
    ]


# -- what is remembered --------------------------------------------------------------------------------------------


def test_an_answer_is_remembered() -> None:
    parts = Parts("def h(f): f()\nh(X)\n")
    asked = fates(parts)
    assert asked.of(parts.expression("X"), form("call")) is asked.of(parts.expression("X"), form("call"))
    assert asked.of(parts.expression("X"), form("call")) != asked.of(parts.expression("X"), form("item call"))


def test_an_answer_that_rests_on_a_guess_is_not_remembered() -> None:
    """In the first round nobody knows yet what `h` does with `f`; in the last one everything is known."""
    parts = Parts("def h(f):\n    if f: h(f)\n    else: f()\nh(X)\n")
    found: list[list[str]] = []

    def work() -> tuple[Outcome, ...]:
        guesses = parts.fates.guesses
        found.append([told(o) for o in parts.fates.of(parts.expression("X"), form("call"))])
        found.append([str(parts.fates.guesses > guesses)])
        return ()

    parts.bodies.answers.ask("another question", work)
    assert found == [["dropped, certain"], ["True"], ["run, certain"] * 2, ["False"]]
