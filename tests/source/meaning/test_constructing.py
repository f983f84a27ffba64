"""What the calls of a class tell of its attributes."""

from __future__ import annotations

import ast

import pytest

from tests.parts import Parts

HEAD = """
class Bot: pass
class Desk: pass
class Manager:
    def __init__(self, bot, *, desk=None, kind: Desk = None):
        self.bot = bot
        self.desk = desk
        self.kind = kind
        self.own = Bot()
    def start(self): return self.bot, self.desk, self.kind, self.own
"""


def told(calls: str, attribute: str) -> tuple[list[str], bool]:
    """The classes of an attribute of `self`, and whether there may be others."""
    parts = Parts(f"{HEAD}{calls}\n")
    value = next(
        node
        for node in ast.walk(parts.definition("start"))
        if isinstance(node, ast.Attribute) and node.attr == attribute
    )
    classes = parts.callees.classes
    names = [one if isinstance(one, str) else one.dotted.rpartition(".")[2] for one in classes.of(value)]
    return names, classes.is_one_of_many(value)


@pytest.mark.parametrize(
    ("calls", "attribute", "expected"),
    [
        ("Manager(Bot())", "bot", (["Bot"], True)),
        ("b = Bot()\nManager(b)", "bot", (["Bot"], True)),
        ("Manager(bot=Bot())", "bot", (["Bot"], True)),
        ("Manager(Bot())\nManager(Desk())", "bot", (["Bot", "Desk"], True)),
        ("Manager(unknown)", "bot", ([], True)),
        ("Manager(*unknown)", "bot", ([], False)),
        ("", "bot", ([], False)),
        ("Manager(1, desk=Desk())", "desk", (["Desk"], True)),
        ("Manager(1, kind=Bot())", "kind", (["Desk"], False)),
        ("Manager(1)", "own", (["Bot"], False)),
    ],
)
def test_what_is_told(calls: str, attribute: str, expected: tuple[list[str], bool]) -> None:
    assert told(calls, attribute) == expected
