"""Which globals of a program play the part of a captured variable: functions read them, and they can change.

What is bound once, when the module runs, is left out: the functions and imports of a module would drown all else.
"""

from __future__ import annotations

import dis
from collections import Counter
from types import CodeType

from cellophane.live.bytecode import nested, placed, written_here
from cellophane.live.flow import Flow
from cellophane.witnessing.location_table import Position

_LOAD_GLOBAL = dis.opmap["LOAD_GLOBAL"]
_LOADS_BY_NAME = tuple(dis.opmap[name] for name in ("LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS") if name in dis.opmap)
_BINDING = tuple(dis.opmap[name] for name in ("STORE_NAME", "DELETE_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"))
_BY_NAME = _BINDING[:2]


def changing_globals(module: CodeType) -> frozenset[str]:
    """The globals that functions read, and that are bound in more than one place, in a loop, or in a function.

    >>> text = "total = 0\\nfor n in range(3):\\n    print(lambda: n + total)"
    >>> sorted(changing_globals(compile(text, "a.py", "exec")))
    ['n']
    """
    inside = [code for code in nested(module) if code is not module]
    read = {name for code in inside for name in read_names(code)}
    bindings = _bindings(module)
    many = {name for name, places in Counter(name for name, _ in bindings).items() if places > 1}
    in_loops = Flow(module).in_loops()
    again = {name for (name, _), offset in bindings.items() if offset in in_loops}
    elsewhere = {name for code in inside for name in written_here(code)}
    return frozenset(read & (many | again | elsewhere))


def read_names(code: CodeType) -> set[str]:
    """The globals that a function, or the body of a class, reads: not those that such a body may find in itself."""
    found = {code.co_names[argument >> 1] for argument, _ in placed(code, (_LOAD_GLOBAL,))}
    by_name = {code.co_names[argument] for argument, _ in placed(code, _LOADS_BY_NAME)}
    return found | by_name - {code.co_names[argument] for argument, _ in placed(code, _BY_NAME)}


def _bindings(module: CodeType) -> dict[tuple[str, Position], int]:
    """Each name that the module binds and each place in the text where it does so: the offset of an operation.

    The compiler copies some blocks, as those of `finally`; all copies come from one place.
    """
    positions = list(module.co_positions())
    return {(module.co_names[argument], positions[unit]): 2 * unit for argument, unit in placed(module, _BINDING)}
