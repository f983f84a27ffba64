"""The same function with other captured values."""

from __future__ import annotations

from collections.abc import Callable
from types import CellType
from typing import Any, ParamSpec, TypeVar

from cellophane.live.cells import content
from cellophane.live.constants import bound_globals
from cellophane.rework.bind import bind
from cellophane.rework.bind_bytecode import with_constants
from cellophane.rework.copying import remade
from cellophane.rework.subjects import (
    Refused,
    captured_names,
    cells_of,
    check_class,
    function_of,
    is_itself,
    like,
)
from cellophane.rework.unbinding import unbound

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def rebind(subject: Callable[_Parameters, _Result], /, **values: Any) -> Callable[_Parameters, _Result]:
    """A new function that captured these values; the old one is untouched.

    The variables named get cells of their own, also those that were empty. The others stay shared with the old
    function, and what they hold as well: a function that keeps results in a captured dict would find those of the other
    value there. `rebind(clone(fn), name=value)` has all of its own.

    A reference to itself means the new function, unless it is named. A bound function stays one, with other constants:
    what `bind` made of globals can be named as well. Of a method, partial or cached function, the function beneath is
    made anew, and wrapped anew.

    Raises `NotCaptured` for a name that is not captured, and `Refused` for what is no function.

    >>> def power(exponent):
    ...     return lambda base: base ** exponent
    >>> square = power(2)
    >>> cube = rebind(square, exponent=3)
    >>> square(2), cube(2)
    (4, 8)
    """
    function, bound = unbound(function_of(subject))
    if not values:
        raise Refused(f"say what {function.__qualname__} is to capture: rebind(fn, name=value)")
    constant = bound_globals(function)
    captured_names(function, values, *constant)
    check_class(values)
    cells = cells_of(function)
    itself = [name for name, cell in cells.items() if name not in values and is_itself(content(cell), subject)]
    own = {name: CellType(value) for name, value in values.items() if name in cells}
    own |= {name: CellType() for name in itself}
    of_globals = {name: value for name, value in values.items() if name in constant}
    code = with_constants(function.__code__, {}, of_globals) if of_globals else None
    new = remade(function, code=code, cells=list((cells | own).values()))
    made = like(subject, new)
    for name in itself:
        old = content(cells[name])
        own[name].cell_contents = made if old is subject else like(old, new)
    return bind(made, *bound) if bound else made
