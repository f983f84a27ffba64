"""Holds pictures of files to their source."""

from __future__ import annotations

from functools import partial

import pytest

from cellophane.model.picture import Bound, Picture
from cellophane.source.pictures.file_picture import picture
from cellophane.source.text.source import Source, Unreadable
from tests.steps import steps

TEXT = """\
import os

def counter(start, step=1, *, name: str = "n"):
    total = start
    unused = 0

    def up() -> int:
        nonlocal total
        total += step
        return total

    def show():
        return total, os.sep, len(name), missing

    return up, show

def plain(a):
    return a
"""


def drawn(row: int | None = None, text: str = TEXT) -> Picture:
    return picture(Source("counters.py", text), row)


def roles(seen: Picture) -> list[tuple[str, str, str | None]]:
    return [(one.name.rpartition(".")[2], one.role, one.parent) for one in seen.functions]


def test_a_whole_file() -> None:
    seen = drawn()
    assert seen.title == "counters.py"
    assert roles(seen) == [("counter", "asked", None), ("up", "inside", "f1"), ("show", "inside", "f1")]
    assert [(one.name, one.owner) for one in seen.variables] == [
        ("total", "counter"),
        ("step", "counter"),
        ("name", "counter"),
    ]


def test_one_function_and_who_shares_its_variables() -> None:
    seen = drawn(13)
    assert seen.title == "counter.<locals>.show"
    assert roles(seen) == [("show", "asked", None), ("counter", "owns", None), ("up", "shares", None)]
    show = seen.functions[0]
    assert (show.globals, show.builtins, show.unresolved) == (("os",), ("len",), ("missing",))
    assert show.left_behind == ("start", "step", "unused", "up")
    assert [(one.writes) for one in show.captures] == [False, False]
    up = seen.functions[2]
    assert next((one.variable, one.writes) for one in up.captures) == (show.captures[0].variable, True)


def test_an_owner_that_captured_something_of_its_own_shares_nothing() -> None:
    text = "def f(x):\n    def mid(y):\n        def g(): return y\n        return g, lambda: (x, y)\n    return mid\n"
    assert roles(drawn(3, text)) == [("g", "asked", None), ("mid", "owns", None), ("<lambda>", "shares", None)]
    # `x` is what both have in common.
    assert roles(drawn(4, text)) == [
        ("<lambda>", "asked", None),
        ("f", "owns", None),
        ("mid", "shares", None),
        ("g", "shares", None),
    ]


def test_where_variables_are_bound_and_who_can_rebind_them() -> None:
    total, step, name = drawn().variables
    assert total.bindings == (
        Bound(4, "assignment", "counter"),
        Bound(9, "augmented assignment", "counter.<locals>.up"),
    )
    assert (total.changes, step.changes) == (None, "never rebound")
    assert (name.value, name.type, name.state) == (None, None, None)


def test_defaults_and_annotations() -> None:
    counter, up, _ = drawn().functions
    assert [(one.name, one.value) for one in counter.defaults] == [("step", "1"), ("name", "'n'")]
    assert (counter.annotations, up.annotations) == (("name: str",), ("return: int",))


def test_marks_stand_on_the_names_and_know_their_function() -> None:
    seen = drawn(13)
    (excerpt,) = seen.excerpts
    assert excerpt.first_row == 3
    names = {
        excerpt.lines[mark.span.row - 3][mark.span.column - 1 : mark.span.end_column - 1]: mark.role
        for mark in excerpt.marks
    }
    assert set(names) == {"total", "name", "step"}
    reads = {mark.function for mark in excerpt.marks if mark.role == "read" and mark.span.row == 13}
    assert reads == {"f1"}


def test_the_source_of_a_whole_file_is_that_of_its_functions() -> None:
    """What is far from all of them is left out, and nothing stands behind the last line."""
    text = "# licence\n" * 50 + TEXT
    (excerpt,) = drawn(text=text).excerpts
    assert (excerpt.first_row, excerpt.lines[0][:11], excerpt.lines[-1]) == (53, "def counter", "    return up, show")
    far = TEXT + "#\n" * 3 + "def second(n):\n    return lambda: n\n"
    assert [(each.first_row, len(each.lines)) for each in drawn(text=far).excerpts] == [(3, 13), (22, 2)]
    near = "def f(n):\n    return lambda: n\n\n\ndef g(n):\n    return lambda: n\n"
    assert [len(each.lines) for each in drawn(text=near).excerpts] == [6]


@pytest.mark.parametrize("row", [1, 2, 16])
def test_a_row_outside_of_functions(row: int) -> None:
    seen = drawn(row)
    assert seen.title == "counters.py"
    assert seen.notes == (f"line {row} is in no function: this is the whole file",)


def test_a_function_that_captures_nothing() -> None:
    seen = drawn(18)
    assert roles(seen) == [("plain", "asked", None)]
    assert seen.variables == ()


def test_a_file_without_closures() -> None:
    seen = drawn(text="x = 1\n")
    assert seen.functions == ()
    assert seen.notes == ("no function of this file captures a variable of another one",)
    assert [each.lines for each in seen.excerpts] == [("x = 1",)]
    assert [each.lines for each in drawn(text="x = 1").excerpts] == [("x = 1",)]


def test_decorators_belong_to_the_function() -> None:
    text = "def f(n):\n    @str\n    def g(): return n\n    return [lambda: n for _ in ()]\n"
    assert drawn(2, text).title == "f.<locals>.g"
    assert drawn(4, text).title.endswith("<lambda>")


def test_what_cannot_be_parsed() -> None:
    with pytest.raises(Unreadable):
        drawn(text="def (")


@pytest.mark.parametrize("row", [None, 1])
def test_four_times_the_functions_take_four_times_the_work(row: int | None) -> None:
    def source(number: int) -> Source:
        return Source(
            "a.py", "def f():\n" + "    lambda n: lambda: n\n" * number + "def g(n=int()): lambda: n\n" * number
        )

    def drawn(source: Source) -> object:
        seen = picture(source, row)
        assert len(seen.functions) > 50
        return seen

    small, large = (steps(partial(drawn, source(number))) for number in (50, 200))
    assert large < 4.5 * small


def test_kinds_of_functions() -> None:
    text = """\
def outer(n):
    async def letters(): yield n
    async def wait(): return n
    def numbers():
        yield from n
    def plain():
        def inner(): yield n
        return inner
    return lambda: (yield n)
"""
    assert {one.name.rpartition(".")[2]: one.kind for one in drawn(None, text).functions} == {
        "outer": "function",
        "letters": "asynchronous generator function",
        "wait": "coroutine function",
        "numbers": "generator function",
        "plain": "function",
        "inner": "generator function",
        "<lambda>": "generator function",
    }


@pytest.mark.parametrize(("first", "elsewhere"), [("", "unresolved"), ("from os.path import *\n", "globals")])
def test_names_that_the_module_has_without_binding_them(first: str, elsewhere: str) -> None:
    body = "    def new(cls): return super(n, cls), __name__, __doc__, __dir__, __debug__, abs\n    return new\n"
    text = f"{first}def deco(n):\n{body}"
    seen = drawn(text.count("\n") - 1, text).functions[0]
    found = {"globals": seen.globals, "builtins": seen.builtins, "unresolved": seen.unresolved}
    assert "__dir__" in found[elsewhere]
    assert {"__name__", "__doc__"} == {*found["globals"]} - {"__dir__"}
    assert found["builtins"] == ("__debug__", "abs", "super")


def test_private_names_of_defaults() -> None:
    text = "class _Car:\n    def wheels(self, __n=4, *, __kind='round', own=1): return lambda: __n\n"
    seen = drawn(2, text).functions
    assert [one.name for one in next(each for each in seen if each.defaults).defaults] == [
        "_Car__n",
        "_Car__kind",
        "own",
    ]


def test_lines_of_notebooks_are_explained() -> None:
    source = Source("a.ipynb", "n = 1\ndef f(n):\n    return lambda: n\n", cells=((1, 1), (2, 4)))
    assert picture(source).notes == (
        "lines are counted through all code cells, which begin so: cell 1 at 1, cell 4 at 2",
    )
    assert drawn().notes == ()


def test_who_only_makes_a_function_that_rebinds_a_variable_does_not_rebind_it() -> None:
    text = """\
def counted():
    total = 0
    def decorate(fn):
        def wrapper():
            nonlocal total
            total += 1
            return fn()
        return wrapper
    return decorate
"""
    seen = drawn(None, text)
    writes = {one.name.rpartition(".")[2]: [each.writes for each in one.captures] for one in seen.functions}
    assert writes == {"counted": [], "decorate": [False], "wrapper": [True, False]}
