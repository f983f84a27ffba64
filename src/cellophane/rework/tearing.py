"""Whether a copy would be torn from its state, because something that it shares with the original holds the old cells.

An instance of a local class whose methods hold the same variable is shared, so that after a copy the copied functions
would see one variable and the methods another; so is an object whose attribute is a list that was copied. That is told
before anybody gets such a copy.
"""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

from cellophane.live.bytecode import written_variables
from cellophane.live.program import is_of_module
from cellophane.live.safely import class_name, function_name, is_a
from cellophane.rework.subjects import cells_of

_MOST = 20_000
"""So many objects are looked into: what is further away is somebody else's."""


@dataclass(frozen=True, slots=True)
class Tear:
    """What would stay with the original, and what it would hold alone, both in words."""

    holder: str
    held: str


def tear(shared: Sequence[object], copied: Sequence[object], moved: Collection[int]) -> Tear | None:
    """The first thing in reach of what is shared that was not copied, and holds a cell or container that was.

    `copied` has what was copied, each once, and nothing else of the caller's holds it. In `moved` are, by their `id`,
    the containers, and the cells whose copies hold other values; of the other cells those matter that somebody writes.
    """
    moved = {*moved, *(id(cell) for one in copied if type(one) is FunctionType for _, cell in _written(one))}
    wanted = {identity for identity, more in _references(copied).items() if more > _BY_ASKING}
    if not wanted:
        return None
    waiting = [(one, one) for one in shared]
    seen, looked = {id(one) for each in (shared, copied) for one in each}, 0
    for one, root in waiting:  # which grows meanwhile
        if not gc.is_tracked(one):
            continue
        if type(one) is FunctionType:
            found = dict(_written(one)) | {name: cell for name, cell in cells_of(one).items() if id(cell) in moved}
            for name, cell in found.items():
                if id(cell) in wanted:
                    return Tear(function_name(one), f"variable {name!r}")
        looked += 1
        if looked > _MOST:
            return None
        for each in _led_to(one):
            if id(each) in wanted and id(each) in moved and type(each) is not CellType:
                return Tear(_named(root), class_name(type(each)))
            if id(each) not in seen:
                seen.add(id(each))
                waiting.append((each, root))
    return None


def _named(subject: object) -> str:
    return function_name(subject) if type(subject) is FunctionType else f"a {class_name(type(subject))}"


def _led_to(subject: object) -> list[object]:
    """What an object refers to, without what the whole program has: modules, and what they define."""
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
    """How many references there are to each cell and container beside those of what was copied, by its `id`."""
    held = Counter(id(each) for one in copied for each in _held(one))
    return {id(one): sys.getrefcount(one) - held[id(one)] for one in copied if type(one) is not FunctionType}


def _held(one: object) -> Iterable[object]:
    """What a copied object holds; of a function, only its cells."""
    return one.__closure__ or () if type(one) is FunctionType else gc.get_referents(one)


def _by_asking() -> int:
    """How many of them are those of asking."""
    function: Any = (lambda value: lambda: value)(0)
    return next(iter(_references([function, *function.__closure__]).values()))


_BY_ASKING = _by_asking()
