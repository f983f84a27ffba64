"""The way back from a bound function: the same with cells again, so that it can be reworked like any other."""

from __future__ import annotations

from types import CellType, FunctionType

from cellophane.live.constants import bound_globals, constants_of
from cellophane.rework.bind_bytecode import with_constants
from cellophane.rework.copying import remade
from cellophane.rework.subjects import cells_of


def unbound(function: FunctionType) -> tuple[FunctionType, tuple[str, ...]]:
    """The function with what it captured in cells of its own, as before `bind`, and which variables were constant.

    Globals that were made constant stay so: there are no cells for them. A function in which no captured variable is
    constant is given back itself.

    >>> unbound(unbound)[1]
    ()
    """
    constants = constants_of(function)
    if constants is None or not constants.captured:
        return function, ()
    held = cells_of(function)
    origin = constants.origin
    cells = [held.get(name) or CellType(constants.value(name)) for name in origin.co_freevars]
    code = with_constants(origin, {}, bound_globals(function))
    return remade(function, code=code, cells=cells), tuple(constants.captured)
