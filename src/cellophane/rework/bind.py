"""Capture by value: a function in which what was captured has become constant."""

from __future__ import annotations

from collections.abc import Callable
from types import CellType, FunctionType
from typing import Any, Final, ParamSpec, TypeVar, overload

from cellophane.live.bytecode import written_variables
from cellophane.rework.constants import with_constants
from cellophane.rework.copying import remade
from cellophane.rework.interning import keeps
from cellophane.rework.subjects import (
    OWN_CLASS,
    Refused,
    captured_names,
    cells_of,
    contents,
    function_of,
    is_itself,
    like,
    sees_names,
)
from cellophane.rework.unbinding import unbound

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")
_NOTHING: Final = object()


@overload
def bind(subject: Callable[_Parameters, _Result], /, *names: str) -> Callable[_Parameters, _Result]: ...
@overload
def bind(
    subject: str = ..., /, *names: str
) -> Callable[[Callable[_Parameters, _Result]], Callable[_Parameters, _Result]]: ...
def bind(subject: Any = _NOTHING, /, *names: str) -> Any:
    """The function with what it captured made constant: it sees no later rebinding, and reads no cells.

    Named variables only, or all without names. As a decorator: `@bind`, or `@bind("i")`. The function itself is
    untouched; the new one keeps its name, signature, attributes, and lines in tracebacks.

    A variable that the function writes keeps its cell, and so does `__class__`, without which `super()` does not work.
    A reference to itself means the new function from then on. Functions made inside it capture the value as well: for
    their sake, for code that sees its variables by name (`locals()` and the like), and where code cannot hold a value
    as it is (a text that is not interned), the value is also kept in a cell that is nobody else's.

    The values live as long as the code: the garbage collector does not look into constants, so a value that leads back
    to the new function, such as an object that keeps it as a callback, is not freed before that is taken away from it.

    Raises `NotCaptured` for a name that is not captured, and `Refused` for what cannot be bound: a variable without a
    value, one that is written if it is named, and what is no function.

    >>> late = [lambda: i for i in range(3)]
    >>> early = [bind(lambda: i) for i in range(3)]
    >>> [f() for f in late], [f() for f in early]
    ([2, 2, 2], [0, 1, 2])
    """
    if subject is _NOTHING:
        return bind
    if type(subject) is str:
        return lambda function: bind(function, subject, *names)
    function, before = unbound(function_of(subject))
    cells, kept = cells_of(function), _kept(function)
    wanted = dict.fromkeys((*before, *_wanted(function, names)))
    values = {name: _value(function, name) for name in wanted if name not in kept}
    itself = {name for name, cell in cells.items() if name not in kept and is_itself(contents(cell), subject)}
    new = _bound(function, {name: value for name, value in values.items() if name not in itself}, itself)
    for name in itself:
        cells_of(new)[name].cell_contents = like(contents(cells[name]), new)
    return like(subject, new)


def _bound(function: FunctionType, constant: dict[str, Any], itself: set[str]) -> FunctionType:
    """The new function with these constants, and empty cells for what is to hold itself."""
    code = function.__code__
    if fitting := {name: value for name, value in constant.items() if keeps(value)}:
        code = with_constants(code, fitting, hide=not sees_names(code, fitting.values()))
    own = {name: CellType(value) for name, value in constant.items()} | {name: CellType() for name in itself}
    cells = cells_of(function) | own
    return remade(function, code=code, cells=[cells[name] for name in code.co_freevars])


def _kept(function: FunctionType) -> frozenset[str]:
    """The variables that keep their cell."""
    return written_variables(function.__code__) | {OWN_CLASS}


def _wanted(function: FunctionType, names: tuple[str, ...]) -> tuple[str, ...]:
    """The variables to bind. Raises `Refused` if one of those named keeps its cell."""
    own, written = function.__qualname__, written_variables(function.__code__)
    wanted = captured_names(function, names)
    if not names:
        # A decorator's function gets its name when the decorator has run: that will be the new one.
        late = {name for name, cell in cells_of(function).items() if contents(cell) is contents}
        return tuple(name for name in wanted if name not in late or name != function.__name__)
    for name in wanted:
        if name in written:
            raise Refused(f"{own} writes {name!r}: as a constant it could not. clone() gives it a state of its own")
        if name == OWN_CLASS:
            raise Refused(f"{own} needs the cell of '__class__': super() looks for it")
    return wanted


def _value(function: FunctionType, name: str) -> Any:
    value = contents(cells_of(function)[name])
    if value is contents:
        message = f"{name!r} has no value yet: bind {function.__qualname__} when it has, or name the other variables"
        raise Refused(message)
    return value
