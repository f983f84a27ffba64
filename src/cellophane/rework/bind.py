"""Capture by value: a function in which what was captured has become constant."""

from __future__ import annotations

from collections.abc import Callable
from types import CellType, FunctionType
from typing import Any, ParamSpec, TypeVar, overload

from cellophane.live.bytecode import written_variables
from cellophane.rework.constants import with_constants
from cellophane.rework.copying import remade
from cellophane.rework.subjects import OWN_CLASS, Refused, captured_names, contents, function_of, like, sees_names

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


@overload
def bind(subject: Callable[_Parameters, _Result], /, *names: str) -> Callable[_Parameters, _Result]: ...
@overload
def bind(
    subject: str, /, *names: str
) -> Callable[[Callable[_Parameters, _Result]], Callable[_Parameters, _Result]]: ...
def bind(subject: Any, /, *names: str) -> Any:
    """The function with what it captured made constant: it sees no later rebinding, and reads no cells.

    Named variables only, or all without names. As a decorator: `@bind`, or `@bind("i")`. The function itself is
    untouched; the new one keeps its name, signature, attributes, and lines in tracebacks.

    A variable that the function writes keeps its cell, and so does `__class__`, without which `super()` does not work.
    A reference to itself means the new function from then on. Functions made inside it capture the value as well.

    The values live as long as the code: the garbage collector does not look into constants, so a value that leads back
    to the new function, such as an object that keeps it as a callback, is not freed before that is taken away from it.

    Raises `NotCaptured` for a name that is not captured, and `Refused` for what cannot be bound: a variable without a
    value, one that is written if it is named, and what is no function.

    >>> late = [lambda: i for i in range(3)]
    >>> early = [bind(lambda: i) for i in range(3)]
    >>> [f() for f in late], [f() for f in early]
    ([2, 2, 2], [0, 1, 2])
    """
    if type(subject) is str:
        return lambda function: bind(function, subject, *names)
    function = function_of(subject)
    wanted = captured_names(function, names)
    fixed = _kept(function, wanted, named=bool(names))
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    values = {name: _value(function, name, cells[name]) for name in wanted if name not in fixed}
    itself = {name for name, value in values.items() if value is function or value is subject}
    constant = {name: value for name, value in values.items() if name not in itself}
    return like(subject, _bound(function, cells, constant, itself))


def _bound(
    function: FunctionType, cells: dict[str, CellType], constant: dict[str, Any], itself: set[str]
) -> FunctionType:
    """The new function: with these constants, and itself in the cells of those names."""
    code = function.__code__
    if constant:
        code = with_constants(code, constant, hide=not sees_names(code))
    # A cell that is still needed, by a function inside, gets the value and is nobody else's.
    own = {name: CellType(value) for name, value in constant.items()} | {name: CellType() for name in itself}
    new = remade(function, code=code, cells=[own.get(name, cells[name]) for name in code.co_freevars])
    for name in itself:
        own[name].cell_contents = new
    return new


def _kept(function: FunctionType, wanted: tuple[str, ...], *, named: bool) -> frozenset[str]:
    """The variables that keep their cell. Raises `Refused` if one of them was asked for by name."""
    written = written_variables(function.__code__)
    own = function.__qualname__
    for name in wanted if named else ():
        if name in written:
            raise Refused(f"{own} writes {name!r}: as a constant it could not. clone() gives it a state of its own")
        if name == OWN_CLASS:
            raise Refused(f"{own} needs the cell of '__class__': super() looks for it")
    return written | {OWN_CLASS}


def _value(function: FunctionType, name: str, cell: CellType) -> Any:
    value = contents(cell)
    if value is contents:
        message = f"{name!r} has no value yet: bind {function.__qualname__} when it has, or name the other variables"
        raise Refused(message)
    return value
