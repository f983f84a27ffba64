"""Calls as the interpreter carries them out."""

from __future__ import annotations

from typing import Any

from cellophane.witnessing.assembling import Insertion, put_together, taken_apart
from cellophane.witnessing.instructions import Cell, Constant, Top, call, stack_of


def test_a_call_gets_a_constant_a_cell_and_the_top_of_the_stack() -> None:
    kept = 1

    def subject(argument: int) -> Any:
        return argument, kept

    seen: list[Any] = []
    code = subject.__code__
    operations = taken_apart(code)
    number = next(number for number, one in enumerate(operations) if one.name == "RETURN_VALUE")
    constants = (*code.co_consts, lambda *given: seen.append(given), "constant")
    first = len(code.co_consts)
    spelled = call(Constant(first), [Constant(first + 1), Top(), Cell(code.co_nlocals), Top()])
    subject.__code__ = put_together(code, operations, {number: Insertion(spelled)}, constants, stack_of(spelled))
    assert subject.__closure__ is not None
    for argument in range(100):  # the interpreter specialises what is done often
        assert subject(argument) == (argument, 1)
        constant, top, cell, again = seen.pop()
        assert (constant, top) == ("constant", (argument, 1))
        assert again is top
        assert cell is subject.__closure__[0]
