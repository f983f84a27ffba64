"""What cellophane's own records hold: having looked at a closure must not count as keeping it alive.

A `Closure` keeps the values that it shows, and somebody may keep the `Closure`. Who measures leaves these references
out, those of all records in the process, since they are all cellophane's. A class of records says of itself what its
instances hold (`holding`).
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

_Record = TypeVar("_Record")
_READERS: dict[int, Callable[[Any], Iterable[object]]] = {}
"""By the `id` of the class: most classes that are looked up here are not ours, and must not be asked for a hash."""


def holding(cls: type[_Record], read: Callable[[_Record], Iterable[object]]) -> None:
    """Say what an instance of a class of records holds, as often as it does."""
    _READERS[id(cls)] = read


def held() -> Counter[int]:
    """How often the records that are alive hold an object, by its `id`."""
    found: Counter[int] = Counter()
    for one in gc.get_objects():
        read = _READERS.get(id(type(one)))
        if read is not None:
            found.update(map(id, read(one)))
    return found
