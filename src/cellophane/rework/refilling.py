"""What the containers in reach of some values hold, and how to put it back into the very same containers.

They are not replaced by copies: whoever else holds one of them would be left with what it holds now.
"""

from __future__ import annotations

import gc
from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from cellophane.live.safely import ByClass

Filling = tuple[Any, Any]
"""A container, and a copy of what it held."""


def fillings(values: Iterable[Any]) -> tuple[Filling, ...]:
    """The containers among the values and in them, each once, with what they hold. No code of the items runs.

    >>> inner = [1]
    >>> found = fillings([{"a": inner}, inner])
    >>> inner.append(2)
    >>> refill(found); inner
    [1]
    """
    found: list[Filling] = []
    waiting, seen = list(values), set[int]()
    for one in waiting:  # which grows meanwhile
        kind = type(one)
        if id(one) in seen or not (kind in _WAYS or kind is tuple or kind is frozenset):
            continue
        seen.add(id(one))
        if kind in _WAYS:
            found.append((one, _WAYS[kind][0](one)))
        waiting += gc.get_referents(one)
    return tuple(found)


def refill(found: Iterable[Filling]) -> None:
    """Have each container hold again what it held."""
    for container, held in found:
        _WAYS[type(container)][1](container, held)


def _set_all(container: Any, held: Any) -> None:
    container[:] = held


def _update(container: Any, held: Any) -> None:
    container.clear()
    container.update(held)


def _extend(container: Any, held: Any) -> None:
    container.clear()
    container.extend(held)


_WAYS: ByClass[tuple[Callable[[Any], Any], Callable[[Any, Any], None]]] = ByClass(
    {
        list: (list.copy, _set_all),
        bytearray: (bytes, _set_all),
        array: (lambda container: container[:], _set_all),
        deque: (list, _extend),
        set: (set.copy, _update),
        **dict.fromkeys((dict, OrderedDict, defaultdict, Counter), (dict, _update)),
        SimpleNamespace: (lambda space: dict(vars(space)), lambda space, held: _update(vars(space), held)),
    }
)
"""How to copy what a container holds, and how to put it back."""
