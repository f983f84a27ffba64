"""How calls that are put into code are spelled in each version of Python."""

from __future__ import annotations

import dis
from collections.abc import Sequence
from dataclasses import dataclass

from cellophane.versions import CALLS_TAKE_TWO_OPERATIONS, CELLS_ARE_LOADED_AS_LOCALS, NULL_BELOW_CALLABLE
from cellophane.witnessing.assembling import Spelled

_CONSTANT, _COPY, _POP = dis.opmap["LOAD_CONST"], dis.opmap["COPY"], (dis.opmap["POP_TOP"], 0)
_CELL = dis.opmap["LOAD_FAST" if CELLS_ARE_LOADED_AS_LOCALS else "LOAD_CLOSURE"]
_NULL = (dis.opmap["PUSH_NULL"], 0)
_CALLEE = 2
"""So much of the stack a callee takes below its arguments."""


@dataclass(frozen=True, slots=True)
class Constant:
    """An argument that is a constant of the code, by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Cell:
    """An argument that is a cell of the frame, by the number of its variable."""

    number: int


@dataclass(frozen=True, slots=True)
class Top:
    """An argument that is what the stack had on top before the call; it stays there."""


Argument = Constant | Cell | Top


def call(callee: Constant, arguments: Sequence[Argument]) -> list[Spelled]:
    """Operations that call a constant, and drop what it gives back."""
    load = (_CONSTANT, callee.number)
    found = [_NULL, load] if NULL_BELOW_CALLABLE else [load, _NULL]
    found += [_pushed(argument, _CALLEE + number) for number, argument in enumerate(arguments)]
    many = len(arguments)
    if CALLS_TAKE_TWO_OPERATIONS:
        found.append((dis.opmap["PRECALL"], many))
    return [*found, (dis.opmap["CALL"], many), _POP]


def stack_of(spelled: Sequence[Spelled]) -> int:
    """How much stack such a call needs at the most."""
    return len(spelled)


def _pushed(argument: Argument, above: int) -> Spelled:
    match argument:
        case Constant(number):
            return _CONSTANT, number
        case Cell(number):
            return _CELL, number
        case Top():
            return _COPY, above + 1
