"""Holds trees to saying what a picture holds, each thing once and no more."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from cellophane.model.picture import Bound, Capture, Default, DrawnVariable, Function, Picture, Weight
from cellophane.report import tree

STEP = Function(
    "f1",
    "counter.<locals>.step",
    "function",
    "asked",
    filename="counters.py",
    row=7,
    captures=(Capture("v1", writes=True),),
    defaults=(Default("by", "1"), Default("to", None)),
    globals=("a", "b"),
    left_behind=("start",),
    weight=Weight(100, 2000, 300),
)
SHOW = Function(
    "f2", "counter.<locals>.show", "lambda", "shares", filename="counters.py", row=11, captures=(Capture("v1"),)
)
N = DrawnVariable(
    "v1",
    "n",
    "counter",
    (Bound(6, "assignment", "counter"), Bound(9, "augmented assignment", "counter.<locals>.step")),
    "int",
    "5",
    changes="can still change",
)
PICTURE = Picture("function counter.<locals>.step", (STEP, SHOW), (N,), notes=("cut short",))


def test_all_of_it() -> None:
    assert tree.text(PICTURE) == (
        "cut short\n"
        "function counter.<locals>.step  counters.py:7  2.0 kB, 300 bytes freed with it\n"
        "├── n = 5  int\n"
        "│   of counter · bound in line 6 · rebound in line 9 by step · can still change · shared with show\n"
        "├── defaults: by=1, to=…\n"
        "├── globals: a, b\n"
        "└── not captured: start\n"
        "also holds n: lambda counter.<locals>.show  counters.py:11\n"
    )


def test_a_heading_that_is_too_long_breaks_between_its_parts_and_goes_on_indented() -> None:
    assert tree.text(PICTURE, width=50).startswith(
        "cut short\nfunction counter.<locals>.step  counters.py:7\n    2.0 kB, 300 bytes freed with it\n├── n = 5"
    )


def test_those_who_are_alike_have_one_line() -> None:
    lines = tree.text(replace(PICTURE, functions=(STEP, replace(SHOW, count=59)))).splitlines()
    assert " ".join(lines[3:5]).endswith("shared with show │   ×59")
    assert lines[-1] == "also holds n: lambda counter.<locals>.show ×59  counters.py:11"


def test_a_cell_that_two_layers_hold_is_told_once() -> None:
    beneath = replace(SHOW, role="beneath", parent="f1")
    lines = tree.text(replace(PICTURE, functions=(STEP, beneath))).splitlines()
    assert lines[-2:] == [
        "└── lambda counter.<locals>.show  counters.py:11",
        "    └── n = 5  int  the same cell",
    ]


def test_owners_and_values_say_what_they_are() -> None:
    owner = Function("f3", "counter", "function", "owns", filename="counters.py", row=5)
    assert "\nowned by function counter  counters.py:5\n" in tree.text(replace(PICTURE, functions=(STEP, owner)))
    value = Function("f3", "late", "function", "value", filename="counters.py", row=2)
    held = replace(PICTURE, functions=(STEP, value), variables=(replace(N, function="f3"),))
    assert "\nvalue of n: function late  counters.py:2\n" in tree.text(held)


def test_an_empty_cell_and_a_type_that_says_more_than_the_value() -> None:
    empty = replace(N, state="empty", value=None, type=None, bindings=(), changes=None, owner=None)
    assert "n  <empty>" in tree.text(Picture("t", (STEP,), (empty,)))
    shown = replace(N, value="<Thing>", type="Thing")
    assert "n = <Thing>\n" in tree.text(Picture("t", (STEP,), (shown,)))


def test_long_lists_are_cut_with_a_count() -> None:
    many = replace(STEP, captures=(), globals=tuple(f"name_{number}" for number in range(100)))
    assert "name_11, …88 more" in tree.text(Picture("t", (many,), ()), width=500)


def test_a_thousand_layers() -> None:
    functions = [replace(STEP, key=f"f{n}", parent=f"f{n - 1}" if n else None, captures=()) for n in range(1000)]
    assert tree.text(Picture("t", tuple(functions), ()), width=10_000).count("counter.<locals>.step") == 1000


def test_nothing_moves_the_cursor() -> None:
    nasty = replace(N, name="\x1b[31m", value="\u202e", owner="a\nb")
    printed = tree.text(Picture("t", (replace(STEP, name="\x07"),), (nasty,), notes=("\x1b",)))
    assert not {"\x1b", "\x07", "\u202e"} & set(printed)


def test_plain_ascii_where_there_is_nothing_else() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "ascii", errors="backslashreplace")
    Console(file=stream, width=80).print(tree.render(Picture("t", (replace(STEP, defaults=()),), ())))
    stream.flush()
    printed = stream.buffer.getvalue().decode("ascii")
    assert "+-- globals: a, b" in printed


def test_everything_is_there_however_deep() -> None:
    depth = 60
    names = [f"level{number}" for number in range(depth)]
    functions = tuple(
        Function(f"f{number}", name, "function", "inside", f"f{number - 1}" if number else None)
        for number, name in enumerate(names)
    )
    text = tree.text(Picture("deep", functions, ()), width=60)
    assert all(f"function {name}\n" in text for name in names)
    assert "in level58: function level59\n" in text


def test_nothing_captured_is_said() -> None:
    alone = Function("f1", "f", "function", "asked", attributes=("path",), holds=(Default("self", "<Thing>"),))
    assert tree.text(Picture("f", (alone,), ())).splitlines() == [
        "function f",
        "├── captured nothing",
        "├── holds: self=<Thing>",
        "└── attribute names: path",
    ]
