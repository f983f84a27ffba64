"""What a method does with the closure that its object holds."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.outcomes import End, Form, Outcome, Way
from tests.following import facts

ITEMS: Form = (Way.ITEM, Way.CALL)
OBJECT: Form = (Way.OBJECT, Way.CALL)

DESK = """
class Desk:
    def take(self): return self.function()
    def name(self): return "desk"
    def same(self): return self
"""


def of(code: str, form: Form) -> list[Outcome]:
    """What becomes of a value of this form, which the first `x` in the last statement of a file stands for."""
    known = facts(code)
    names = [n for n in ast.walk(known.tree.body[-1]) if isinstance(n, ast.Name) and n.id == "x"]
    return known.fates.of(next(n for n in names if isinstance(n.ctx, ast.Load)), form)


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("y = x.copy()", ITEMS),
        ("y = x.values()", ITEMS),
        ("y = x.items()", ITEMS),
        ("y = x.pop()", ITEMS),
        ("y = x.get(1)", ITEMS),
    ],
)
def test_of_what_has_items_the_methods_are_known(code: str, form: Form) -> None:
    assert form in [outcome.form for outcome in of(code, ITEMS) if outcome.end is End.BOUND]


@pytest.mark.parametrize("code", ["y = x.count(1)", "y = x.index(1)", "y = x.unheard_of()", "x.append(1)", "x.sort()"])
def test_others_do_nothing_with_the_items(code: str) -> None:
    assert [outcome for outcome in of(code, ITEMS) if outcome.end is not End.RUN] == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"{DESK}x = Desk()\nx.take()", {End.RUN}),
        (f"{DESK}x = Desk()\nx.name()", set()),
        (f"{DESK}x = Desk()\ny = x.same()", {End.BOUND}),
        ("x.unheard_of()", {End.RUN}),
        ("from threading import Thread\nx = Thread()\nx.join()", {End.RELEASED}),
    ],
)
def test_of_an_object(code: str, expected: set[End]) -> None:
    assert {outcome.end for outcome in of(code, OBJECT)} == expected


def test_what_sets_an_object_going_is_known_by_its_method() -> None:
    [started] = [o for o in of("from threading import Thread\nx = Thread()\nx.start()", OBJECT) if o.running]
    assert isinstance(started.running, ast.Attribute)
