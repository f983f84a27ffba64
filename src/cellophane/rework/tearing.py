"""Whether a copy would be torn from its state: what it shares with the original still holds the cells of that one.

An instance of a local class whose methods hold the same variable is shared, so that after a copy the copied functions
would see one variable and the methods another. That is told before anybody gets such a copy.
"""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

from cellophane.live.bytecode import written_variables
from cellophane.live.program import is_of_module
from cellophane.live.safely import is_a
from cellophane.rework.subjects import cells_of

_MOST = 20_000
"""So many objects are looked at: what is further away is somebody else's."""


@dataclass(frozen=True, slots=True)
class Tear:
    """A function that would stay with the original, and the variable that it would hold alone."""

    function: FunctionType
    name: str


def tear(shared: Sequence[object], copied: Sequence[object], moved: Collection[int]) -> Tear | None:
    """A function within reach of what is shared that holds a cell which was copied, and was not copied itself.

    `copied` has the functions and cells, each once, and nothing else of the caller's holds them. The cells in `moved`,
    by their `id`, are those whose copies hold other values; of the others only those matter that somebody writes.
    """
    wanted = {identity for identity, more in _references(copied).items() if more > _BY_ASKING}
    if not wanted:
        return None
    moved = {*moved, *(id(cell) for one in copied if type(one) is FunctionType for _, cell in _written(one))}
    waiting, seen = list(shared), {id(one) for each in (shared, copied) for one in each}
    for one in waiting:  # which grows meanwhile
        if type(one) is FunctionType:
            found = dict(_written(one)) | {name: cell for name, cell in cells_of(one).items() if id(cell) in moved}
            for name, cell in found.items():
                if id(cell) in wanted:
                    return Tear(one, name)
        if len(seen) < _MOST:
            fresh = {id(each): each for each in _led_to(one) if id(each) not in seen}
            seen |= fresh.keys()
            waiting += fresh.values()
    return None


def _led_to(subject: object) -> list[object]:
    """What an object leads to, but for what is there for the whole program."""
    if type(subject) is CodeType or is_a(subject, ModuleType) or is_of_module(subject):
        return []
    found = gc.get_referents(subject)
    space = subject.__globals__ if type(subject) is FunctionType else None
    return [each for each in found if each is not space]


def _written(function: FunctionType) -> Iterator[tuple[str, CellType]]:
    """The cells that a function binds or deletes."""
    written = written_variables(function.__code__)
    return ((name, cell) for name, cell in cells_of(function).items() if name in written)


def _references(copied: Sequence[object]) -> dict[int, int]:
    """How many references there are to each cell beside those of these functions, by its `id`."""
    held = Counter(id(cell) for one in copied if type(one) is FunctionType for cell in one.__closure__ or ())
    return {id(one): sys.getrefcount(one) - held[id(one)] for one in copied if type(one) is CellType}


def _by_asking() -> int:
    """How many of them are those of asking."""
    function: Any = (lambda value: lambda: value)(0)
    return next(iter(_references([function, *function.__closure__]).values()))


_BY_ASKING = _by_asking()
