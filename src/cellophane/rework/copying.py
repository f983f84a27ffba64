"""A function like another one, with other code or other cells: everything else about it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import CellType, CodeType, FunctionType
from typing import Any

from cellophane.live.function_parts import own_annotations, own_attributes
from cellophane.rework.subjects import Refused
from cellophane.versions import FUNCTION_TYPE_MAKES_SLOW_CALLS

_KEPT = ("__qualname__", "__module__", "__doc__")
_ATTRIBUTES = {"closure": 8, "kwdefaults": 2, "defaults": 1}
"""What is given to a new function before it is anybody's, and the argument of `SET_FUNCTION_ATTRIBUTE` that says so."""


def remade(
    function: FunctionType, *, code: CodeType | None = None, cells: Sequence[CellType] | None = None
) -> FunctionType:
    """A new function with this code and these cells; by default, those of the old one.

    It keeps name, qualified name, module, documentation, defaults, annotations, type parameters, and its attributes,
    `__wrapped__` among them. Dicts are copied, so that neither function sees what is set on the other later.

    Raises `Refused` if the new function would find other builtins.

    >>> def greet(name: str, *, mark="!") -> str: return name + mark
    >>> other = remade(greet)
    >>> other is greet, other("hi"), other.__annotations__ == greet.__annotations__
    (False, 'hi!', True)
    """
    code = function.__code__ if code is None else code
    closure = tuple(function.__closure__ or ()) if cells is None else tuple(cells)
    kwdefaults = None if function.__kwdefaults__ is None else dict(function.__kwdefaults__)
    new = made(code, function.__globals__, function.__defaults__, kwdefaults, closure)
    if new.__builtins__ is not function.__builtins__:
        raise Refused(f"the globals of {function.__qualname__} have other builtins now than when it was made")
    new.__name__ = function.__name__
    for name in _KEPT:
        setattr(new, name, getattr(function, name))
    if annotated := own_annotations(function):  # an empty one would be an object of its own
        new.__annotations__ = dict(annotated)
    parameters: Any = getattr(function, "__type_params__", ())
    if parameters:
        setattr(new, "__type_params__", parameters)  # noqa: B010 - older Pythons, and mypy for them, know none
    if given := own_attributes(function):
        new.__dict__.update(given)
    return new


def made(
    code: CodeType,
    namespace: dict[str, Any],
    defaults: tuple[Any, ...] | None = None,
    kwdefaults: dict[str, Any] | None = None,
    closure: tuple[CellType, ...] = (),
) -> FunctionType:
    """A function of these parts whose calls are as quick as those of one that `def` made.

    Raises `ValueError` if there is not a cell for each free variable of the code: it would crash the interpreter.

    >>> made((lambda a, b=0: a + b).__code__, {}, (2,))(1)
    3
    """
    if len(closure) != len(code.co_freevars):
        raise ValueError(
            f"{code.co_qualname} has {len(code.co_freevars)} free variables, and {len(closure)} cells came"
        )
    given = {"closure": closure or None, "kwdefaults": kwdefaults, "defaults": defaults}
    if FUNCTION_TYPE_MAKES_SLOW_CALLS:
        present = {name: value for name, value in given.items() if value is not None}
        maker = FunctionType(_maker(tuple(present)), namespace)
        found: FunctionType = maker(code, *present.values())
        return found
    # `FunctionType` wants no empty tuple where the code has free variables, and none at all where it has not.
    new = FunctionType(code, namespace, code.co_name, defaults, closure or None)
    if kwdefaults is not None:
        new.__kwdefaults__ = kwdefaults
    return new


@cache
def _maker(given: tuple[str, ...]) -> CodeType:
    """The code of a function that makes one as `def` does: of code, and of what else is given, in this order."""
    from bytecode import Bytecode, CompilerFlags, Instr  # which takes its time, and not every Python needs it

    maker = Bytecode([Instr("RESUME", 0), *(Instr("LOAD_FAST", name) for name in given)])
    maker.argnames = ["code", *given]
    maker.argcount = len(maker.argnames)
    maker.flags = CompilerFlags.OPTIMIZED | CompilerFlags.NEWLOCALS
    maker += [Instr("LOAD_FAST", "code"), Instr("MAKE_FUNCTION")]
    maker += [Instr("SET_FUNCTION_ATTRIBUTE", _ATTRIBUTES[name]) for name in reversed(given)]
    maker.append(Instr("RETURN_VALUE"))
    return maker.to_code()
