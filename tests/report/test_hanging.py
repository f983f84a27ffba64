"""Lines that break between their parts."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from cellophane.report.hanging import Hanging

HEADING = Hanging((Text("function f"), Text("a.py:7"), Text("5.5 kB, 3.9 kB freed with it")))


def shown(renderable: Hanging | Tree, width: int) -> list[str]:
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None).print(renderable)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (100, ["function f  a.py:7  5.5 kB, 3.9 kB freed with it"]),
        (48, ["function f  a.py:7  5.5 kB, 3.9 kB freed with it"]),
        (47, ["function f  a.py:7", "    5.5 kB, 3.9 kB freed with it"]),
        (32, ["function f  a.py:7", "    5.5 kB, 3.9 kB freed with it"]),
        (17, ["function f", "    a.py:7", "    5.5 kB, 3.9", "    kB freed with", "    it"]),
    ],
)
def test_where_it_breaks(width: int, lines: list[str]) -> None:
    assert shown(HEADING, width) == lines
    assert all(len(line) <= width for line in lines)


def test_inside_a_tree() -> None:
    tree = Tree(HEADING)
    tree.add(HEADING)
    assert shown(tree, 40) == [
        "function f  a.py:7",
        "    5.5 kB, 3.9 kB freed with it",
        "└── function f  a.py:7",
        "        5.5 kB, 3.9 kB freed with it",
    ]


@pytest.mark.parametrize("width", range(1, 50))
def test_nothing_is_lost_however_narrow(width: int) -> None:
    text = "".join(shown(HEADING, width)).replace(" ", "")
    assert text == "functionfa.py:75.5kB,3.9kBfreedwithit"
