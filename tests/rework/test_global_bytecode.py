"""Holds code in which globals are constants to the code that it was made of, operation by operation."""

from __future__ import annotations

import dis
from types import CodeType
from typing import Any

import pytest

from cellophane.rework.bind_bytecode import with_constants
from cellophane.rework.global_bytecode import obstacle
from tests.closures import made_in_module


def described(code: CodeType, places: set[int]) -> list[Any]:
    """What each operation at these places does, and where it stands in the source."""
    every = [one for one in dis.get_instructions(code) if one.offset in places]
    return [(one.offset, one.opname, repr(one.argval).partition(" at 0x")[0], one.positions) for one in every]


def untouched(code: CodeType, names: set[str]) -> set[int]:
    """Where operations stand that do not read the globals of these names, and do not extend an argument."""
    return {
        one.offset
        for one in dis.get_instructions(code)
        if one.opname != "EXTENDED_ARG" and not (one.opname == "LOAD_GLOBAL" and one.argval in names)
    }


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_nothing_moves(first: int) -> None:
    for seed in range(first, first + 100):
        code = made_in_module(seed)[0].__code__
        names = {name for name in "abc" if not obstacle(code, name)}
        new = with_constants(code, {}, {name: [seed] for name in names})
        if not names & {*code.co_names}:
            continue
        assert len(new.co_code) == len(code.co_code), seed
        places = untouched(code, names)
        assert described(new, places) == described(code, places), seed
        assert [*new.co_positions()] == [*code.co_positions()], seed
        assert new.co_exceptiontable == code.co_exceptiontable, seed
        assert not any(one.opname == "LOAD_GLOBAL" and one.argval in names for one in dis.get_instructions(new)), seed


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return n, [n for _ in ()], (lambda: n)()", ""),
        ("class A:\n    def get(self): return n", ""),
        ("n = 1; return n", ""),
        ("global n; n = 1", "binds the global 'n' itself: as a constant it could not"),
        ("class A:\n    global n\n    n = 1", "binds the global 'n' itself: as a constant it could not"),
        ("exec('n')", "calls exec(), which would find the global 'n' all the same"),
    ],
)
def test_what_stands_in_the_way(body: str, told: str) -> None:
    space: dict[str, Any] = {}
    exec(f"def f():\n  {body}", space)
    assert obstacle(space["f"].__code__, "n") == told


def test_a_class_body_looks_names_up() -> None:
    space: dict[str, Any] = {}
    exec("def f():\n  class A:\n    kept = n", space)
    assert obstacle(space["f"].__code__, "n").startswith("has a class in it that looks 'n' up by name")
