"""Holds what `look` says of a plain function to what the function is."""

from __future__ import annotations

import builtins
import dataclasses
import dis
import gc
import inspect
import sys
import threading
from collections.abc import Callable
from types import CellType, CodeType, FunctionType
from typing import Any

import pytest

import cellophane
from cellophane.live import EMPTY, look
from cellophane.rework.bind import bind


def counter() -> tuple[Callable[[], int], Callable[[], int]]:
    n = 0

    def step() -> int:
        nonlocal n
        n += 1
        return n

    return step, lambda: n


def made_in(text: str, namespace: dict[str, Any]) -> Any:
    exec(text, namespace)
    return namespace["f"]


def test_captured_variables() -> None:
    step, _ = counter()
    step()
    closure = look(step)
    (captured,) = closure.captured
    assert (captured.name, captured.value, captured.type, captured.is_bound) == ("n", 1, int, True)
    assert step.__closure__ is not None
    assert captured.cell is step.__closure__[0]
    assert closure["n"] is captured
    assert (closure.name, closure.kind, closure.module) == ("counter.<locals>.step", "function", __name__)
    assert closure.written == {"n"}


def test_it_is_a_picture_of_a_moment() -> None:
    step, read = counter()
    before = look(read)
    step()
    assert (before["n"].value, look(read)["n"].value) == (0, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        before.code = None  # type: ignore[misc]


def test_an_empty_cell_is_no_error() -> None:
    def inner() -> Any:
        return later

    closure = look(inner)
    assert closure["later"].value is EMPTY
    assert (closure["later"].type, closure["later"].is_bound) == (None, False)
    assert "<empty>" in repr(closure)
    later = 1
    assert look(inner)["later"].value == later


def test_a_name_that_was_not_captured() -> None:
    with pytest.raises(KeyError, match=r"'m' is not captured by .*step, which captured n"):
        look(counter()[0])["m"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("f = lambda: 0", "lambda"),
        ("def f(): pass", "function"),
        ("def f(): yield", "generator function"),
        ("async def f(): pass", "coroutine function"),
        ("async def f(): yield", "asynchronous generator function"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert look(made_in(text, {})).kind == kind


def test_globals_builtins_and_others() -> None:
    f = made_in("def f(): return known + len(known) + missing.attribute", {"known": [1], "attribute": 2})
    closure = look(f)
    assert dict(closure.globals) == {"known": [1]}
    assert dict(closure.builtins) == {"len": len}
    assert closure.unresolved == ("missing",)
    assert closure.attributes == ("attribute",)


def test_a_global_hides_a_builtin() -> None:
    assert look(made_in("def f(): return len", {"len": 1})).globals == {"len": 1}


@pytest.mark.parametrize("own", [{"special": 1}, builtins])
def test_builtins_are_those_of_the_namespace(own: Any) -> None:
    closure = look(made_in("def f(): return special, print", {"__builtins__": own}))
    assert set(closure.builtins) == ({"special"} if isinstance(own, dict) else {"print"})


def test_a_namespace_with_code_of_its_own() -> None:
    class Namespace(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            raise RuntimeError

        def get(self, key: str, default: Any = None) -> Any:
            raise RuntimeError

        def __contains__(self, key: object) -> bool:
            raise RuntimeError

    space = Namespace(known=1)
    f = FunctionType(compile("known, len, missing", "<test>", "eval"), space)
    closure = look(f)
    assert (set(closure.globals), set(closure.builtins), closure.unresolved) == ({"known"}, {"len"}, ("missing",))


def test_defaults_and_annotations() -> None:
    i = 1

    def f(a: int, b: int = 2, *, c: str = "c", i: Any = i) -> None: ...

    closure = look(f)
    assert dict(closure.defaults) == {"b": 2, "c": "c", "i": 1}
    assert closure.annotations["return"] == "None"


def test_defaults_that_do_not_fit_the_code() -> None:
    def f() -> None: ...

    f.__defaults__ = (1, 2)
    assert look(f).defaults == {}


def test_code_that_was_edited() -> None:
    step, _ = counter()
    edited = step.__code__.replace(co_name="other", co_qualname="other", co_firstlineno=10**6)
    assert isinstance(step, FunctionType)
    step.__code__ = edited
    closure = look(step)
    assert closure["n"].value == 0
    assert closure["n"].owner is None
    assert closure.left_behind == ()


def test_a_code_object_without_a_function() -> None:
    code = counter()[0].__code__
    closure = look(code)
    assert [(one.name, one.cell, one.value) for one in closure.captured] == [("n", None, EMPTY)]
    assert (closure.kind, closure.function) == ("code", None)
    assert "without a function" in closure.note


class Hostile:
    """Whatever is asked of it goes wrong, and is noted."""

    asked: list[str] = []  # noqa: RUF012 - noted by all of them

    def _note(self, *_: Any) -> Any:
        Hostile.asked.append(sys._getframe(1).f_code.co_name)
        raise RuntimeError

    __repr__ = __str__ = __eq__ = __hash__ = __len__ = __bool__ = __sizeof__ = __iter__ = __getattribute__ = _note
    __class__ = property(_note)


def test_nothing_is_called_on_a_captured_value() -> None:
    hostile = Hostile()
    alone = lambda default=hostile: hostile  # noqa: E731
    held = [lambda: (hostile, alone), alone]
    Hostile.asked.clear()
    for function in held:
        closure = look(function)
        assert closure["hostile"].type is Hostile
        assert "Hostile" in repr(closure)
        assert "Hostile" in repr(closure["hostile"])
        assert "Hostile" in str(closure.to_dict())
    assert Hostile.asked == []


def test_a_cell_that_changes_meanwhile() -> None:
    """Another thread binds and unbinds the variable as fast as it can: each look sees one or the other."""
    cell = CellType()
    f = FunctionType((lambda: cell).__code__, {}, "f", None, (cell,))
    going = True

    def change() -> None:
        while going:
            cell.cell_contents = 1
            del cell.cell_contents

    thread = threading.Thread(target=change)
    thread.start()
    try:
        seen = {look(f).captured[0].value for _ in range(5000)}
    finally:
        going = False
        thread.join()
    assert seen <= {1, EMPTY}


def test_recursion_through_a_cell() -> None:
    def recursive() -> Any:
        return recursive

    closure = look(recursive)
    assert closure["recursive"].value is recursive
    assert "recursive" in repr(closure)


ATTRIBUTES = ("LOAD_ATTR", "STORE_ATTR", "DELETE_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR")


def attributes_by_dis(code: CodeType) -> set[str]:
    here = {one.argval for one in dis.get_instructions(code) if one.opname in ATTRIBUTES}
    return here.union(*(attributes_by_dis(one) for one in code.co_consts if isinstance(one, CodeType)))


@pytest.mark.usefixtures("whole_process")
def test_attributes_are_those_of_dis() -> None:
    functions = [one for one in gc.get_objects() if type(one) is FunctionType]
    assert len(functions) > 5000
    for function in functions[::10]:
        assert set(look(function.__code__).attributes) == attributes_by_dis(function.__code__)


@pytest.mark.usefixtures("whole_process")
def test_every_function_of_this_process() -> None:
    """Names are checked against `dis` by benchmarks/functions_of_a_process.py, over far more of them."""
    functions = [one for one in gc.get_objects() if type(one) is FunctionType]
    assert len(functions) > 5000
    for function in functions:
        closure = look(function)
        in_cells = [one for one in closure.captured if one.cell is not None]  # other tests bind functions
        assert len(in_cells) == len(function.__closure__ or ())
        if len(in_cells) < len(closure.captured):
            continue
        if function.__closure__ and all(one.is_bound for one in closure.captured) and not closure.layers:
            assert inspect.getclosurevars(function).nonlocals.keys() == {one.name for one in closure.captured}


def test_what_bind_has_made_constant_is_told() -> None:
    def make(items: list[int]) -> Any:
        return lambda: (items, lambda: items, make)

    items = [0] * 1_000
    bound: Any = bind(make(items), "items")
    space: dict[str, Any] = {"rows": [1]}
    exec("f = lambda: rows", space)
    del items
    closure = look(bound)
    assert repr(closure["items"]) == repr(look(make([0] * 1_000))["items"])
    assert (closure["items"].cell is None, closure["items"].is_constant) == (False, False)  # a function inside has it
    rows = look(bind(space["f"], "rows"))["rows"]
    assert (rows.cell, rows.value is space["rows"], rows.is_bound, rows.is_constant) == (None, True, True, True)
    assert (rows.holders(), rows.can_change(), rows.type) == ((), False, list)


def test_constants_are_drawn_and_weighed() -> None:
    def make() -> Any:
        values, n = [0.5] * 1_000, 3
        return bind(lambda: (values, n))

    closure = cellophane.look(make())
    text = str(closure)
    assert "values = [0.5" in text
    assert text.count("constant: bind() made it so") == 2
    assert "of make.<locals>" not in text
    assert "of make" in text
    assert closure.size()["values"].retained > 8_000
    assert closure.size()["values"].deep > 8_000
    assert closure.to_dict()["variables"][0]["changes"] == "constant: bind() made it so"
    assert closure.to_dict()["excerpts"][0]["lines"][1].strip().startswith("values, n =")
    assert [one.name for one in closure.captured] == ["n", "values"]
