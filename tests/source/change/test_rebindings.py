"""Which events of a loop rebind a variable after a closure was made there."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.scope import Variable
from cellophane.source.change.rebindings import Rebindings
from cellophane.source.facts import Facts
from cellophane.source.flow.graph import Event
from tests.following import facts, first_site


def rebound(code: str) -> list[tuple[int, list[int]]]:
    """For each loop that rebinds `v` after the first closure was made: its row, and the rows that rebind it."""
    known = facts(code)
    rebindings = Rebindings(known.names, known.parents, known.callees)
    body = known.parents.body(first_site(known.tree))
    flow = known.flow(body)
    [make] = flow.at(Event.MAKE, first_site(known.tree))
    found = []
    for watch in rebindings.in_loops(flow, make, variable(known)):
        assert watch.loop is not None
        header, events = flow.nodes[watch.loop.header], [flow.nodes[number] for number in watch.spoils]
        found.append((row(header), sorted({row(node) for node in events})))
    return sorted(found)


def variable(known: Facts) -> Variable:
    captured = known.names.captures(known.names.scope(first_site(known.tree)))
    return next(variable for variable in captured if variable.name == "v")


def row(node: ast.AST | None) -> int:
    number = getattr(node, "lineno", None) or getattr(getattr(node, "target", None), "lineno", 0)
    assert isinstance(number, int)
    return number


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("for v in x:\n    keep(lambda: v)", [(2, [2])]),
        ("for i in x:\n    v = i\n    keep(lambda: v)", [(2, [3])]),
        ("for i in x:\n    keep(lambda: v)\n    v = i", [(2, [4])]),
        ("for v in x:\n    v = v + 1\n    keep(lambda: v)", [(2, [2, 3])]),
        ("while x():\n    v = x()\n    keep(lambda: v)", [(2, [3])]),
        ("while v := x():\n    keep(lambda: v)", [(2, [2])]),
        ("for i in x:\n    v, w = i\n    keep(lambda: v)", [(2, [3])]),
        ("for i in x:\n    v += 1\n    keep(lambda: v)", [(2, [3])]),
        ("for i in x:\n    with i as v:\n        keep(lambda: v)", [(2, [3])]),
        ("for i in x:\n    class v: a = i\n    keep(lambda: v)", [(2, [3])]),
        ("for i in x:\n    for v in i:\n        keep(lambda: v)", [(3, [3])]),
        ("for v in x:\n    for i in v:\n        keep(lambda: v)", [(2, [2])]),
        ("[keep(lambda: v) for v in x]", [(2, [2])]),
    ],
)
def test_a_loop_that_makes_the_closure_and_binds_the_variable(body: str, expected: list[tuple[int, list[int]]]) -> None:
    code = "def main(x, v=None):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    assert rebound(code) == expected


@pytest.mark.parametrize(
    "body",
    [
        "for i in x:\n    keep(lambda: v)",
        "for v in x:\n    pass\nkeep(lambda: v)",
        "keep(lambda: v)\nfor v in x:\n    pass",
        "for v in x:\n    pass\nfor i in x:\n    keep(lambda: v)",
        "for i in x:\n    keep(lambda: v)\n    del v",
        "for i in x:\n    v = i\n    keep(lambda: v)\n    break",
        "for i in x:\n    v = i\n    return lambda: v",
    ],
)
def test_otherwise_nothing_rebinds_it(body: str) -> None:
    code = "def main(x, v=None):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    assert rebound(code) == []


def test_what_a_loop_spoils_nothing_restores() -> None:
    known = facts("def main(x):\n    for v in x:\n        keep(lambda: v)\n        del v\n")
    flow = known.flow(known.parents.body(first_site(known.tree)))
    [make] = flow.at(Event.MAKE, first_site(known.tree))
    [watch] = Rebindings(known.names, known.parents, known.callees).in_loops(flow, make, variable(known))
    assert (watch.restores, watch.is_spoilt_at_first) == (frozenset(), False)


def test_each_loop_that_rebinds_it_is_watched_for_itself() -> None:
    body = "for i in x:\n    v = i\n    for v in x:\n        keep(lambda: v)\n"
    code = "def main(x, v=None):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    assert rebound(code) == [(2, [3]), (4, [4])]


@pytest.mark.parametrize("value", ["3", "'a'", "-1", "None", "(1, 'a')", "x", "1 + 2", "print"])
def test_one_and_the_same_value_is_no_rebinding(value: str) -> None:
    assert rebound(f"def main(x):\n    for i in x:\n        v = {value}\n        keep(lambda: v)\n") == []


@pytest.mark.parametrize("value", ["i", "x()", "[]", "{}", "(1, i)", "i + 1", "x.y", "x[0]", "f'{i}'"])
def test_any_other_value_is(value: str) -> None:
    assert rebound(f"def main(x):\n    for i in x:\n        v = {value}\n        keep(lambda: v)\n") == [(2, [3])]


@pytest.mark.parametrize(
    ("statement", "same"),
    [
        ("import os as v", True),
        ("from os import path as v", True),
        ("def v(): return 1", True),
        ("def v(): return x", True),
        ("def v(): return i", False),
        ("def v(a=i): return a", False),
        ("class v: pass", False),
    ],
)
def test_what_a_statement_binds(statement: str, same: bool) -> None:
    code = f"def main(x):\n    for i in x:\n        {statement}\n        keep(lambda: v)\n"
    assert rebound(code) == ([] if same else [(2, [3])])


@pytest.mark.parametrize(
    ("setting", "same"),
    [
        ("def __init__(self): self.a = 1", True),
        ("a = 1", True),
        ("a = x()", False),
        ("a = 1\n    def set(self): self.a = 2", True),
        ("def set(self, a): self.a = a", True),
        ("def a(self): return x()", True),
        ("async def a(self): return x()", True),
        ("@x\n    def a(self): return x()", False),
        ("@property\n    def a(self): return x()", False),
        ("def __getattr__(self, name): return x()", False),
    ],
)
def test_an_attribute_of_self(setting: str, same: bool) -> None:
    code = f"class A:\n    {setting}\n    def main(self, x):\n        for i in x:\n            v = self.a\n"
    assert bool(rebound(code + "            keep(lambda: v)\n")) != same


@pytest.mark.parametrize(
    ("call", "same"),
    [
        ("print(i)", True),
        ("i.set()", True),
        ("self.b", True),
        ("self.read()", True),
        ("self.set()", False),
        ("self.again()", False),
        ("super().set()", False),
        ("helper(self)", False),
        ("unknown(self)", False),
        ("unknown(x=self)", False),
        ("self.unknown()", False),
        ("self.a.set()", True),
        ("yield", False),
        ("self.a = i", False),
        ("i.a = 1", False),
    ],
)
def test_what_the_loop_calls_may_set_the_attribute(call: str, same: bool) -> None:
    code = (
        "def helper(one): one.a = 3\n"
        "class A:\n"
        "    def set(self): self.a = 2\n"
        "    def read(self): return self.a\n"
        "    def again(self): self.read(); self.set()\n"
        "    def main(self, x):\n"
        f"        for i in x:\n            {call}\n            v = self.a\n            keep(lambda: v)\n"
    )
    assert bool(rebound(code)) != same


def test_two_statements_that_bind_the_same_constant() -> None:
    same = "def main(x):\n    for i in x:\n        if i:\n            v = 1\n        else:\n            v = {}\n"
    assert rebound(same.format(1) + "        keep(lambda: v)\n") == []
    assert rebound(same.format(2) + "        keep(lambda: v)\n") == [(2, [4, 6])]
