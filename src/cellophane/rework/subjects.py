"""What can be reworked: the function in an object, the variables that it captured; or why it is refused.

A function is refused rather than made into one that differs from it in silence.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Iterable, Mapping
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any, Final

from cellophane.live import look
from cellophane.live.bytecode import global_names
from cellophane.live.constants import bound_globals
from cellophane.live.frames import KINDS
from cellophane.live.safely import ByClass
from cellophane.live.suspended import state_of
from cellophane.model.nearest import nearest

OWN_CLASS = "__class__"
"""The variable in which functions of a class find it."""
_BUILTINS = frozenset({"locals", "vars", "dir", "eval", "exec"})
_FRAMES = frozenset({"_getframe", "currentframe", "stack", "f_locals", "f_back", "breakpoint", "set_trace", "query"})
_SEEING_NAMES = _BUILTINS | _FRAMES
"""Names of what sees variables by name, wherever code has it from: builtins, debuggers, methods of data frames."""
_SEEING = (locals, vars, dir, eval, exec)
CACHED: Final = type(functools.lru_cache(lambda: None))
OF_CACHES: Final = ("__wrapped__", "cache_parameters")
"""Attributes that a new cache has by nature."""


class Refused(TypeError):
    """This cannot be reworked; the message says why, and what to do instead."""


class NotCaptured(Refused, KeyError):
    """A name was given that the function did not capture; the message names the nearest one that it did."""

    __str__ = Exception.__str__  # that of `KeyError` would put the message in quotes


def function_of(subject: Any) -> FunctionType:
    """The function to rework: the subject itself, or that beneath methods, partials and caches.

    Raises `Refused` for all else.

    >>> function_of(functools.partial(function_of, 1)) is function_of
    True
    >>> function_of(len)
    Traceback (most recent call last):
    cellophane.rework.subjects.Refused: builtin len cannot be reworked: written in C: it has no cells, ...
    """
    beneath = function_beneath(subject)
    if beneath is not None:
        return beneath
    try:
        seen = look(subject)
    except TypeError as error:
        raise Refused(str(error)) from None
    what = f"{seen.kind} {seen.name}"
    if type(subject) in KINDS:
        raise Refused(f"{what} {state_of(subject)}: rework the function that made it, and call that anew")
    if seen.layers:
        inner = ", ".join(layer.name for layer in seen.layers[:3])
        raise Refused(f"{what} is no function itself: rework the function beneath it ({inner}) and wrap that anew")
    raise Refused(f"{what} cannot be reworked: {seen.note or 'it is no function'}")


def function_beneath(value: Any) -> FunctionType | None:
    """The function at the bottom of methods, partials and caches, in any number of layers; none if there is none.

    >>> function_beneath(functools.partial(functools.lru_cache(like), int)) is like
    True
    """
    while (beneath := _BENEATH.get(type(value))) is not None:
        value = beneath(value)
    return value if type(value) is FunctionType else None


_BENEATH: ByClass[Callable[[Any], Any]] = ByClass(
    {
        MethodType: lambda value: value.__func__,
        functools.partial: lambda value: value.func,
        CACHED: lambda value: value.__wrapped__,
    }
)


def like(subject: Any, function: Callable[..., Any]) -> Any:
    """The new function in the place of the old one: beneath the same methods, partials and caches as in the subject.

    A cache is a new one, and empty: what is in the old one was told by the old function.

    >>> like(functools.partial(pow, 2), function_of).args
    (2,)
    """
    kind = type(subject)
    if kind is MethodType:
        return MethodType(like(subject.__func__, function), subject.__self__)
    if kind is functools.partial:
        inner = like(subject.func, function)
        return with_attributes(subject, functools.partial(inner, *subject.args, **subject.keywords))
    if kind is CACHED and "cache_parameters" in vars(subject):
        inner = like(subject.__wrapped__, function)
        return with_attributes(subject, functools.lru_cache(**subject.cache_parameters())(inner))
    return function


def with_attributes(old: Any, new: Any, copied: Callable[[Any], Any] = lambda value: value) -> Any:
    """The new partial or cache with the attributes that the old one was given, each `copied`."""
    given = vars(old) if type(old) is CACHED else _attributes_of_partial(old)
    own = [name for name in given if not (type(new) is CACHED and name in OF_CACHES)]
    if own:
        vars(new).update((name, copied(given[name])) for name in own)
    return new


def _attributes_of_partial(partial: Any) -> Mapping[str, Any]:
    """What was set on a partial; asking it for its `__dict__` would make one."""
    held = gc.get_referents(partial)
    return next((one for one in held if type(one) is dict and one is not partial.keywords), {})


def captured_names(function: FunctionType, names: Iterable[str], *besides: str) -> tuple[str, ...]:
    """The names, if the function captured them all; all that it captured if none is given. Raises `NotCaptured`.

    Those `besides` count as captured: globals that were made constant.
    """
    known = (*function.__code__.co_freevars, *besides)
    wanted = tuple(dict.fromkeys(names)) or known
    for name in wanted:
        if name not in known:
            raise NotCaptured(_unknown(function, name))
    return wanted


def _unknown(function: FunctionType, name: str) -> str:
    free, own = function.__code__.co_freevars, function.__qualname__
    if name in bound_globals(function):
        return f"{own} did not capture {name!r}: it is a global that bind() has made constant"
    if name in global_names(function.__code__):
        how = f'bind(fn, "{name}") makes it what it is now' if name in function.__globals__ else "which is not defined"
        return f"{own} did not capture {name!r}, but reads it as a global: {how}"
    read = [known for known in global_names(function.__code__) if known in function.__globals__]
    near = nearest(name, (*free, *read))
    if near is not None:
        meant = repr(near) if near in free else f"{near!r}, which it reads as a global"
        return f"{own} did not capture {name!r}: did you mean {meant}?"
    if not free:
        return f"{own} captured nothing, and so not {name!r}"
    return f"{own} did not capture {name!r}: it captured {', '.join(map(repr, free))}"


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
    if type(value) is MethodType and type(subject) is MethodType:
        return value.__func__ is subject.__func__ and value.__self__ is subject.__self__
    return type(value) is FunctionType and value is function_beneath(subject)


def check_class(values: Mapping[str, Any]) -> None:
    """Raises `Refused` if the cell in which `super()` looks for the class would get something else."""
    if OWN_CLASS in values and not issubclass(type(values[OWN_CLASS]), type):
        raise Refused(f"{OWN_CLASS!r} has to be a class: super() looks for it there")
