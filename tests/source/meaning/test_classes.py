"""Of which classes an object is, and what their methods are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from cellophane.source.meaning.definitions import Callee, Known, Written
from tests.neighbours import facts_of, last_expression, named, plant

DESK = """\
class Desk:
    def take(self, f): f()
class Shelf:
    def take(self, f): self.f = f
class Room:
    desk: Desk
    def __init__(self, shelf: Shelf):
        self.own = Desk()
        self.shelf = shelf
        self.nothing = None
    @property
    def place(self) -> Desk: return self.desk
    def best(self) -> Desk: return self.desk
    @classmethod
    def made(cls) -> "Room": return cls(Shelf())
class Kitchen(Room):
    pass
def current() -> Desk: ...
def either() -> Desk | Shelf: ...
async def soon() -> Desk: ...
desk = Desk()
shelf: Shelf = current()
"""


def classes(folder: Path, code: str) -> set[str]:
    """The classes that the last expression of a file may be of, beside `desk.py`."""
    plant(folder, {"desk.py": DESK, "main.py": code})
    facts = facts_of(folder / "main.py")
    return {named(meaning) for meaning in facts.callees.classes.of(last_expression(facts))}


def written(folder: Path, code: str) -> set[str]:
    """The same, followed to the definitions."""
    plant(folder, {"desk.py": DESK, "main.py": code})
    facts = facts_of(folder / "main.py")
    found = set()
    for meaning in facts.callees.classes.of(last_expression(facts)):
        defined = [meaning] if isinstance(meaning, Written) else facts.callees.definitions(meaning)
        found |= {named(one) for one in defined} or {named(meaning)}
    return found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1", {"builtins.int"}),
        ("'a'", {"builtins.str"}),
        ("[]", {"builtins.list"}),
        ("{x: x for x in y}", {"builtins.dict"}),
        ("x = [1]\nx", {"builtins.list"}),
        ("x = y = {}\nx", {"builtins.dict"}),
        ("x, y = [], {}\ny", {"builtins.dict"}),
        ("x = None\nx = []\nx", {"builtins.list"}),
        ("[] if x else {}", {"builtins.list", "builtins.dict"}),
        ("(x := [])", {"builtins.list"}),
        ("import threading\nthreading.Thread()", {"threading.Thread"}),
        ("from threading import Thread as T\nt = T()\nt", {"threading.Thread"}),
        ("from threading import Thread\nwith Thread() as t:\n    t", {"threading.Thread"}),
        ("import threading\ndef f(t: threading.Thread):\n    t", {"threading.Thread"}),
    ],
)
def test_what_a_file_shows_alone(tmp_path: Path, code: str, expected: set[str]) -> None:
    assert classes(tmp_path, code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from desk import Desk\nDesk()", "Desk"),
        ("import desk\ndesk.Desk()", "Desk"),
        ("import desk as d\nx = d.Desk()\nx", "Desk"),
        ("from desk import desk\ndesk", "Desk"),
        ("import desk\ndesk.desk", "Desk"),
        ("from desk import current\ncurrent()", "Desk"),
        ("import desk\nx = desk.current()\nx", "Desk"),
        ("from desk import Desk\nfrom desk import soon\nasync def f():\n    await soon()", "Desk"),
        ("from desk import Desk\ndef f(x: Desk):\n    x", "Desk"),
        ("from desk import Desk\ndef f(x: Desk | None):\n    x", "Desk"),
        ("from desk import Desk\nfrom typing import Optional\ndef f(x: Optional[Desk]):\n    x", "Desk"),
        ("from desk import Desk\nimport typing as t\ndef f(x: t.Annotated[Desk, 1]):\n    x", "Desk"),
        ("from desk import Desk\ndef f(x: type[Desk]):\n    x", "Desk"),
        ("from desk import Desk\nfrom typing import Coroutine as C\nasync def f(x: C[int, int, Desk]):\n    x", "Desk"),
        ("from desk import Desk\nfrom nowhere import Optional\ndef f(x: Optional[Desk]):\n    x", "Desk"),
        ("from desk import Desk\ndef f(x: 'Desk'):\n    x", "Desk"),
        ("from __future__ import annotations\nfrom desk import Desk\ndef f(x: Desk):\n    x", "Desk"),
        ("from __future__ import annotations\nimport desk\ndef f(x: desk.Desk | None):\n    x", "Desk"),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from desk import Desk\ndef f(x: 'Desk'):\n    x",
            "Desk",
        ),
        ("from desk import Desk\nx: Desk = nobody_knows()\nx", "Desk"),
        ("from desk import Room\nRoom.made()", "Room"),
        ("from desk import Room\nRoom().own", "Desk"),
        ("from desk import Room\nRoom().desk", "Desk"),
        ("from desk import Room\nRoom().shelf", "Shelf"),
        ("from desk import Room\nRoom().best()", "Desk"),
        ("from desk import Room\nRoom().place", "Desk"),
        ("from desk import Room\ndef f(room: Room):\n    room.own", "Desk"),
        ("from desk import Kitchen\nKitchen().own", "Desk"),
        ("from desk import Kitchen\nKitchen().best()", "Desk"),
        ("from desk import Room\nclass Hall(Room):\n    def f(self):\n        self.own", "Desk"),
        (
            "from desk import Desk\nclass Hall:\n    def g(self): self.x = Desk()\n    def f(self):\n        self.x",
            "Desk",
        ),
    ],
)
def test_what_another_file_shows(tmp_path: Path, code: str, expected: str) -> None:
    assert written(tmp_path, code) == {f"desk:{expected}"}


@pytest.mark.parametrize(
    "code",
    [
        "from desk import either\neither()",
        "from desk import Desk, Shelf\ndef f(x: Desk | Shelf):\n    x",
        "from desk import Desk, Shelf\nx = Desk() if y else Shelf()\nx",
        "from desk import Desk, Shelf\nif y:\n    x = Desk()\nelse:\n    x = Shelf()\nx",
        "from desk import Desk, Shelf\ndef f(x: 'Desk | Shelf'):\n    x",
    ],
)
def test_it_may_be_one_of_several(tmp_path: Path, code: str) -> None:
    assert written(tmp_path, code) == {"desk:Desk", "desk:Shelf"}


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    x",
        "x = nobody_knows()\nx",
        "x = x\nx",
        "x = x.y\nx",
        "for x in y:\n    x",
        "from desk import Desk\nDesk",
        "from desk import Room\nRoom().nothing",
        "from desk import Room\nRoom().no_such_attribute",
        "from desk import no_such_name\nno_such_name()",
        "from no_such_module import Desk\nx = y[0]\nx",
        "import desk\ndesk",
        "def f(x: 'not an annotation'):\n    x",
        "def f(x: 3):\n    x",
        "class A:\n    @staticmethod\n    def f(x):\n        x",
    ],
)
def test_nobody_can_tell(tmp_path: Path, code: str) -> None:
    assert classes(tmp_path, code) == set()


# -- methods -------------------------------------------------------------------------------------------------------

BASES = """\
import threading
from abc import ABC
class Base:
    def both(self): ...
    def base(self): ...
class Other:
    def both(self): ...
    def other(self): ...
class First(Base, Other):
    def own(self): ...
class Second(Other, Base): ...
class Later(First):
    def both(self): ...
class Thread(threading.Thread): ...
class Loop(Loop):
    def own(self): ...
class Ping(Pong): ...
class Pong(Ping):
    def pong(self): ...
"""


def method(folder: Path, owner: str, name: str) -> str:
    """The method of a class of `bases.py`, as `Class.method`, or as its dotted name if it is a library's."""
    plant(folder, {"bases.py": BASES, "main.py": f"from bases import {owner}\n{owner}()\n"})
    facts = facts_of(folder / "main.py")
    [meaning] = facts.callees.classes.of(last_expression(facts))
    return " ".join(_shown(callee) for callee in facts.callees.classes.members(meaning, name))


def _shown(callee: Callee) -> str:
    if isinstance(callee, Known):
        return callee.entry.name
    assert callee.bound
    return callee.dotted.removeprefix("bases.")


@pytest.mark.parametrize(
    ("owner", "name", "expected"),
    [
        ("Base", "both", "Base.both"),
        ("First", "own", "First.own"),
        ("First", "both", "Base.both"),
        ("First", "base", "Base.base"),
        ("First", "other", "Other.other"),
        ("Second", "both", "Other.both"),
        ("Later", "both", "Later.both"),
        ("Later", "own", "First.own"),
        ("Later", "other", "Other.other"),
        ("Thread", "start", "threading.Thread.start"),
        ("Loop", "own", "Loop.own"),
        ("Ping", "pong", "Pong.pong"),
    ],
)
def test_the_nearest_class_that_has_it(tmp_path: Path, owner: str, name: str, expected: str) -> None:
    assert method(tmp_path, owner, name) == expected


@pytest.mark.parametrize(("owner", "name"), [("Base", "other"), ("Loop", "missing"), ("Ping", "missing")])
def test_no_class_has_it(tmp_path: Path, owner: str, name: str) -> None:
    assert method(tmp_path, owner, name) == ""


@pytest.mark.parametrize(
    ("code", "complete"),
    [
        ("class A: ...\nA()", True),
        ("class A(object): ...\nA()", True),
        ("class B: ...\nclass A(B): ...\nA()", True),
        ("from bases import Later\nLater()", True),
        ("from bases import Later\nclass A(Later): ...\nA()", True),
        ("from missing import B\nclass A(B): ...\nA()", False),
    ],
)
def test_whether_all_methods_can_be_seen(tmp_path: Path, code: str, complete: bool) -> None:
    plant(tmp_path, {"bases.py": BASES, "main.py": code})
    facts = facts_of(tmp_path / "main.py")
    [owner] = facts.callees.classes.of(last_expression(facts))
    assert facts.callees.classes.is_complete(owner) == complete


def test_bases_that_nobody_knows_are_seen_to_be_unknown(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": "class A(x[0], make()): ...\nA()"})
    facts = facts_of(tmp_path / "main.py")
    [owner] = facts.callees.classes.of(last_expression(facts))
    assert not facts.callees.classes.is_complete(owner)


@pytest.mark.parametrize("order", [("First", "Second"), ("Second", "First")])
def test_classes_that_name_each_other_as_bases_have_the_methods_of_both_whichever_is_asked_first(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    code = "class Kept:\n    def keep(self): ...\nclass First(Second): ...\nclass Second(First, Kept): ...\n"
    plant(tmp_path, {"main.py": code})
    facts = facts_of(tmp_path / "main.py")
    owners = {node.name: Written(node, facts) for node in facts.tree.body if isinstance(node, ast.ClassDef)}
    for name in order:
        found = facts.callees.classes.members(owners[name], "keep")
        assert [named(one) for one in found if isinstance(one, Written)] == ["main:keep"]
