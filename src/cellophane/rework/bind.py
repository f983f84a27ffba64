"""Capture by value: a function in which what was captured has become constant."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence, Set
from types import CellType, FrameType, FunctionType
from typing import Any, Final, ParamSpec, TypeVar, overload

from cellophane.live import look
from cellophane.live.bytecode import written_variables
from cellophane.live.cells import NO_VALUE, content
from cellophane.live.constants import bound_globals, constants_of
from cellophane.rework.bind_bytecode import with_constants
from cellophane.rework.copying import remade
from cellophane.rework.definition import is_being_defined
from cellophane.rework.globals_read import globals_to_bind, nothing_to_bind
from cellophane.rework.interning import keeps
from cellophane.rework.subjects import (
    OWN_CLASS,
    Refused,
    captured_names,
    cells_of,
    function_of,
    is_itself,
    like,
    sees_names,
)
from cellophane.rework.unbinding import unbound

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class _NoFunction:
    """What stands for the function where `bind` is written as a decorator with names, or with empty parentheses."""

    def __repr__(self) -> str:
        return "<no function>"


_NOTHING: Final = _NoFunction()


@overload
def bind(subject: Callable[_Parameters, _Result], /, *names: str) -> Callable[_Parameters, _Result]: ...
@overload
def bind(
    subject: str = ..., /, *names: str
) -> Callable[[Callable[_Parameters, _Result]], Callable[_Parameters, _Result]]: ...
def bind(subject: Any = _NOTHING, /, *names: str) -> Any:
    """The function with what it captured made constant: it sees no later rebinding, and reads no cells.

    Named variables only, or all that it captured without names. As a decorator: `@bind`, or `@bind("i")`. The function
    itself is untouched; the new one keeps its name, signature, attributes, and lines in tracebacks. Of a method, a
    partial or a cached function, the function beneath is bound, and wrapped anew (a cache begins empty).

    Globals are bound by name only: `bind(fn, "i")` makes a global `i` what it is now, in the function and in all code
    inside it. So it is in a loop of a module, of a notebook cell or at the prompt, where the loop variable is a global
    and no closure is made. Without names, globals are looked up with each call as before; a function that captured
    nothing is refused then, for nothing would change.

    A variable that the function writes keeps its cell, and so does `__class__`, without which `super()` does not work.
    A reference to itself means the new function from then on, also where `@bind` stands on the definition. If there are
    decorators above `@bind`, it means what they make of it, and stays in its cell.

    Functions made inside it capture the value as well: for their sake, for code that sees its variables by name
    (`locals()` and the like), and where code cannot hold a value as it is (a text that is not interned), the value is
    also kept in a cell that is nobody else's.

    What has become constant is no variable any more: a debugger shows none of that name, and code that the function
    calls finds none in its frame. (Cells that are handed over and never read would cost an eighth of a short call.)

    The values live as long as the code: the garbage collector does not look into constants, so a value that leads back
    to the new function, such as an object that keeps it as a callback, is not freed before that is taken away from it.

    Raises `NotCaptured` for a name that is neither captured nor a global that it reads, and `Refused` for what cannot
    be bound: a variable without a value, one that is written if it is named, what is no function, and a function in
    which nothing would become constant.

    >>> late = [lambda: i for i in range(3)]
    >>> early = [bind(lambda: i) for i in range(3)]
    >>> [f() for f in late], [f() for f in early]
    ([2, 2, 2], [0, 1, 2])

    >>> callbacks = []
    >>> for i in range(3):
    ...     callbacks.append(bind(lambda: i, "i"))
    >>> [f() for f in callbacks]
    [0, 1, 2]
    """
    if subject is _NOTHING:
        return bind
    if type(subject) is str:
        return lambda function: bind(function, subject, *names)
    whole = function_of(subject)
    function, before = unbound(whole)
    of_globals = globals_to_bind(function, names)
    captured = [name for name in names if name not in of_globals and name not in bound_globals(function)]
    cells, kept = cells_of(function), _kept(function)
    itself = {name for name, cell in cells.items() if name not in kept and is_itself(content(cell), subject)}
    if (own := function.__code__.co_name) in cells and is_being_defined(function.__code__, _caller()):
        itself |= {own} - kept
    wanted = dict.fromkeys((*before, *(_wanted(function, captured, itself) if captured or not names else ())))
    values = {name: _value(function, name) for name in wanted if name not in kept | itself}
    if not (names or values or itself or constants_of(whole)):
        raise Refused(nothing_to_bind(function))
    new = _bound(function, values, of_globals, itself)
    made = like(subject, new)
    for name in itself:
        old = content(cells[name])
        cells_of(new)[name].cell_contents = made if old is subject else like(old, new)
    return made


def _caller() -> FrameType:
    """The frame that called `bind`."""
    frame = sys._getframe(1)
    while frame.f_globals is globals() and frame.f_back is not None:
        frame = frame.f_back
    return frame


def _bound(
    function: FunctionType, constant: dict[str, Any], of_globals: dict[str, Any], itself: set[str]
) -> FunctionType:
    """The new function with these constants, and empty cells for what is to hold itself."""
    code, fitting = function.__code__, {name: value for name, value in constant.items() if keeps(value)}
    if fitting or of_globals:
        values = (*fitting.values(), *(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
        code = with_constants(code, fitting, of_globals, hide=not sees_names(code, values))
    own = {name: CellType(value) for name, value in constant.items()} | {name: CellType() for name in itself}
    cells = cells_of(function) | own
    return remade(function, code=code, cells=[cells[name] for name in code.co_freevars])


def _kept(function: FunctionType) -> frozenset[str]:
    """The variables that keep their cell."""
    return written_variables(function.__code__) | {OWN_CLASS}


def _wanted(function: FunctionType, names: Sequence[str], itself: Set[str]) -> tuple[str, ...]:
    """The variables to bind. Raises `Refused` if one of those named keeps its cell."""
    own, written = function.__qualname__, written_variables(function.__code__)
    wanted = captured_names(function, names)
    if not names:
        return tuple(name for name in wanted if name in itself or not _comes_later(function, name))
    for name in wanted:
        if name in written:
            raise Refused(f"{own} writes {name!r}: as a constant it could not. clone() gives it a state of its own")
        if name == OWN_CLASS:
            raise Refused(f"{own} needs the cell of '__class__': super() looks for it")
    return wanted


def _comes_later(function: FunctionType, name: str) -> bool:
    """Whether the variable has the function's own name, and gets its value when further decorators have run.

    Raises `Refused` if it holds a function that is not made of this one: in a loop, that of an earlier round.
    """
    if name != function.__code__.co_name:
        return False
    value = content(cells_of(function)[name])
    if value is not NO_VALUE and _is_another(value, function):
        own = function.__qualname__
        raise Refused(f"{name!r} means another function than {own} now: name the variables that bind() is for")
    return value is NO_VALUE


def _is_another(value: Any, function: FunctionType) -> bool:
    """Whether this is something to be called, and the function is not beneath it."""
    try:
        waiting = [look(value)]
    except TypeError:
        return False
    for one in waiting:  # which grows meanwhile
        waiting += one.layers
    return all(one.function is not function for one in waiting)


def _value(function: FunctionType, name: str) -> Any:
    value = content(cells_of(function)[name])
    if value is NO_VALUE:
        message = f"{name!r} has no value yet: bind {function.__qualname__} when it has, or name the other variables"
        raise Refused(message)
    return value
