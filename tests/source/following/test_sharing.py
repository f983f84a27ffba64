"""Who else has an object already when a value goes into it."""

from __future__ import annotations

import pytest

from tests.following import stale

HELPERS = """
class Shelf:
    def __init__(self, parent=None):
        if parent is not None:
            parent.append(self)

class Lone:
    def __init__(self, parent=None):
        self.name = str(parent)

def keep(one): kept.append(one)
def look(one): print(one)
kept = []
"""


def found(before: str) -> str | None:
    """How sure it is that a closure is stale which goes into a new list after a line in which that list is used."""
    body = f"        mine = []\n        {before}\n        mine.append(lambda: name)\n"
    return stale(
        f"{HELPERS}def main(names, shelf):\n    late = []\n    for name in names:\n{body}    return late\n"
    ).get("name")


@pytest.mark.parametrize(
    "before",
    [
        "late.append(mine)",
        "late.append({'mine': mine})",
        "late += [mine]",
        "shelf.mine = mine",
        "shelf['mine'] = mine",
        "keep(mine)",
        "other = mine; late.append(other)",
        "other = mine; keep(other)",
        "late.append(lambda: mine)",
        "late.append(lambda mine=mine: mine)",
        "def run(): return mine[0]()\n        late.append(run)",
        "def run(mine=mine): return mine[0]()\n        keep(run)",
    ],
)
def test_it_was_given_away(before: str) -> None:
    assert found(before) in ("likely", "certain")


@pytest.mark.parametrize(
    "before",
    [
        "pass",
        "print(mine)",
        "look(mine)",
        "mine.clear()",
        "late.append(len(mine))",
        "late.append(list(mine))",
        "late.append([*mine])",
        "other = mine",
        "other = [mine]",
        "first = mine[0] if mine else None; late.append(first)",
        "lambda: mine",
        "keep(mine); mine = []",
    ],
)
def test_nobody_else_has_it(before: str) -> None:
    assert found(before) is None


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("mine = Shelf(shelf)", "likely"),
        ("mine = shelf.mine = Shelf()", "likely"),
        ("shelf[0] = mine = Shelf()", "likely"),
        ("mine = Lone(shelf)", None),
        ("mine = other = Lone()", None),
    ],
)
def test_as_soon_as_it_is_made(made: str, expected: str | None) -> None:
    body = f"        {made}\n        mine.read = lambda: name\n        mine.read()\n"
    assert stale(f"{HELPERS}def main(names, shelf):\n    for name in names:\n{body}").get("name") == expected
