"""How the objects of each class are read: own bytes, references, memory elsewhere; decided once for each class.

Nothing is kept of the classes themselves but their `id`, for a reference would be one more that holds them. So a set of
kinds is good for one measurement, in which the objects keep their classes alive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from cellophane.live.foreign import Extent, extents, loaded, references, weigher
from cellophane.live.referents import Refer, referrer
from cellophane.live.safely import derives
from cellophane.live.shallow import least, sizer


@dataclass(frozen=True, slots=True)
class Kind:
    """How the objects of one class are read. Nothing here raises."""

    refers: Refer | None
    """None: they refer to nothing."""
    weigh: Callable[[Any], int]
    least: int
    extents: Callable[[Any], list[Extent]] | None
    is_class: bool
    is_function: bool

    def referents(self, subject: Any) -> list[Any]:
        """What it refers to; nothing if it changes all the while, under the hands of another thread."""
        for _ in range(3):
            try:
                return self.refers(subject) if self.refers else []
            except Exception:
                continue
        return []

    def shallow(self, subject: Any) -> int:
        """Its own bytes."""
        try:
            return self.weigh(subject)
        except Exception:
            return self.least

    def elsewhere(self, subject: Any) -> list[Extent]:
        """Its pieces of memory that are no object's."""
        try:
            return self.extents(subject) if self.extents else []
        except Exception:
            return []


class Kinds:
    """The kinds of the classes that were met."""

    def __init__(self) -> None:
        self._rows = loaded()
        self._references = references(self._rows)
        self._kinds: dict[int, Kind] = {}

    def of(self, cls: type) -> Kind:
        """The kind of a class."""
        kind = self._kinds.get(id(cls))
        if kind is None:
            kind = self._kinds[id(cls)] = self._decide(cls)
        return kind

    def _decide(self, cls: type) -> Kind:
        return Kind(
            refers=referrer(cls, self._references),
            weigh=weigher(self._rows, cls) or sizer(cls),
            least=least(cls),
            extents=extents(self._rows, cls),
            is_class=derives(cls, type),
            is_function=cls is FunctionType,
        )
