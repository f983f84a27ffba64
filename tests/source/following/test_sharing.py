"""Who else has an object already when a value goes into it."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.flow.graph import Event
from cellophane.source.following.sharing import Sharing
from tests.following import stale
from tests.parts import Parts, form, place, shape, told

# -- asked directly ------------------------------------------------------------------------------------------------

DIRECT = """
import asyncio
from concurrent.futures import ThreadPoolExecutor
class Shelf:
    def __init__(self, parent): parent.append(self)
class Lone:
    def __init__(self, parent): self.parent = parent
def keep(one): kept.append(one)
def look(one): print(one)
def main(shelf, late, loop):
"""
FIRST = DIRECT.count("\n") + 1
"""The row in which the body of `main` begins."""


def sharing(lines: list[str]) -> tuple[Parts, Sharing]:
    """That of `main` with these lines."""
    parts = Parts(DIRECT + "".join(f"    {line}\n" for line in lines))
    flow = parts.flow(parts.main)
    return parts, Sharing(flow, parts.names, parts.parents, parts.fates, parts.happenings(flow))


def others(lines: list[str], of: str = "item call") -> list[str]:
    """What became of `mine` before the last of these lines changes it, in terms of a value that it holds from then on:
    what, how sure, at which event and in which of the lines (from 0), and in which form."""
    parts, asked = sharing([*lines, "mine.append(f)"])
    change = parts.events(Event.CALL, FIRST + len(lines))[-1]
    found = asked.others(change, parts.variable("mine", FIRST), form(of))
    return sorted(
        f"{told(o)}, {o.event.value} {int(place(o.event, o.node).split()[1]) - FIRST}, {shape(o.form)}" for o in found
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["mine = []", "late.append(mine)"], ["kept by late, likely, call 1, item item call"]),
        (["mine = []", "late['k'] = mine"], ["kept by late, likely, store 1, item item call"]),
        (["mine = []", "late.mine = mine"], ["kept by late, likely, store 1, object item call"]),
        (["mine = []", "keep(mine)"], ["kept, likely, call 1, item call"]),
        (["mine = []", "other = mine"], ["bound other, certain, bind 1, item call"]),
        (["mine = []", "other = [mine]"], ["bound other, certain, bind 1, item item call"]),
        (["mine = []", "own = {}", "own[1] = mine"], ["held own, certain, store 2, item item call"]),
        (["mine = []", "unheard_of(mine)"], ["unknown, possible, call 1, item call"]),
        (["mine = []", "run = lambda: mine"], ["bound run, likely, bind 1, item call"]),
        (["mine = []", "late.append(lambda: mine)"], ["kept by late, likely, call 1, item item call"]),
        (
            ["mine = []", "if late: shelf.append(mine)", "else: other = mine"],
            ["bound other, certain, bind 2, item call", "kept by shelf, likely, call 1, item item call"],
        ),
        (["mine = Shelf(late)"], ["kept by late, likely, call 0, item item call"]),
        (["mine = late.mine = Lone(1)"], ["kept by late, likely, store 0, object item call"]),
        # what the object holds already is changed once more
        (["mine = []", "late.append(mine)", "mine += [1]"], ["kept by late, likely, call 1, item item call"]),
    ],
)
def test_who_has_the_object_already(lines: list[str], expected: list[str]) -> None:
    assert others(lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["mine = []"],
        ["mine = []", "print(mine)"],
        ["mine = []", "look(mine)"],
        ["mine = []", "mine.clear()"],
        ["mine = []", "late.append(len(mine))"],
        ["mine = []", "late.append(list(mine))"],
        ["mine = []", "lambda: mine"],
        ["mine = []", "lambda mine: late.append(mine)"],
        ["mine = []", "other = []; late.append(other)"],
        # another object
        ["mine = []", "late.append(mine)", "mine = []"],
        ["mine = []", "late.append(mine)", "del mine", "mine = []"],
        # another way
        ["mine = []", "if late:", "    late.append(mine)", "    return"],
        # it has run, is given out or returned: that was before
        ["mine = []", "mine()"],
        ["mine = []", "yield mine"],
        ["mine = Lone(late)"],
    ],
)
def test_nobody_has_it(lines: list[str]) -> None:
    assert others(lines) == []


def test_what_comes_after_is_not_asked() -> None:
    parts, asked = sharing(["mine = []", "mine.append(f)", "late.append(mine)"])
    [change] = parts.events(Event.CALL, FIRST + 1)
    assert list(asked.others(change, parts.variable("mine", FIRST), form("item call"))) == []


def test_in_a_loop_what_comes_after_came_before_as_well() -> None:
    parts, asked = sharing(["mine = []", "for i in late:", "    mine.append(f)", "    late.append(mine)"])
    [change] = parts.events(Event.CALL, FIRST + 2)
    [found] = asked.others(change, parts.variable("mine", FIRST), form("item call"))
    assert told(found) == "kept by late, likely"


@pytest.mark.parametrize(
    ("lines", "begun"),
    [
        (["mine = asyncio.create_task(late)"], "asyncio.create_task(late)"),
        (["mine: object = asyncio.create_task(late)"], "asyncio.create_task(late)"),
        (["pool = ThreadPoolExecutor()", "mine = pool.submit(late)"], "pool.submit(late)"),
        (["mine = None", "mine = asyncio.create_task(late)"], "asyncio.create_task(late)"),
        (["mine = asyncio.create_task(late)", "mine = None"], None),
        (["mine = []"], None),
        (["mine = Lone(late)"], None),
        (["mine, other = asyncio.create_task(late)"], None),
        (["mine = [asyncio.create_task(late)]"], None),
    ],
)
def test_what_it_is_a_handle_on(lines: list[str], begun: str | None) -> None:
    parts, asked = sharing([*lines, "mine.append(f)"])
    call = asked.begun(parts.events(Event.CALL, FIRST + len(lines))[-1], parts.variable("mine"))
    assert (ast.unparse(call) if call is not None else None) == begun


# -- seen in what is found -----------------------------------------------------------------------------------------

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
    ("before", "certainty"),
    [
        ("late.append(mine)", "certain"),
        ("late.append({'mine': mine})", "certain"),
        ("late += [mine]", "certain"),
        ("other = mine; late.append(other)", "certain"),
        ("shelf.mine = mine", "likely"),
        ("shelf['mine'] = mine", "likely"),
        ("keep(mine)", "likely"),
        ("other = mine; keep(other)", "likely"),
        ("late.append(lambda: mine)", "likely"),
        ("late.append(lambda mine=mine: mine)", "likely"),
        ("def run(): return mine[0]()\n        late.append(run)", "likely"),
        ("def run(mine=mine): return mine[0]()\n        keep(run)", "likely"),
    ],
)
def test_it_was_given_away(before: str, certainty: str) -> None:
    assert found(before) == certainty


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
