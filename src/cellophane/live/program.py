"""What the whole program shares, and no closure alone keeps alive: where a measurement stops.

That is modules and their namespaces, what `sys.modules` holds otherwise, the classes of C types, and the classes and
functions that a module has under their own name. What stands elsewhere may be shared as well: references tell.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from cellophane.live.kinds import Kind
from cellophane.live.safely import is_a, module_namespace, namespace
from cellophane.live.shallow import HEAP_TYPE, flags

_CLASS_MODULE, _CLASS_NAME = type.__dict__["__module__"], type.__dict__["__qualname__"]
_FUNCTION: Any = vars(FunctionType)
_SELF: Any = vars(BuiltinFunctionType)["__self__"]


class Program:
    """The program as it is now. Asked by the objects themselves, but nothing of them runs."""

    def __init__(self, besides: Collection[int] = frozenset()) -> None:
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
            return self._owns_class(subject)
        if kind.is_function:
            return self._owns_function(subject)
        return type(subject) is BuiltinFunctionType and is_a(_SELF.__get__(subject), ModuleType)

    def _owns_class(self, cls: type) -> bool:
        if not flags(cls) & HEAP_TYPE:
            return True
        module = _CLASS_MODULE.__get__(cls)
        if type(module) is not str:
            return False
        found = sys.modules.get(module)
        return is_a(found, ModuleType) and _has(module_namespace(found), _CLASS_NAME.__get__(cls), cls)  # type: ignore[arg-type]

    def _owns_function(self, function: FunctionType) -> bool:
        space = self._namespaces.get(id(_FUNCTION["__globals__"].__get__(function)))
        return space is not None and _has(space, _FUNCTION["__qualname__"].__get__(function), function)


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
