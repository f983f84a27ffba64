"""What one function captured, and which other names it uses, read at one moment.

Nothing is ever called on a captured value; its type tells what it is. For an object that is no function, such as a
`partial` or a class, `live.layers` finds the functions behind it.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from types import CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from cellophane.live.bytecode import global_names
from cellophane.live.cells import content
from cellophane.live.closure import EMPTY, NOTHING_LOOKED_UP, PLAIN, Captured, Closure, LookedUp, Shell
from cellophane.live.constants import Constants, bound_values


def anatomy(function: FunctionType, shell: Shell = PLAIN) -> Closure:
    """What a function captured and uses. Each cell is read once; an empty one is no error.

    What `bind` has made constant counts as captured, and has no cell.
    """
    code = function.__code__
    cells = function.__closure__
    found = tuple([captured(name, cell, code) for name, cell in zip(code.co_freevars, cells)]) if cells else ()  # noqa: B905 - as quick as can be
    if type(code.co_consts) is Constants:
        found += tuple(
            Captured(name, None, value, code.co_consts.origin) for name, value in bound_values(function).items()
        )
    names = global_names(code)
    return Closure(
        function, function, code, found, _resolved(names, function.__globals__) if names else NOTHING_LOOKED_UP, shell
    )


def without_function(code: CodeType) -> Closure:
    """The record of bare code, which no function was made of: it has captured nothing yet, and has no globals."""
    free = tuple(Captured(name, None, EMPTY, code) for name in code.co_freevars)
    names = tuple(dict.fromkeys(global_names(code)))
    note = "code without a function: it has captured nothing yet, and which names are globals is open"
    return Closure(code, None, code, free, LookedUp({}, {}, names), Shell("code", note=note))


def captured(name: str, cell: CellType, code: CodeType) -> Captured:
    """A variable and what its cell holds now."""
    return Captured(name, cell, content(cell, EMPTY), code)


def _resolved(names: Iterable[str], namespace: Mapping[str, Any], missing: object = object()) -> LookedUp:
    """Look the names up: among the globals, then the builtins; those that are found in neither are unresolved."""
    found: dict[str, Any] = {}
    built_in: dict[str, Any] = {}
    unresolved: dict[str, None] = {}
    known: Mapping[str, Any] | None = None
    # A namespace made for `exec` can be of a subclass whose `get` is anybody's code.
    get = namespace.get if type(namespace) is dict else MethodType(dict.get, namespace)
    for name in names:
        value = get(name, missing)
        if value is not missing:
            found[name] = value
            continue
        if known is None:
            known = _builtins_of(get("__builtins__", builtins))
        value = known.get(name, missing)
        if value is not missing:
            built_in[name] = value
        else:
            unresolved[name] = None
    return LookedUp(found, built_in, tuple(unresolved))


def _builtins_of(own: Any) -> Mapping[str, Any]:
    """The builtins as the interpreter finds them for a function whose globals have this as `__builtins__`."""
    known = own.__dict__ if type(own) is ModuleType else own
    return known if type(known) is dict else builtins.__dict__
