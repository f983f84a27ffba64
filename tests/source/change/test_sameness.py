"""Whether binding a variable again gives it the value that it had."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.change.attributes import Changes
from cellophane.source.change.sameness import Sameness
from tests.following import stale
from tests.parts import Parts

CODE = """
import math
from math import pi
class Desk:
    def __init__(self): self.fixed = self.moved = 1
    def main(self, given, changed):
{statement}
"""


def holds(statement: str, attributes: frozenset[str] = frozenset()) -> bool:
    """Whether a statement of a method gives `v` its value again, in a loop that binds `changed` and `v`, and stores
    attributes of these names."""
    lines = "".join(f"        {line}\n" for line in statement.split("\n"))
    parts = Parts(CODE.format(statement=lines))
    sameness = Sameness(parts.names, parts.parents, parts.callees)
    v = parts.variable("v")
    [binding] = parts.names.bindings(v)
    body = parts.main
    changes = Changes({parts.variable("changed"), v}, attributes, (), False, body)
    return sameness.holds(binding, parts.callees.value(binding), changes)


@pytest.mark.parametrize(
    "statement",
    [
        "v = 1",
        "v = 'text'",
        "v = None",
        "v = ...",
        "v = -1",
        "v = not given",
        "v = 60 * 60",
        "v = ()",
        "v = (1, 'a')",
        "v = (given, (1, pi))",
        "v: int = 1",
        "(v := 1)",
        "v = given",
        "v = unheard_of",
        "v, w = 1, changed",
        "v, w = given, 1",
        "v = w = given",
        "import v",
        "from a import b as v",
        "v = math.INF",
        "v = self.fixed",
        "v = lambda: given",
        "v = lambda a, b=1, *, c=None: a",
        "v = lambda changed: changed",
        "def v(): return given",
        "def v(a=1): return a",
        "def v(n): return v(n - 1)",
        "def v(changed): return changed",
        "async def v(): return given",
    ],
)
def test_the_same(statement: str) -> None:
    assert holds(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "v = changed",
        "v = -changed",
        "v = (1, changed)",
        "v = 1 + given",
        "v = given + 1",
        "v = [1]",
        "v = {}",
        "v = given()",
        "v = given[0]",
        "v = given.name",
        "v = math.inf",
        "v = math.nested.E",
        "v = changed.E",
        "v = self.unheard_of",
        "v = f'{given}'",
        "v = 1 if given else 2",
        "v = 1 < 2",
        "v = (given for _ in ())",
        "v = lambda: changed",
        "v = lambda a=given: a",
        "v = lambda *, a=given: a",
        "v = lambda: lambda: changed",
        "def v(): return changed",
        "def v(a=given): return a",
        "def v(*, a=given): return a",
        "@given\ndef v(): return 1",
        "class v: pass",
        "v, w = changed, 1",
        "v, w = given",
        "v, *w = 1, 2",
        "v += 1",
        "for v in given: pass",
        "with given as v: pass",
        "match given:\n    case [v]: pass",
        "del v",
    ],
)
def test_another_one(statement: str) -> None:
    assert not holds(statement)


@pytest.mark.parametrize(
    ("statement", "stored", "same"),
    [
        ("v = self.fixed", "moved", True),
        ("v = self.moved", "moved", False),
        ("v = math.INF", "INF", False),
        ("v = math.INF", "fixed", True),
        ("v = given", "given", True),
    ],
)
def test_an_attribute_that_the_loop_stores(statement: str, stored: str, same: bool) -> None:
    assert holds(statement, frozenset({stored})) is same


@pytest.mark.parametrize(
    ("code", "same"),
    [
        ("class A:\n    a = 1\n    def f(self):\n        v = self.a", True),
        ("class A:\n    a = 1\n    def f(other):\n        v = other.a", True),
        ("class A:\n    a = 1\n    def f(self, other):\n        v = other.a", False),
        ("class A:\n    a = 1\n    def f(*self):\n        v = self.a", False),
        ("class A:\n    a = 1\n    def f(self):\n        def g(self):\n            v = self.a", False),
        ("class A:\n    a = 1\n    def f(self):\n        self = B()\n        v = self.a", False),
        ("a = 1\ndef f(self):\n    v = self.a", False),
        ("import m, n as m\nv = m.A", True),
        ("import m\nm = 1\nv = m.A", False),
        ("v = m.A", False),
    ],
)
def test_whose_attribute_it_is(code: str, same: bool) -> None:
    parts = Parts(code)
    [binding] = parts.names.bindings(parts.variable("v"))
    body = parts.parents.body(binding.node)
    changes = Changes((), (), (), False, body)
    asked = Sameness(parts.names, parts.parents, parts.callees)
    assert asked.holds(binding, parts.callees.value(binding), changes) is same


def test_without_a_value_nothing_can_be_told() -> None:
    parts = Parts("v = 1")
    [binding] = parts.names.bindings(parts.variable("v"))
    changes = Changes((), (), (), False, parts.tree)
    assert not Sameness(parts.names, parts.parents, parts.callees).holds(binding, None, changes)
    assert Sameness(parts.names, parts.parents, parts.callees).holds(binding, ast.Constant(1), changes)


# -- seen in what is found -----------------------------------------------------------------------------------------


def in_loop(*lines: str) -> dict[str, str]:
    """What is stale when a loop runs these lines, the last of which is to bind `v`, and keeps what reads `v`."""
    body = "".join(f"        {line}\n" for line in "\n".join(lines).split("\n"))
    head = "def main(items, given):\n    kept = []\n    for i in items:\n"
    return stale(f"{head}{body}        kept.append(lambda: v)\n    return kept\n")


@pytest.mark.parametrize("lines", [["v = given"], ["v = lambda: given"], ["v, w = 1, i"]])
def test_nothing_is_found_of_the_same(lines: list[str]) -> None:
    assert in_loop(*lines) == {}


@pytest.mark.parametrize(
    "lines",
    [
        ["v = i"],
        ["v = 1", "v = 2"],
        ["v = 1", "if i: v = i"],
        ["v = 1", "v += 1"],
        # a name that the loop binds is another one even if it is bound to the same
        ["w = 1", "v = w"],
    ],
)
def test_another_one_is_found(lines: list[str]) -> None:
    assert in_loop(*lines) == {"v": "certain"}
