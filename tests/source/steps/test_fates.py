"""What becomes of a function value in the statement that it stands in."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.outcomes import End, Form, Named, Way
from tests.following import ends, facts, outcomes

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
ITERATED = (Way.ITERATE,)
MANY = (Way.ITEM, Way.CALL)
HELD = (Way.OBJECT, Way.CALL)


@pytest.mark.parametrize(
    "code",
    [
        "(lambda: 1)()",
        "((lambda: 1) if x else y)()",
        "(x or (lambda: 1))()",
        "(lambda: 1).__call__()",
        "print((lambda: 1)())",
        "sorted(x, key=lambda: 1)",
        "x = max(y, key=lambda: 1)",
        "list(map(lambda: 1, x))",
        "[lambda: 1][0]()",
        "(lambda: 1, 2)[0]()",
        "{'k': lambda: 1}['k']()",
    ],
)
def test_it_runs_here(code: str) -> None:
    assert (End.RUN, CERTAIN) in ends(code)


@pytest.mark.parametrize(
    "code",
    [
        "lambda: 1",
        "(lambda: 1) is None",
        "(lambda: 1) == f",
        "x in (lambda: 1,)",
        "not (lambda: 1)",
        "print(lambda: 1)",
        "isinstance(lambda: 1, int)",
        "f'{(lambda: 1)}'",
        "(lambda: 1).__name__",
        "{(lambda: 1): x}",
        "(lambda: 1) if (lambda: 2) else y",
        "[1, 2][lambda: 1]",
        "assert (lambda: 1)",
        "del x[lambda: 1]",
        "'%s' % (lambda: 1)",
    ],
)
def test_it_is_dropped(code: str) -> None:
    assert {end for end, _ in ends(code)} <= {End.RELEASED}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("f = lambda: 1", ["f"]),
        ("f: object = lambda: 1", ["f"]),
        ("f = g = lambda: 1", ["f", "g"]),
        ("f, g = lambda: 1, 2", ["f"]),
        ("f, g = 2, lambda: 1", ["g"]),
        ("f = x or (lambda: 1)", ["f"]),
        ("if f := (lambda: 1): pass", ["f"]),
        ("f = [lambda: 1]", ["f"]),
        ("f = {'k': lambda: 1}", ["f"]),
        ("f, *g = [lambda: 1]", ["f", "g"]),
        ("def f(): pass", ["f"]),
        ("async def f(): pass", ["f"]),
        ("for f in [lambda: 1]: pass", ["f"]),
        ("for i, f in [(1, lambda: 1)]: pass", ["i", "f"]),
    ],
)
def test_a_name_stands_for_it(code: str, names: list[str]) -> None:
    bound = [outcome for outcome in outcomes(code) if isinstance(outcome, Named)]
    assert sorted(outcome.variable.name for outcome in bound) == sorted(names)


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("f = lambda: 1", (Way.CALL,)),
        ("f = [lambda: 1]", MANY),
        ("f = ([lambda: 1],)", (Way.ITEM, *MANY)),
        ("f = [lambda: 1] + x", MANY),
        ("f = [lambda: 1][1:]", MANY),
        ("f = [*[lambda: 1]]", MANY),
        ("f = {'k': [lambda: 1]}", (Way.ITEM, *MANY)),
        ("async def f(): pass", (Way.CALL, Way.AWAIT)),
        ("def f(): yield", (Way.CALL, Way.ITERATE)),
        ("f = (i for i in x)", ITERATED),
        ("f = map(lambda: 1, x)", ITERATED),
        ("import functools\nf = functools.partial(lambda: 1)", (Way.CALL,)),
    ],
)
def test_the_form_in_which_the_name_has_it(code: str, form: tuple[Way, ...]) -> None:
    [bound] = [outcome for outcome in outcomes(code) if outcome.end is End.BOUND]
    assert bound.form == form


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("def main():\n    return [lambda: 1]", End.RETURNED),
        ("def main():\n    yield [lambda: 1]", End.YIELDED),
        ("def main():\n    yield from [lambda: 1]", End.YIELDED),
        ("main = lambda: [lambda: 1]", End.RETURNED),
        ("main = ((lambda: 1) for i in x)", End.YIELDED),
        ("x = [(lambda: 1) for i in x]", End.LASTS),
        ("x = {1: (lambda: 1) for i in x}", End.LASTS),
        ("with x(lambda: 1): pass", End.UNKNOWN),
        ("with open(lambda: 1): pass", End.UNKNOWN),
    ],
)
def test_it_leaves(code: str, end: End) -> None:
    assert end in _of_last_lambda(code)


def _of_last_lambda(code: str, form: Form = (Way.CALL,)) -> list[End]:
    known = facts(code)
    last = max((n for n in ast.walk(known.tree) if isinstance(n, ast.Lambda)), key=lambda n: (n.lineno, n.col_offset))
    return [outcome.end for outcome in known.fates.of(last, form)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("for i in (n for n in x): pass", {(End.RUN, CERTAIN)}),
        ("[*(n for n in x)]", set()),
        ("a, b = (n for n in x)", {(End.RUN, CERTAIN)}),
        ("sum(n for n in x)", {(End.RUN, CERTAIN)}),
        ("','.join(n for n in x)", {(End.RUN, CERTAIN)}),
        ("y += (n for n in x)", {(End.RUN, CERTAIN)}),
        ("print(*(n for n in x))", {(End.RUN, CERTAIN)}),
        ("print(n for n in x)", set()),
    ],
)
def test_generators_run_when_they_are_iterated(code: str, expected: set[tuple[End, str]]) -> None:
    assert ends(code) == expected


def test_calling_a_coroutine_function_does_not_run_it() -> None:
    assert ends("(lambda: 1)()", (Way.CALL, Way.AWAIT)) == set()


def test_awaiting_what_it_gives_does() -> None:
    assert End.RUN in _of_last_lambda("async def main(): await (lambda: 1)()", (Way.CALL, Way.AWAIT))


def test_a_method_of_what_holds_it_may_run_it() -> None:
    assert (End.RUN, CERTAIN) in ends("(lambda: 1).show()", HELD)
    assert ends("(lambda: 1).show()") == set()


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [
        ("@property", {(End.BOUND, CERTAIN)}),
        ("@staticmethod", {(End.BOUND, CERTAIN)}),
        ("@functools.cache", {(End.BOUND, CERTAIN)}),
        ("@functools.lru_cache(maxsize=9)", {(End.BOUND, CERTAIN)}),
        ("@functools.wraps(x)", {(End.BOUND, CERTAIN)}),
        ("@atexit.register", {(End.BOUND, CERTAIN), (End.KEPT, CERTAIN)}),
        ("@unheard_of", {(End.BOUND, CERTAIN), (End.UNKNOWN, POSSIBLE)}),
        ("@unheard_of.thing('/')", {(End.BOUND, CERTAIN), (End.UNKNOWN, POSSIBLE)}),
    ],
)
def test_decorators(decorator: str, expected: set[tuple[End, str]]) -> None:
    assert ends(f"import atexit, functools\n{decorator}\ndef f(): pass") == expected


def test_a_class_holds_what_its_body_defines() -> None:
    [held] = outcomes("class A:\n    def f(self): pass")
    assert isinstance(held, Named)
    assert (held.certainty.word, held.variable.name) == (LIKELY, "A")
