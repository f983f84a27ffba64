"""The way back from a bound function: the same with cells again, so that it can be reworked like any other."""

from __future__ import annotations

from types import CellType, FunctionType

from cellophane.rework.bind_bytecode import Constants
from cellophane.rework.copying import remade
from cellophane.rework.subjects import cells_of


def unbound(function: FunctionType) -> tuple[FunctionType, tuple[str, ...]]:
    """The function as it was before `bind`, its values in cells of its own, and which variables were constant.

    A function that was not bound is given back itself.

    >>> unbound(unbound)[1]
    ()
    """
    constants = function.__code__.co_consts
    if type(constants) is not Constants:
        return function, ()
    held = cells_of(function)
    cells = [held.get(name) or CellType(constants[constants.places[name]]) for name in constants.origin.co_freevars]
    return remade(function, code=constants.origin, cells=cells), tuple(constants.places)
