"""What callables do with the functions handed to them."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.inside import Argument
from cellophane.source.steps.outcomes import End
from tests.following import ends

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"


@pytest.mark.parametrize(
    ("code", "position", "keyword"),
    [
        ("f(X)", 0, None),
        ("f(1, X)", 1, None),
        ("f(key=X)", None, "key"),
        ("f(1, key=X)", None, "key"),
        ("f(X, *y)", 0, None),
        ("f(*y, X)", None, None),
        ("f(**X)", None, None),
    ],
)
def test_where_an_argument_stands(code: str, position: int | None, keyword: str | None) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    values = [*call.args, *call.keywords]
    value = next(v for v in values if ast.unparse(v).rpartition("=")[2].lstrip("*") == "X")
    argument = Argument.of(call, value)
    assert (argument.position, argument.keyword) == (position, keyword)


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("x.sort(key=lambda: 1)", (End.RUN, LIKELY)),
        ("[].sort(key=lambda: 1)", (End.RUN, CERTAIN)),
        ("import re\nre.sub('a', lambda: 1, 'b')", (End.RUN, CERTAIN)),
        ("import atexit\natexit.register(lambda: 1)", (End.KEPT, CERTAIN)),
        ("import threading\nthreading.Timer(1, lambda: 1).start()", (End.KEPT, CERTAIN)),
        ("def main(x): x.append(lambda: 1)", (End.KEPT, LIKELY)),
        ("def main(x): x.connect(lambda: 1)", (End.KEPT, LIKELY)),
        ("x(on_click=lambda: 1)", (End.KEPT, LIKELY)),
        ("x(command=lambda: 1)", (End.KEPT, LIKELY)),
        ("x(key=lambda: 1)", (End.RUN, LIKELY)),
        ("x(lambda: 1)", (End.UNKNOWN, POSSIBLE)),
        ("x.y(lambda: 1)", (End.UNKNOWN, POSSIBLE)),
        ("x(unheard_of=lambda: 1)", (End.UNKNOWN, POSSIBLE)),
        ("x()(lambda: 1)", (End.UNKNOWN, POSSIBLE)),
        ("x(*[lambda: 1])", (End.UNKNOWN, POSSIBLE)),
        ("def f(a): a()\nf(lambda: 1)", (End.RUN, CERTAIN)),
    ],
)
def test_what_is_said_of_it(code: str, end: tuple[End, str]) -> None:
    assert end in ends(code)


@pytest.mark.parametrize(
    "code",
    [
        "print(lambda: 1)",
        "len([lambda: 1])",
        "isinstance(lambda: 1, x)",
        "sorted([lambda: 1])",
    ],
)
def test_what_is_ignored_or_dropped(code: str) -> None:
    assert ends(code) == set()


@pytest.mark.parametrize(
    "code",
    [
        "f = sorted([lambda: 1])",
        "f = list([lambda: 1])",
        "f = dict(a=lambda: 1)",
        "f = Thing(lambda: 1)",
        "f = module.Thing(lambda: 1)",
        "f = []; f.append(lambda: 1)",
        "f = {}; f.setdefault('k', lambda: 1)",
    ],
)
def test_it_goes_into_the_result_or_the_receiver(code: str) -> None:
    assert {end for end, _ in ends(code)} & {End.BOUND, End.HELD}


def test_a_class_that_nobody_knows_is_likely_to_keep() -> None:
    assert (End.BOUND, LIKELY) in ends("f = Thing(lambda: 1)")
    assert (End.UNKNOWN, POSSIBLE) in ends("f = thing(lambda: 1)")


def test_consuming_a_list_of_functions_calls_none_of_them() -> None:
    assert End.RUN not in {end for end, _ in ends("any([lambda: 1])")}
    assert (End.RUN, CERTAIN) in ends("any(map(lambda: 1, x))")
