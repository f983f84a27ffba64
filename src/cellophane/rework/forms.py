"""The forms that one function body can take: how else what it captured could have been handed to it.

    closure   as it is: the captured variables are in cells
    bound     their values are constants of the code
    default   they are parameters, and their values the defaults
    global    they are globals
    partial   `functools.partial` hands the values over with each call
    class     they are attributes of an object with a `__call__`

All are made of the bytecode of the closure, so that the body is the same one. A form that cannot be made says why.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from cellophane.live.bytecode import written_variables
from cellophane.live.cells import NO_VALUE, content
from cellophane.rework.bind import bind
from cellophane.rework.copying import made
from cellophane.rework.relocation import to_attributes, to_globals, to_parameters
from cellophane.rework.subjects import OWN_CLASS, Refused, sees_names

CLOSURE = "closure"
"""The form that a closure has by nature."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One form of the body, or why there is none."""

    name: str
    call: Callable[..., Any] | None
    reason: str = ""
    """Why it cannot be made; empty if it was."""
    shared: Any = None
    """What all further ones of this form would share with this one."""


def forms(function: FunctionType) -> tuple[Form, ...]:
    """All forms of a function, itself first. Raises `Refused` if it captured nothing.

    They call the same objects that the function captured, and what changes these is seen by all.

    >>> def power(exponent):
    ...     return lambda base: base ** exponent
    >>> [(form.name, form.call(3)) for form in forms(power(2))]
    [('closure', 9), ('bound', 9), ('default', 9), ('global', 9), ('partial', 9), ('class', 9)]
    """
    if not function.__closure__:
        raise Refused(f"{function.__qualname__} captured nothing: it has no other form")
    makers = {"bound": _bound, "default": _default, "global": _global, "partial": _partial, "class": _class}
    return (Form(CLOSURE, function), *(_made(name, make, function) for name, make in makers.items()))


def _made(name: str, make: Callable[[FunctionType], Form], function: FunctionType) -> Form:
    try:
        return make(function)
    except Refused as error:
        return Form(name, None, str(error))


def _bound(function: FunctionType) -> Form:
    if not set(function.__code__.co_freevars) - written_variables(function.__code__) - {OWN_CLASS}:
        raise Refused("it writes all that it captured" if written_variables(function.__code__) else _SUPER)
    return Form("bound", bind(function))


def _default(function: FunctionType) -> Form:
    values, code = _handed_over(function), to_parameters(function.__code__, first=False)
    defaults, kwdefaults = function.__defaults__, function.__kwdefaults__
    if code.co_kwonlyargcount > function.__code__.co_kwonlyargcount:
        new = made(code, function.__globals__, defaults, {**(kwdefaults or {}), **values})
    else:
        new = made(code, function.__globals__, (*(defaults or ()), *values.values()), kwdefaults)
    return Form("default", new, shared=code)


def _partial(function: FunctionType) -> Form:
    values, code = _handed_over(function), to_parameters(function.__code__, first=True)
    whole = made(code, function.__globals__, function.__defaults__, function.__kwdefaults__)
    return Form("partial", functools.partial(whole, *values.values()), shared=whole)


def _global(function: FunctionType) -> Form:
    values, code = _kept_outside(function), to_globals(function.__code__)
    space = {**function.__globals__, **values}
    new = made(code, space, function.__defaults__, function.__kwdefaults__)
    space.update(dict.fromkeys(_itself(function, values), new))
    return Form("global", new, shared=(space, code))


def _class(function: FunctionType) -> Form:
    values, code = _kept_outside(function), to_attributes(function.__code__)
    method = made(code, function.__globals__, function.__defaults__, function.__kwdefaults__)
    cls = type(function.__name__, (), {"__call__": method})
    new = cls()
    for name, value in values.items():  # one by one, as an `__init__` would: that keeps them without a dictionary
        setattr(new, name, value)
    for name in _itself(function, values):
        setattr(new, name, new)
    return Form("class", new, shared=cls)


_SUPER = "super() needs its cell"


def _values(function: FunctionType) -> dict[str, Any]:
    """What the function captured. Raises `Refused` if that cannot be had from anywhere else but cells."""
    values = {
        name: content(cell)
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    }
    if OWN_CLASS in values:
        raise Refused(_SUPER)
    if empty := [name for name, value in values.items() if value is NO_VALUE]:
        raise Refused(f"{', '.join(map(repr, empty))} has no value yet")
    return values


def _handed_over(function: FunctionType) -> dict[str, Any]:
    """The same for forms in which each call gets the values, as variables of its own."""
    if written := sorted(written_variables(function.__code__)):
        raise Refused(f"it writes {', '.join(map(repr, written))}: the next call would not see it")
    values = _values(function)
    if itself := _itself(function, values):
        raise Refused(f"{itself[0]!r} is the function itself, which is not there yet when a value is handed over")
    return values


def _kept_outside(function: FunctionType) -> dict[str, Any]:
    """The same for forms in which they are no variables of the function any more."""
    if sees_names(function.__code__):
        raise Refused("it sees its variables by name, through locals() or the like")
    return _values(function)


def _itself(function: FunctionType, values: dict[str, Any]) -> list[str]:
    return [name for name, value in values.items() if value is function]
