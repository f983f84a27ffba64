"""Which later events put another closure in the place where one is kept."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.flow.graph import Event
from cellophane.source.following.replacement import Replacement
from tests.following import facts, stale


def place(code: str) -> tuple[str, ...]:
    """The place that the last statement of a file keeps something in."""
    known = facts(code)
    statement = known.tree.body[-1]
    replacement = Replacement(known.names, known.callees)
    if isinstance(statement, ast.Assign):
        return replacement.place(Event.STORE, statement.targets[0])
    assert isinstance(statement, ast.Expr)
    return replacement.place(Event.CALL, statement.value)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x.f = g", ("x.f",)),
        ("x.y.f = g", ("x.y.f",)),
        ("x['f'] = g", ("x['f']",)),
        ("x.y[0] = g", ("x.y[0]",)),
        ("import signal\nsignal.signal(signal.SIGINT, g)", ("signal.signal", "signal.SIGINT")),
    ],
)
def test_places_with_a_name(code: str, expected: tuple[str, ...]) -> None:
    assert place(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        "x = g",
        "x[i] = g",
        "x[-1].f = g",
        "x().f = g",
        "x[0].f = g",
        "x[1:] = g",
        "x.append(g)",
        "print(g)",
        "nobody_knows(g)",
    ],
)
def test_no_one_place(code: str) -> None:
    assert place(code) == ()


# -- seen in what is found -----------------------------------------------------------------------------------------


def found(body: str, before: str = "", after: str = "") -> str | None:
    """How certain it is that `i` is read too late in a loop with this body."""
    inside = "".join(f"        {line}\n" for line in body.splitlines())
    return stale(f"import signal\ndef main(x, o, d):\n    {before}\n    for i in x:\n{inside}    {after}\n").get("i")


@pytest.mark.parametrize(
    "body",
    [
        "o.f = lambda: i",
        "o.p.f = lambda: i",
        "d['k'] = lambda: i",
        "signal.signal(signal.SIGINT, lambda *a: i)",
        "o.f = lambda: i\no.f()",
        "o.f = lambda: i\nif i:\n    continue\no.g = 1",
    ],
)
def test_a_place_with_room_for_one_is_at_most_possible(body: str) -> None:
    assert found(body) in (None, "possible")


@pytest.mark.parametrize(
    "body",
    [
        "d[i] = lambda: i",
        "d.append(lambda: i)",
        "i.f = lambda: i",
        "d[-1].f = lambda: i",
        "if i: o.f = lambda: i",
        "if i:\n    continue\no.f = lambda: i",
        "signal.signal(i, lambda *a: i)",
    ],
)
def test_a_place_that_may_go_without_a_newer_one_is_more_than_possible(body: str) -> None:
    assert found(body) in ("likely", "certain")


@pytest.mark.parametrize(
    "body",
    [
        "old = signal.signal(signal.SIGINT, lambda *a: i)\ntry: x()\nfinally: signal.signal(signal.SIGINT, old)",
        "o.f = lambda: i\no.g()\no.f = None",
        "d['k'] = lambda: i\no.g()\nd['k'] = o",
        "i.f = lambda: i\no.g()\ni.f = None",
    ],
)
def test_what_is_put_back_is_silent(body: str) -> None:
    assert found(body) is None


@pytest.mark.parametrize(
    "body",
    [
        "before = signal.signal(signal.SIGINT, lambda *a: i)\nif x:\n    signal.signal(signal.SIGINT, before)",
        "if i:\n    o.f = lambda: i\n    o.g()\n    if x: o.f = None",
        "if i:\n    d['k'] = lambda: i\n    d['other'] = None",
        "if i:\n    o.f = lambda: i\n    x.f = None",
        "if i:\n    o.f = lambda: i\n    o = x()\n    o.f = None",
    ],
)
def test_unless_another_place_is_or_not_always(body: str) -> None:
    assert found(body) is not None
