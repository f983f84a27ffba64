"""Which globals of a function `bind` is to make constant, and what it may bind if it captured nothing."""

from __future__ import annotations

from collections.abc import Iterable
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from cellophane.live.bytecode import global_names, written_variables
from cellophane.live.safely import is_a
from cellophane.rework.global_bytecode import obstacle
from cellophane.rework.subjects import OWN_CLASS, NotCaptured, Refused, is_itself

_MOST = 4
"""So many names are told."""


def globals_to_bind(function: FunctionType, names: Iterable[str]) -> dict[str, Any]:
    """Those of the names that the function reads as globals, and what they are now.

    Raises `Refused` for one that cannot be made constant, and `NotCaptured` for a builtin.
    """
    read = {*global_names(function.__code__)} - {*function.__code__.co_freevars}
    return {name: _value(function, name) for name in dict.fromkeys(names) if name in read}


def _value(function: FunctionType, name: str) -> Any:
    own, space = function.__qualname__, function.__globals__
    if reason := obstacle(function.__code__, name):
        raise Refused(f"{own} {reason}")
    if not dict.__contains__(space, name):
        if name in function.__builtins__:
            raise NotCaptured(f"{name!r} is a builtin, which {own} finds by that name: only what it captured is bound")
        raise Refused(f"the global {name!r} has no value yet: bind {own} when it has")
    value = dict.__getitem__(space, name)
    if name == function.__code__.co_name or is_itself(value, function):
        raise Refused(f"the global {name!r} is {own} itself, which cannot be a constant of its own code")
    return value


def nothing_to_bind(function: FunctionType) -> str:
    """Why nothing of a function would become constant, and what to write.

    >>> print(nothing_to_bind(eval("lambda: i", {"i": 1})))
    <lambda> captured nothing, and bind() would change nothing: the global 'i' is looked up with each call...
    """
    own, free = function.__qualname__, function.__code__.co_freevars
    if written := sorted(written_variables(function.__code__)):
        told = ", ".join(map(repr, written))
        return f"{own} writes all that it captured, {told}: as a constant it could not. clone() gives it its own state"
    kept = [name for name in free if name != OWN_CLASS]
    if kept:
        return f"{kept[0]!r} is all that {own} captured, and becomes what the decorators above bind() make of it"
    what = "captured only '__class__', where super() looks" if free else "captured nothing"
    names = _worth_naming(function)
    if not names:
        return f"{own} {what}, and reads no globals: bind() would change nothing"
    several, shown = len(names) > 1, names[:_MOST]
    told = f"{', '.join(map(repr, shown))}{' and others' if len(names) > _MOST else ''}"
    given = ", ".join(f'"{name}"' for name in shown)
    return (
        f"{own} {what}, and bind() would change nothing: the global{'s' * several} {told} {'are' if several else 'is'} "
        f"looked up with each call. To keep what {'they are' if several else 'it is'} now, write bind(fn, {given}), or "
        f"@bind({given})"
    )


def _worth_naming(function: FunctionType) -> list[str]:
    """The globals that it reads: variables, and only if there are none, functions, classes and modules as well."""
    space = function.__globals__
    found = [name for name in dict.fromkeys(global_names(function.__code__)) if dict.__contains__(space, name)]
    variables = [name for name in found if not _is_definition(dict.__getitem__(space, name))]
    return variables or found


def _is_definition(value: object) -> bool:
    return any(is_a(value, each) for each in (FunctionType, BuiltinFunctionType, ModuleType, type))
