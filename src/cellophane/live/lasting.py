"""What stays in a process whatever becomes of its closures: all that its modules reach without passing through one.

What is not among it is kept alive by a closure, or by something that only counts of references can tell. The reason to
ask is time: a measurement need not go into what stays. The walk is done by the garbage collector's own functions, many
objects at a time; nothing of the objects runs.
"""

from __future__ import annotations

import gc
import sys
from types import CellType, FunctionType, ModuleType
from typing import Any

from cellophane.live.deadline import Deadline
from cellophane.live.safely import is_a, module_namespace

_AT_A_TIME = 5_000
_CLOSURE: Any = vars(FunctionType)["__closure__"]


def lasting(time: Deadline) -> set[int]:
    """The `id` of each such object; of those that were found in this time, if there are many."""
    ahead: list[Any] = [each for each in list(sys.modules.values()) if is_a(each, ModuleType)]
    ahead = [module_namespace(module) for module in ahead]
    found = set(map(id, ahead))
    while ahead and not time.over:
        batch = ahead[-_AT_A_TIME:]
        del ahead[-_AT_A_TIME:]
        fresh = {id(each): each for each in gc.get_referents(*batch)}
        for identity in fresh.keys() & found:
            del fresh[identity]
        ways = [each for each in fresh.values() if _leads_on(each)]
        found.update(map(id, ways))
        ahead += ways
    return found


def _leads_on(subject: Any) -> bool:
    """Whether the walk may go into it: not a closure, which may be what keeps alive all that is behind it."""
    cls = type(subject)
    return cls is not CellType and not (cls is FunctionType and _CLOSURE.__get__(subject) is not None)
