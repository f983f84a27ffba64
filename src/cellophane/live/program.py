"""What the whole program shares, and no closure alone keeps alive: where a measurement stops.

That is modules and their namespaces, what `sys.modules` holds otherwise, the classes of C types, and the classes and
functions that a module has under their own name. What stands elsewhere may be shared as well: references tell.
"""

from __future__ import annotations

import sys
from collections.abc import Container
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from cellophane.live.object_kinds import Kind
from cellophane.live.safely import is_a, module_namespace, namespace
from cellophane.live.shallow import HEAP_TYPE, flags

_CLASS_MODULE, _CLASS_NAME = type.__dict__["__module__"], type.__dict__["__qualname__"]
_FUNCTION: Any = vars(FunctionType)
_SELF: Any = vars(BuiltinFunctionType)["__self__"]


class Program:
    """The program as it is now. Asked by the objects themselves, but nothing of them runs."""

    def __init__(self, besides: Container[int] = frozenset()) -> None:
        """`besides`: the `id` of what else is known to stay."""
        self._namespaces: dict[int, dict[str, Any]] = {}
        self._modules = {id(sys.modules)}
        for module in list(sys.modules.values()):
            self._modules.add(id(module))
            if is_a(module, ModuleType):
                space = module_namespace(module)
                self._namespaces[id(space)] = space  # type: ignore[assignment]
        self._besides = besides

    def owns(self, subject: Any, kind: Kind) -> bool:
        """Whether it stays, whatever becomes of the closure that is measured."""
        identity = id(subject)
        if identity in self._modules or identity in self._namespaces or identity in self._besides:
            return True
        if kind.is_class:
            return not flags(subject) & HEAP_TYPE or _is_class_of_module(subject)
        if kind.is_function:
            space = self._namespaces.get(id(_FUNCTION["__globals__"].__get__(subject)))
            return space is not None and _has(space, _FUNCTION["__qualname__"].__get__(subject), subject)
        return type(subject) is BuiltinFunctionType and is_a(_SELF.__get__(subject), ModuleType)


def is_of_module(subject: object) -> bool:
    """Whether a module has the function or class under its own name: then it is there for the whole program.

    >>> is_of_module(is_of_module), is_of_module(Program), is_of_module(lambda: 0)
    (True, True, False)
    """
    if type(subject) is FunctionType:
        space = _FUNCTION["__globals__"].__get__(subject)
        found = _module(dict.get(space, "__name__"))
        own = found is not None and module_namespace(found) is space
        return own and _has(space, _FUNCTION["__qualname__"].__get__(subject), subject)
    return is_a(subject, type) and _is_class_of_module(subject)  # type: ignore[arg-type]


def _is_class_of_module(cls: type) -> bool:
    found = _module(_CLASS_MODULE.__get__(cls))
    return found is not None and _has(module_namespace(found), _CLASS_NAME.__get__(cls), cls)


def _module(name: Any) -> ModuleType | None:
    found = sys.modules.get(name) if type(name) is str else None
    return found if is_a(found, ModuleType) else None


def _has(space: Any, qualname: str, subject: object) -> bool:
    """Whether a namespace has it under its qualified name, be it inside of classes.

    The object itself: the function beneath a decorator has the name as well, and is the decorator's alone.
    """
    *outer, last = str.split(qualname, ".")
    for name in outer:
        found = space.get(name)
        if not is_a(found, type):
            return False
        space = namespace(found)
    return space.get(last) is subject
