"""Which attributes of `self` a loop changes, by what it calls. More of it is asked in `test_rebindings.py`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from cellophane.source.change.attributes import Attributes, Changes
from tests.neighbours import facts_of, plant
from tests.parts import Parts

CODE = """
class Base:
    size = 1
    def __init__(self): self.inherited = 1
    def advance(self): self._step()
    def _step(self): self.inherited += 1
    @property
    def shown(self): return self.size
class Desk(Base):
    count, other = 1, 2
    limit = 3
    noted: int = 4
    def __init__(self): self.a = self.b = self.fixed = 1
    def __post_init__(self): self.late = 1
    def set_b(self): self.b = 2
    def call_set_b(self): self.set_b()
    def hand_on(self): helper(self)
    def take_away(self): del self.b
    def look(self): return self.b
    def __len__(self): return 1
    def main(self, given):
        self.c = 1
        {loop}
class Other:
    def set_a(self): self.a = 2
    def set_b(self): self.b = 2
def helper(one): one.a = 3
def look(one): return one.a
def set_elsewhere(one): Desk().call_set_b()
"""


def holds(name: str, loop: str = "pass", owner: str = "Desk", pauses: bool = False) -> bool:
    """Whether an attribute of `self` in `Desk.main` stays the same in a loop in which this stands."""
    parts = Parts(CODE.replace("{loop}", loop))
    assert isinstance(parts.main, ast.FunctionDef)
    calls = tuple(node for node in ast.walk(parts.main.body[-1]) if isinstance(node, ast.Call))
    definition = parts.definition(owner)
    assert isinstance(definition, ast.ClassDef)
    changes = Changes((), (), calls, pauses, parts.main)
    return Attributes(parts.tree, parts.parents, parts.callees).holds(definition, name, changes)


@pytest.mark.parametrize(
    "name", ["a", "b", "c", "fixed", "inherited", "late", "size", "limit", "look", "advance", "__len__"]
)
def test_an_attribute_stays_as_it_is_in_a_loop_that_calls_nothing(name: str) -> None:
    assert holds(name)


@pytest.mark.parametrize("name", ["shown", "missing", "count", "noted", "__getattr__"])
def test_what_is_computed_or_never_seen_to_be_set_may_be_another_one(name: str) -> None:
    assert not holds(name)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("b", "self.look()"),
        ("b", "look(self)"),
        ("b", "print(given)"),
        ("b", "given.set_b()"),
        ("b", "unheard_of()"),
        ("b", "self.a.set_b()"),
        ("a", "self.set_b()"),
        ("a", "given.set_a()"),
        ("fixed", "unheard_of(self)"),
        ("fixed", "super().unheard_of()"),
        ("fixed", "set_elsewhere(1)"),
        ("late", "self.set_b()"),
        ("c", "self.call_set_b()"),
        ("limit", "self.unheard_of()"),
        ("inherited", "self.set_b()"),
    ],
)
def test_what_the_loop_calls_leaves_it_alone(name: str, call: str) -> None:
    assert holds(name, call)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("b", "self.set_b()"),
        ("b", "self.call_set_b()"),
        ("b", "self.take_away()"),
        ("b", "Desk().set_b()"),
        ("b", "set_elsewhere(1)"),
        ("b", "self.unheard_of()"),
        ("b", "super().unheard_of()"),
        ("b", "unheard_of(self)"),
        ("b", "len(self)"),
        ("b", "Other()"),
        ("b", "unheard_of(given, one=self)"),
        ("b", "given(set_b(self))"),
        ("a", "helper(self)"),
        ("a", "helper(one=self)"),
        ("inherited", "self.advance()"),
        ("inherited", "super().advance()"),
        ("inherited", "self._step()"),
    ],
)
def test_what_the_loop_calls_may_set_it(name: str, call: str) -> None:
    assert not holds(name, call)


@pytest.mark.parametrize(
    ("name", "same"), [("fixed", True), ("a", False), ("late", True), ("limit", True), ("b", False), ("c", True)]
)
def test_others_may_run_while_the_loop_pauses(name: str, same: bool) -> None:
    assert holds(name, pauses=True) is same


@pytest.mark.parametrize(
    ("name", "owner", "same"),
    [("inherited", "Base", True), ("inherited", "Other", True), ("limit", "Base", False), ("limit", "Desk", True)],
)
def test_of_which_class_it_is(name: str, owner: str, same: bool) -> None:
    assert holds(name, owner=owner) is same


def test_all_that_a_long_way_of_calls_reaches_is_looked_at_in_methods_of_the_object() -> None:
    ways = "".join(f"    def m{n}(self): self.m{n + 1}()\n" for n in range(300))
    code = (
        f"class A:\n    def __init__(self): self.a = 1\n{ways}    def m300(self): {{}}\n    def main(self): self.m0()\n"
    )
    for last, same in [("self.a = 2", False), ("pass", True)]:
        parts = Parts(code.format(last))
        [call] = [node for node in ast.walk(parts.main) if isinstance(node, ast.Call)]
        owner = parts.definition("A")
        assert isinstance(owner, ast.ClassDef)
        changes = Changes((), (), (call,), False, parts.main)
        assert Attributes(parts.tree, parts.parents, parts.callees).holds(owner, "a", changes) is same


# -- in other files ------------------------------------------------------------------------------------------------

BASE = """
class Base:
    size = 1
    def __init__(self): self.a = 1
    def _set_up(self): self.b = 1
    def advance(self): self._step()
    def _step(self): self.b += 1
    def look(self): return self.b
    @property
    def shown(self): return self.b
class Other:
    def advance(self): self.b = 2
def advance(base): base.a += 1
def look(base): return base.a
"""


def is_stale(tmp_path: Path, attribute: str, call: str) -> bool:
    """Whether a closure is stale that captures an attribute of `self`, read anew in each iteration after a call."""
    lines = (
        f"        for i in x:\n            {call}\n            v = self.{attribute}\n            y.append(lambda: v)\n"
    )
    code = f"from base import *\nclass Main(Base):\n    def main(self, x):\n        y = []\n{lines}        return y\n"
    plant(tmp_path, {"base.py": BASE, "main.py": code})
    return bool(facts_of(tmp_path / "main.py").stale)


@pytest.mark.parametrize(
    ("attribute", "call"),
    [
        ("a", "pass"),
        ("b", "pass"),
        ("b", "self.look()"),
        ("b", "look(self)"),
        ("b", "Other().advance()"),
        ("b", "unknown()"),
        ("a", "self.advance()"),
        ("a", "unknown(self)"),
        ("size", "self.advance()"),
        ("look", "self.advance()"),
    ],
)
def test_it_stays_as_it_is(tmp_path: Path, attribute: str, call: str) -> None:
    assert not is_stale(tmp_path, attribute, call)


@pytest.mark.parametrize(
    ("attribute", "call"),
    [
        ("b", "self.advance()"),
        ("b", "super().advance()"),
        ("b", "self._step()"),
        ("b", "self.unknown()"),
        ("b", "unknown(self)"),
        ("b", "i.b = 1"),
        ("a", "advance(self)"),
        ("size", "self.size = i"),
        ("shown", "pass"),
        ("missing", "pass"),
    ],
)
def test_it_may_change(tmp_path: Path, attribute: str, call: str) -> None:
    assert is_stale(tmp_path, attribute, call)
