"""Holds the source beside a live picture to what each cell and each function of it is in the text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cellophane.live import look
from cellophane.live.function_picture import picture
from cellophane.model.picture import Excerpt, Mark, Picture

STACK = """\
import functools

def retry(times):
    def decorate(fn):
        @functools.wraps(fn)
        def again(*args):
            return [fn(*args) for _ in range(times)]
        return again
    return decorate

# What is far away is left out:
# this and
# the next
# few
# lines.

def timed(fn):
    total = 0
    @functools.wraps(fn)
    def wrapper(*args):
        nonlocal total
        total += 1
        return fn(*args)
    return wrapper

@retry(3)
@timed
@retry(5)
def fetch(url):
    return url
"""
CLASS = """\
class Base: pass

class K(Base):
    limit = 3

    def __init__(self):
        self.a = 1

    def who(self):
        return __class__

    @property
    def size(self):
        return super().size

class Other:
    def borrowed(self):
        return __class__
    class Inner:
        def who(self): return __class__

K.borrowed = Other.borrowed
"""

Loaded = Callable[..., ModuleType]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """Makes a module of a text, from a file in the current directory."""
    monkeypatch.chdir(tmp_path)

    def module(text: str, name: str = "stack") -> ModuleType:
        (tmp_path / f"{name}.py").write_text(text)
        made = ModuleType(name)
        # Classes are named after it.
        monkeypatch.setitem(sys.modules, name, made)
        exec(compile(text, str(tmp_path / f"{name}.py"), "exec"), made.__dict__)
        return made

    return module


def rows(excerpts: tuple[Excerpt, ...]) -> list[tuple[str, int, int]]:
    return [(each.filename, each.first_row, each.first_row + len(each.lines) - 1) for each in excerpts]


def marks(seen: Picture) -> list[Mark]:
    return [mark for excerpt in seen.excerpts for mark in excerpt.marks]


def keys(seen: Picture, name: str) -> list[str]:
    return [one.key for one in seen.variables if one.name == name]


def test_the_source_of_every_function_of_a_stack_is_there(load: Loaded) -> None:
    seen = picture(look(load(STACK).fetch))
    assert rows(seen.excerpts) == [("stack.py", 3, 9), ("stack.py", 17, 30)]
    assert {mark.variable for mark in marks(seen)} == {one.key for one in seen.variables}


def test_two_cells_of_one_variable_are_both_marked_each_with_its_function(load: Loaded) -> None:
    seen = picture(look(load(STACK).fetch))
    first, second = (one.key for one in seen.variables if one.name == "times")
    again = [one.key for one in seen.functions if one.name.endswith("again")]
    told = [(mark.span.row, mark.role, mark.variable, mark.function) for mark in marks(seen)]
    assert [one for one in told if one[2] in (first, second)] == [
        (3, "bound", first, None),
        (3, "bound", second, None),
        (7, "read", first, again[0]),
        (7, "read", second, again[1]),
    ]


def test_what_reads_and_binds_at_once_is_marked_as_both(load: Loaded) -> None:
    seen = picture(look(load(STACK).fetch))
    (total,) = keys(seen, "total")
    assert [(mark.span.row, mark.role) for mark in marks(seen) if mark.variable == total] == [
        (18, "bound"),
        (22, "bound"),
        (22, "read"),
    ]


def test_marks_stand_on_the_names(load: Loaded) -> None:
    seen = picture(look(load(STACK).fetch))
    names = {one.key: one.name for one in seen.variables}
    for excerpt in seen.excerpts:
        for mark in excerpt.marks:
            line = excerpt.lines[mark.span.row - excerpt.first_row]
            assert line[mark.span.column - 1 : mark.span.end_column - 1] == names[mark.variable]


def test_nothing_is_marked_twice(load: Loaded) -> None:
    found = marks(picture(look(load(STACK).fetch)))
    assert len(found) == len(set(found))
    assert found == sorted(found, key=lambda mark: mark.span)


def test_of_a_class_all_of_it_is_shown(load: Loaded) -> None:
    seen = picture(look(load(CLASS).K))
    assert rows(seen.excerpts) == [("stack.py", 3, 20)], "what was borrowed captured the class that it is from"
    assert [mark.span.row for mark in marks(seen)] == [10, 14, 18]
    assert rows(picture(look(load(CLASS).Other.Inner)).excerpts) == [("stack.py", 19, 20)]


def test_of_a_class_that_captured_nothing_as_well(load: Loaded) -> None:
    plain = "class Plain:\n    x = 1\n    def a(self): pass\n\n\n\n\n    def b(self): pass\n"
    assert rows(picture(look(load(plain).Plain)).excerpts) == [("stack.py", 1, 8)]


def test_of_a_method_only_itself_unless_it_captured_the_class(load: Loaded) -> None:
    module = load(CLASS)
    assert rows(picture(look(module.K.__init__)).excerpts) == [("stack.py", 6, 7)]
    assert rows(picture(look(module.K.who)).excerpts) == [("stack.py", 3, 14)]


def test_files_come_in_the_order_of_the_functions(load: Loaded) -> None:
    decorator = load("def twice(fn):\n    def wrapper(): fn(), fn()\n    return wrapper\n", "library").twice
    module = load("def make(n):\n    def inner(): return n\n    return inner\n")
    seen = picture(look(decorator(module.make(1))))
    assert rows(seen.excerpts) == [("library.py", 1, 3), ("stack.py", 1, 3)]
    assert [mark.span.row for mark in marks(seen)] == [1, 2, 2, 1, 2]


def test_what_a_comprehension_reads_is_read_by_the_function_around_it(load: Loaded) -> None:
    make = load("def make(n):\n    def inner(): return [n for _ in 'ab']\n    return inner\n").make
    seen = picture(look(make(1)))
    assert [(mark.role, mark.function) for mark in marks(seen)] == [("bound", None), ("read", "f1")]


def test_a_module_is_not_shown_whole_for_a_comprehension_that_is_part_of_it(load: Loaded) -> None:
    """From Python 3.12 on the frame of the module holds the cell while it runs."""
    above = "from cellophane.live import look\nfrom cellophane.live.function_picture import picture\n"
    above += "# far away\n" * 9
    text = f"{above}found = [lambda: n for n in 'ab']\nseen = picture(look(found[0]))\n"
    assert rows(load(text).seen.excerpts) == [("stack.py", 12, 12)]


def test_where_the_source_is_gone_there_is_none() -> None:
    namespace: dict[str, Any] = {}
    exec(compile("def make(n): return lambda: n", "no such file", "exec"), namespace)
    assert picture(look(namespace["make"](1))).excerpts == ()
