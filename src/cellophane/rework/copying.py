"""A function like another one, with other code or other cells: everything else about it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from types import CellType, CodeType, FunctionType
from typing import Any

_KEPT = ("__qualname__", "__module__", "__doc__", "__kwdefaults__")


def remade(
    function: FunctionType, *, code: CodeType | None = None, cells: Sequence[CellType] | None = None
) -> FunctionType:
    """A new function with this code and these cells; by default, those of the old one.

    It keeps name, qualified name, module, documentation, defaults, annotations, type parameters, and its attributes,
    `__wrapped__` among them. Dicts are copied, so that neither function sees what is set on the other later.

    >>> def greet(name: str, *, mark="!") -> str: return name + mark
    >>> other = remade(greet)
    >>> other is greet, other("hi"), other.__annotations__ == greet.__annotations__
    (False, 'hi!', True)
    """
    code = function.__code__ if code is None else code
    closure = tuple(function.__closure__ or ()) if cells is None else tuple(cells)
    # `FunctionType` wants no empty tuple where the code has free variables, and none at all where it has not.
    new = FunctionType(code, function.__globals__, function.__name__, function.__defaults__, closure or None)
    for name in _KEPT:
        value = getattr(function, name)
        setattr(new, name, dict(value) if name == "__kwdefaults__" and value is not None else value)
    new.__annotations__ = dict(function.__annotations__)
    parameters: Any = getattr(function, "__type_params__", ())
    if parameters:
        setattr(new, "__type_params__", parameters)  # noqa: B010 - older Pythons, and mypy for them, know none
    new.__dict__.update(function.__dict__)
    return new
