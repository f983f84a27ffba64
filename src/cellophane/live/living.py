"""The functions of this process that captured variables, without cellophane's own."""

from __future__ import annotations

import gc
import os
import sys
from types import CellType, FunctionType
from typing import Any

from cellophane.versions import CLASS_CELLS

_FUNCTION: Any = vars(FunctionType)
_HERE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")


def closures() -> list[FunctionType]:
    """All functions of the process with captured variables, without cellophane's own."""
    found = (each for each in gc.get_objects() if type(each) is FunctionType and cells_of(each))
    return [each for each in found if not _is_ours(each)]


def _is_ours(function: FunctionType) -> bool:
    """Whether cellophane defined it, or what it is wrapped around: a dataclass makes closures in other modules.

    What templates are made into is told by its file.
    """
    if _FUNCTION["__code__"].__get__(function).co_filename.startswith(_HERE):
        return True
    name, around = dict.get(function.__globals__, "__name__"), _FUNCTION["__module__"].__get__(function)
    if _is_our_name(name):  # examples in our docstrings run under the name, in namespaces of their own
        return vars(sys.modules[name]) is function.__globals__ if name in sys.modules else False
    return _is_our_name(around)


def _is_our_name(module: Any) -> bool:
    return type(module) is str and f"{module}.".startswith("cellophane.")


def captured(function: FunctionType) -> list[tuple[str, CellType]]:
    """The variables of a function and their cells, without the `__class__` of a method: a class keeps itself alive."""
    cells = _FUNCTION["__closure__"].__get__(function)
    if not cells:
        return []
    names = _FUNCTION["__code__"].__get__(function).co_freevars
    return [each for each in zip(names, cells, strict=False) if each[0] not in CLASS_CELLS]


def cells_of(function: FunctionType) -> list[CellType]:
    """The cells of these variables."""
    return [cell for _, cell in captured(function)]
