"""What a method does with the closure that its object holds."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.arguments import Arguments
from cellophane.source.steps.methods import Methods
from cellophane.source.steps.outcomes import Dropped, Outcome, Returned
from tests.following import KNOWLEDGE, stale
from tests.parts import Parts, form, goes_on, shape, told

DESK = """
class Desk:
    def take(self): return self.function()
    def hand_on(self): unheard_of(self.function)
    def name(self): return "desk"
    def same(self): return self
    def take_and_go_on(self):
        self.function()
        return self
    def add_listener(self, f): pass
    def remember(self): kept.append(self.function)
"""
THREAD = "from threading import Thread\nx = Thread()\n"


def methods(parts: Parts) -> Methods:
    arguments = Arguments(parts.callees, KNOWLEDGE, parts.holders, parts.bodies, goes_on)
    return Methods(parts.callees, arguments, parts.holders, KNOWLEDGE, goes_on)


def outcomes(code: str, of: str) -> list[Outcome]:
    """What becomes of a value that an object holds when the last statement, a call, calls a method of that."""
    parts = Parts(code)
    statement = parts.tree.body[-1]
    while isinstance(statement, ast.FunctionDef):
        statement = statement.body[-1]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    method = statement.value.func
    assert isinstance(method, ast.Attribute)
    return list(methods(parts).outcomes(method.value, method, statement.value, form(of)))


def said(code: str, of: str) -> list[str]:
    return sorted(
        f"goes on, {o.certainty.word}, {shape(o.form)}" if isinstance(o, Returned) else told(o)
        for o in outcomes(code, of)
        if not isinstance(o, Dropped)
    )


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("x.copy()", "item call", ["goes on, certain, item call"]),
        ("x.values()", "item call", ["goes on, certain, item call"]),
        ("x.items()", "item call", ["goes on, certain, item 1/2 call"]),
        ("x.pop()", "item call", ["goes on, certain, item call"]),
        ("x.get(1)", "item call", ["goes on, certain, item call"]),
        ("x.clear()", "item call", ["released, certain"]),
        ("x = []\nx.copy()", "item call", ["goes on, certain, item call"]),
        ("x = {}\nx.pop(1)", "item call", ["goes on, certain, item call"]),
        ("x = []\nx.clear()", "item call", ["released, certain"]),
    ],
)
def test_of_what_has_items_the_methods_are_known(code: str, of: str, expected: list[str]) -> None:
    assert said(code, of) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x.remove()", ["released, likely"]),
        ("x.dispose()", ["released, likely"]),
        ("x.cancel()", ["released, likely"]),
        ("x.describe()", []),
        ("x.append(y)", []),
        (THREAD + "x.join()", ["released, certain"]),
        (DESK + "x = Desk()\nx.take()", []),  # it does not hold what was registered
    ],
)
def test_a_handle_undoes_what_it_was_given_out_for_or_nothing(code: str, expected: list[str]) -> None:
    assert said(code, "handle") == expected


@pytest.mark.xfail(strict=True, reason="that a list lets go of one of its items is taken for letting go of all")
def test_what_takes_one_item_out_leaves_the_others() -> None:
    assert said("x = []\nx.pop()", "item call") == ["goes on, certain, item call"]
    assert stale("def main(x):\n    fs = [(lambda: i) for i in x]\n    fs.pop()\n    fs[0]()\n") == {"i": "certain"}


@pytest.mark.parametrize(
    "code", ["x.count(1)", "x.index(1)", "x.unheard_of()", "x.append(1)", "x.sort()", "x.keys()", "x = []\nx.append(1)"]
)
def test_others_do_nothing_with_the_items(code: str) -> None:
    assert said(code, "item call") == []


@pytest.mark.parametrize(
    ("method", "of", "expected"),
    [
        # its source is read
        ("take()", "object call", ["run, certain"]),
        ("hand_on()", "object call", ["run, certain"]),
        ("name()", "object call", []),
        ("same()", "object call", ["goes on, certain, object call"]),
        ("take_and_go_on()", "object call", ["goes on, certain, object call", "run, certain"]),
        ("remember()", "object call", ["kept, possible"]),
        ("take()", "item call", []),
        ("take()", "inside", ["run, certain"]),
        ("name()", "inside", []),
        ("add_listener(1)", "object call", []),
        # one that is not there may come from anywhere
        ("unheard_of()", "object call", ["run, certain"]),
    ],
)
def test_of_an_object_whose_class_is_read(method: str, of: str, expected: list[str]) -> None:
    assert said(f"{DESK}x = Desk()\nx.{method}", of) == expected


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        (f"{THREAD}x.run()", "object call", ["released, certain", "run, certain"]),
        (f"{THREAD}x.join()", "object call", ["released, certain"]),
        (f"{THREAD}x.start()", "object call", ["held x, certain"]),
        ("from threading import Thread\nThread().start()", "object call", ["kept, certain"]),
        ("from threading import Thread\ndef main(x: Thread): x.start()", "object call", ["held x, certain"]),
        ("from threading import Thread\nx = Thread()\ndef main(): x.start()", "object call", ["kept, certain"]),
        ("from concurrent.futures import Future\nx = Future()\nx.result()", "await", ["released, certain"]),
    ],
)
def test_of_an_object_whose_class_is_known(code: str, of: str, expected: list[str]) -> None:
    assert said(code, of) == expected


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("x.unheard_of()", "object call", ["run, certain"]),
        ("x.unheard_of(1)", "object call", ["run, certain"]),
        ("x.unheard_of()", "inside", ["run, certain"]),
        ("x.unheard_of()", "call", []),
        ("x.unheard_of()", "await", []),
        # a convention speaks of arguments only
        ("x.connect()", "object call", ["run, likely"]),
        ("x.connect(1)", "object call", ["run, possible"]),
        ("x.connect(f=1)", "object call", ["run, possible"]),
        # what a method of a new object gives is often that object
        ("Menu(f).titled('x')", "object call", ["goes on, likely, object call", "run, certain"]),
        ("x.titled('x')", "object call", ["run, certain"]),
        ("menu(f).titled('x')", "inside", ["run, certain"]),
    ],
)
def test_of_an_object_of_which_nothing_is_known(code: str, of: str, expected: list[str]) -> None:
    assert said(code, of) == expected


def test_what_sets_an_object_going_is_known_by_its_method() -> None:
    [started] = outcomes(f"{THREAD}x.start()", "object call")
    assert isinstance(started.running, ast.Attribute)
    assert ast.unparse(started.running) == "x.start"


def test_where_it_runs_inside_the_method_is_told() -> None:
    [ran] = outcomes(f"{DESK}x = Desk()\nx.take()", "object call")
    assert ran.via is not None
    assert ast.unparse(ran.via.outcome.node) == "self.function()"


@pytest.mark.parametrize(
    ("code", "is_way"),
    [
        (f"{DESK}x = Desk()\nx.take", True),
        (f"{DESK}x = Desk()\nx.take_and_go_on", True),
        (f"{DESK}x = Desk()\nx.name", False),
        (f"{DESK}x = Desk()\nx.same", False),
        (f"{DESK}x = Desk()\nx.unheard_of", False),
        (f"{THREAD}x.run", False),
        ("x.take", False),
    ],
)
def test_which_bound_methods_are_ways_to_run_what_the_object_holds(code: str, is_way: bool) -> None:
    parts = Parts(code)
    statement = parts.tree.body[-1]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Attribute)
    assert methods(parts).is_way_to_run(statement.value) is is_way
