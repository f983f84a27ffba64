"""What stays in a process whatever becomes of its closures: all that its modules reach without passing through one.

What is not among it is kept alive by a closure, or by something that only counts of references can tell. The reason to
ask is time: a measurement need not go into what stays. The walk is done by the garbage collector's own functions, many
objects at a time; nothing of the objects runs. Numbers, texts and the like are not among it: nothing can be gone into.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from types import CellType, FunctionType, ModuleType
from typing import Any

from cellophane.live.deadline import Deadline
from cellophane.live.marks import Marks
from cellophane.live.referents import ATOMS
from cellophane.live.safely import is_a, module_namespace

# Objects that are asked at once what they refer to. Few: what they refer to is all listed, as often as they do. That of
# 5,000 at once took all memory of a machine where many of them referred to the same hundred thousand others.
_AT_A_TIME = 20
_SLICE = 5_000  # of what they refer to
_CLOSURE: Any = vars(FunctionType)["__closure__"]


def lasting(time: Deadline) -> Marks:
    """The `id` of each such object; of those that were found in this time, if there are many."""
    modules = [each for each in list(sys.modules.values()) if is_a(each, ModuleType)]
    found = Marks()
    ahead: list[Any] = [space for space in map(module_namespace, modules) if found.add(id(space))]
    while ahead and not time.over:
        batch = ahead[-_AT_A_TIME:]
        del ahead[-_AT_A_TIME:]
        for part in _slices(gc.get_referents(*batch), time):
            ahead += [each for each in _ways(part) if found.add(id(each))]
    return found


def _slices(subjects: list[Any], time: Deadline) -> Iterator[list[Any]]:
    """So many of them at a time, until the time is over."""
    for start in range(0, len(subjects), _SLICE):
        if time.over:
            return
        part = subjects[start : start + _SLICE]
        time.looked_at(len(part))
        yield part


def _ways(subjects: Iterable[Any]) -> Iterator[Any]:
    """Those of them, each once, that the walk may go into."""
    different = {id(each): each for each in map(_without_module, subjects) if id(type(each)) not in ATOMS}
    return filter(_leads_on, different.values())


def _without_module(subject: Any) -> Any:
    """What a module holds, in its place: what the module `_asyncio` of 3.11 and 3.12 says that it refers to has no end
    once tasks have run."""
    return module_namespace(subject) if is_a(subject, ModuleType) else subject


def _leads_on(subject: Any) -> bool:
    """Whether the walk may go into it: not a closure, which may be what keeps alive all that is behind it."""
    cls = type(subject)
    return cls is not CellType and not (cls is FunctionType and _CLOSURE.__get__(subject) is not None)
