"""What the hooks write down."""

from __future__ import annotations

import gc
import sys
import weakref
from types import CellType, FunctionType
from typing import Any

import pytest

from cellophane.model.place import Span
from cellophane.witnessing.recorder import Recorder
from cellophane.witnessing.sites import Body, Named, NewCell, Site

HERE = Span(1, 1, 1, 2)
CELL, GLOBAL = Named("n", "f"), Named("g", "<module>", in_cell=False)
BODY = Body("f.<locals>.<lambda>", HERE, (CELL,), ())
READ, BOUND = Site("read", HERE, CELL, BODY), Site("bound", HERE, CELL, None)


class Thing:
    pass


@pytest.fixture
def space() -> dict[str, Any]:
    return {"__builtins__": {"len": len}}


@pytest.fixture
def recorder(space: dict[str, Any]) -> Recorder:
    return Recorder(space, 100)


def made(cell: CellType, space: dict[str, Any]) -> FunctionType:
    n = 1
    code = (lambda: n).__code__
    return FunctionType(code, space, closure=(cell,))


def kinds(recorder: Recorder) -> list[str]:
    return [one.kind for one in recorder.happened]


def test_neither_values_nor_cells_nor_functions_are_kept(recorder: Recorder, space: dict[str, Any]) -> None:
    thing = Thing()
    cell = CellType(thing)
    function = made(cell, space)
    held: list[weakref.ref[Any]] = [weakref.ref(thing), weakref.ref(function)]
    referred = sys.getrefcount(cell)
    recorder.bound(BOUND, None, thing, cell)
    recorder.made(BODY, None, function)
    recorder.read(READ, None, cell)
    recorder.deleted(Site("deleted", HERE, CELL, None), None, cell)
    assert sys.getrefcount(cell) == referred
    del thing, function, cell
    gc.collect()
    assert [one() for one in held] == [None, None]
    assert kinds(recorder) == ["bound", "made", "read", "deleted"]


def test_a_new_cell_at_an_old_address_is_another_variable(recorder: Recorder) -> None:
    cell = CellType(1)
    recorder.read(READ, None, cell)
    recorder.read(READ, None, cell)
    recorder.began("f", (NewCell(0, CELL),), cell)
    recorder.read(READ, None, cell)
    first, second, *_, third = (one.variable for one in recorder.happened)
    assert first is second is not third


def test_the_first_closure_keeps_its_code_and_others_over_the_same_cell_are_marked(
    recorder: Recorder, space: dict[str, Any]
) -> None:
    body = Body("f.<locals>.<lambda>", HERE, (CELL,), (), closure_constant=0)
    cell = CellType(1)
    one, two, three = made(cell, space), made(cell, space), made(CellType(1), space)
    code = one.__code__
    for function in (one, two, three):
        recorder.made(body, None, function)
    assert one.__code__ is three.__code__ is code
    assert two.__code__.co_consts[0] is recorder.happened[1].closure
    recorder.read(Site("read", HERE, CELL, body), None, cell)
    assert recorder.happened[-1].closure is recorder.happened[0].closure


def test_a_global_that_is_a_builtin_is_none_of_the_program(space: dict[str, Any]) -> None:
    space["there"] = 1
    recorder = Recorder(space, 100)
    # It must be code with these globals that asks.
    code = compile("def ask(read, *sites):\n    for one in sites: read(one, None)", "a.py", "exec")
    exec(code, space)
    sites = [Site("read", HERE, Named(name, "<module>", in_cell=False), BODY) for name in ("len", "nothing", "there")]
    space["ask"](recorder.read, *sites)
    assert [one.variable and one.variable.named.name for one in recorder.happened] == ["nothing", "there"]
    assert recorder.happened[0].value is None
    recorder.read(sites[2], None)  # by code with other globals
    assert len(recorder.happened) == 2


def test_when_it_is_full_it_counts_and_when_it_has_stopped_it_does_nothing(space: dict[str, Any]) -> None:
    recorder, cell = Recorder(space, 2), CellType(1)
    for _ in range(5):
        recorder.read(READ, None, cell)
    assert (len(recorder.stop()), recorder.left_out) == (2, 3)
    recorder.read(READ, None, cell)
    recorder.bound(BOUND, None, 1, cell)
    assert (len(recorder.happened), recorder.left_out) == (2, 3)


def test_at_the_end_of_the_stack_it_counts(recorder: Recorder) -> None:
    nested: list[Any] = []
    cell = CellType(nested)

    def down() -> None:
        recorder.read(READ, None, cell)
        down()

    with pytest.raises(RecursionError):
        down()
    assert recorder.left_out > 0
    assert len(recorder.happened) == 100


def test_a_variable_that_dies_with_its_list_does_not_lend_its_text(recorder: Recorder) -> None:
    cell = CellType(0)
    recorder.read(READ, None, cell)
    texts = []
    for number in range(5):
        recorder.bound(BOUND, None, new := [number], cell)
        cell.cell_contents = new
        del new
        value = recorder.happened[-1].value
        assert value is not None
        texts.append(value.text)
    assert texts == [f"[{number}]" for number in range(5)]


def test_a_variable_that_nobody_else_has_takes_no_room(space: dict[str, Any]) -> None:
    recorder, cell, other = Recorder(space, 5), CellType(0), CellType(0)
    for number in range(500):
        recorder.bound(BOUND, None, number, cell)
    assert (recorder.happened, recorder.left_out) == ((), 0)
    recorder.read(READ, None, other)
    recorder.read(READ, None, cell)
    # The bindings came before the first read.
    assert [one.value and one.value.text for one in recorder.stop()] == ["400", "401", "402", "403", "404"]
    assert recorder.left_out == 97
    assert {one.variable.dropped for one in recorder.happened if one.variable} == {400}


def test_a_hook_that_was_interrupted_leaves_nobody_sure(recorder: Recorder) -> None:
    cell = CellType(1)
    recorder.read(READ, None, cell)
    with pytest.raises(AttributeError):
        recorder.bound(BOUND, None, 2, 3)  # as a signal would
    cell.cell_contents = 2
    recorder.read(READ, None, cell)
    assert kinds(recorder) == ["read", "read"]
    cell.cell_contents = 3
    recorder.read(READ, None, cell)
    assert kinds(recorder) == ["read", "read", "bound", "read"]
