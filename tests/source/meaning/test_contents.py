"""Of which classes the items of a container may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.neighbours import facts_of, last_expression, named, plant

DESK = """
class Desk: pass
class Room:
    desks: list[Desk]
    others: "dict[str, Desk] | None" = None
    def __init__(self): self.made = [Desk()]
    @property
    def shown(self) -> tuple[Desk, ...]: return ()
def desks() -> list[Desk]: return []
def stream():
    yield Desk()
"""


def contents(tmp_path: Path, code: str) -> set[str]:
    """The classes of the items of what the last statement of a file evaluates to."""
    plant(tmp_path, {"desk.py": DESK, "main.py": f"from desk import *\n{code}"})
    known = facts_of(tmp_path / "main.py")
    return {named(meaning).replace(".", ":") for meaning in known.callees.classes.contents.of(last_expression(known))}


@pytest.mark.parametrize(
    "code",
    [
        "[Desk()]",
        "(Desk(), Desk())",
        "{1: Desk()}",
        "[Desk() for _ in x]",
        "{_: Desk() for _ in x}",
        "x = [Desk()]\n[*x]",
        "x = y = [Desk()]\nx",
        "x: list[Desk] = []\nx",
        "x: 'list[Desk]' = []\nx",
        "[Desk()] if x else []",
        "sorted([Desk()])",
        "list([Desk()])",
        "{1: Desk()}.values()",
        "[Desk()].copy()",
        "desks()",
        "Room().desks",
        "Room().others",
        "Room().made",
        "Room().shown",
        "def f(x: list[Desk]):\n    x",
        "def f(x: dict[str, Desk]):\n    x",
        "def f(x: list[Desk] | None):\n    x",
        "def f(*x: Desk):\n    x",
        "def f(**x: Desk):\n    x",
        "from typing import Sequence, Optional\ndef f(x: Optional[Sequence[Desk]]):\n    x",
        "from typing import Sequence as S\ndef f(x: 'S[Desk]'):\n    x",
        "import typing as t\ndef f(x: t.Annotated[t.Mapping[str, Desk], 'by name']):\n    x",
        "from collections.abc import Coroutine\nasync def f(x: Coroutine[int, int, list[Desk]]):\n    x",
        "from nowhere import MutableSequence\ndef f(x: MutableSequence[Desk]):\n    x",
    ],
)
def test_what_is_seen(tmp_path: Path, code: str) -> None:
    assert contents(tmp_path, code) == {"desk:Desk"}


@pytest.mark.parametrize(
    "code",
    [
        "x",
        "[]",
        "Desk()",
        "def f(x):\n    x",
        "def f(x: Desk):\n    x",
        "def f(x: type[Desk]):\n    x",
        "class Sequence: ...\ndef f(x: Sequence[Desk]):\n    x",
        "def f(x: dict[Desk]):\n    x",
        "stream()",
        "[y]",
    ],
)
def test_what_is_not(tmp_path: Path, code: str) -> None:
    assert contents(tmp_path, code) == set()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("for x in [Desk()]", True),
        ("for i, x in enumerate([Desk()])", True),
        ("for k, x in {1: Desk()}.items()", True),
        ("y: dict[int, Desk] = z\nfor k, x in y.items()", True),
        ("for k, x in {1: Desk()}.items(1)", False),
        ("from builtins import enumerate as counted\nfor i, x in counted([Desk()], 1)", True),
        ("for x in desks()", True),
        ("for x, i in [Desk()]", False),
        ("for i, x in zip([1], [Desk()])", False),
        ("for k in {Desk(): 1}", False),
    ],
)
def test_what_a_loop_gives(tmp_path: Path, head: str, expected: bool) -> None:
    plant(tmp_path, {"desk.py": DESK, "main.py": f"from desk import *\n{head}:\n    x"})
    known = facts_of(tmp_path / "main.py")
    found = {named(meaning).replace(".", ":") for meaning in known.callees.classes.of(last_expression(known))}
    assert found == ({"desk:Desk"} if expected else set())
