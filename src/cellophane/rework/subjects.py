"""What can be reworked: the function in an object, the variables that it captured; or why it is refused.

A function is refused rather than made into one that differs from it in silence.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any

from cellophane.live import look
from cellophane.live.bytecode import global_names
from cellophane.live.frames import KINDS

OWN_CLASS = "__class__"
"""The variable in which functions of a class find it."""
_BUILTINS = frozenset({"locals", "vars", "dir", "eval", "exec"})
_FRAMES = frozenset({"_getframe", "currentframe", "stack", "f_locals", "f_back", "breakpoint", "set_trace", "query"})
_SEEING_NAMES = _BUILTINS | _FRAMES
"""Names of what sees variables by name, wherever code has it from: builtins, debuggers, methods of data frames."""
_SEEING = (locals, vars, dir, eval, exec)


class Refused(TypeError):
    """This cannot be reworked; the message says why, and what to do instead."""


class NotCaptured(Refused, KeyError):
    """A name was given that the function did not capture; the message names the nearest one that it did."""

    __str__ = Exception.__str__  # that of `KeyError` would put the message in quotes


def function_of(subject: Any) -> FunctionType:
    """The function to rework: the subject itself, or what a bound method runs. Raises `Refused` for all else.

    >>> function_of(len)
    Traceback (most recent call last):
    cellophane.rework.subjects.Refused: builtin len cannot be reworked: written in C: it has no cells, ...
    """
    if type(subject) is FunctionType:
        return subject
    if type(subject) is MethodType and type(subject.__func__) is FunctionType:
        return subject.__func__
    try:
        seen = look(subject)
    except TypeError as error:
        raise Refused(str(error)) from None
    what = f"{seen.kind} {seen.name}"
    if type(subject) in KINDS:
        raise Refused(f"{what} runs already: rework the function that made it, and call that anew")
    if seen.layers:
        inner = ", ".join(layer.name for layer in seen.layers[:3])
        raise Refused(f"{what} is no function itself: rework the function beneath it ({inner}) and wrap that anew")
    raise Refused(f"{what} cannot be reworked: {seen.note or 'it is no function'}")


def like(subject: Any, function: Callable[..., Any]) -> Any:
    """The new function in the place of the old one: bound to the same object if the subject was a bound method."""
    return MethodType(function, subject.__self__) if type(subject) is MethodType else function


def captured_names(function: FunctionType, names: Iterable[str]) -> tuple[str, ...]:
    """The names, if the function captured them all; all that it captured if none is given. Raises `NotCaptured`."""
    free = function.__code__.co_freevars
    wanted = tuple(dict.fromkeys(names)) or free
    for name in wanted:
        if name not in free:
            raise NotCaptured(_unknown(function, name))
    return wanted


def _unknown(function: FunctionType, name: str) -> str:
    free = function.__code__.co_freevars
    own = function.__qualname__
    if not free:
        return f"{own} captured nothing, and so not {name!r}"
    near = difflib.get_close_matches(str(name), free, n=1)
    hint = f": did you mean {near[0]!r}?" if near else f": it captured {', '.join(map(repr, free))}"
    return f"{own} did not capture {name!r}{hint}"


def sees_names(code: CodeType, values: Iterable[Any] = ()) -> bool:
    """Whether code, with these values in it, may see its variables by name, or have them seen by what it calls.

    What a callee does in the frame that called it is not seen here, unless its name tells.

    >>> sees_names((lambda x: eval("x")).__code__), sees_names((lambda frame, n: frame.eval("@n")).__code__)
    (True, True)
    """
    names = {*global_names(code), *code.co_names, *code.co_varnames, *code.co_cellvars, *code.co_freevars}
    return not _SEEING_NAMES.isdisjoint(names) or any(value is each for value in values for each in _SEEING)


def cells_of(function: FunctionType) -> dict[str, CellType]:
    """The cells of a function by the names of their variables."""
    return dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))


def is_itself(value: Any, subject: Any) -> bool:
    """Whether a captured value is the subject, or the function in it: the reworked function captures itself instead."""
    if value is subject:
        return True
    function = subject.__func__ if type(subject) is MethodType else subject
    if type(value) is MethodType and type(subject) is MethodType:
        return value.__func__ is function and value.__self__ is subject.__self__
    return value is function


def check_class(values: Mapping[str, Any]) -> None:
    """Raises `Refused` if the cell in which `super()` looks for the class would get something else."""
    if OWN_CLASS in values and not issubclass(type(values[OWN_CLASS]), type):
        raise Refused(f"{OWN_CLASS!r} has to be a class: super() looks for it there")
