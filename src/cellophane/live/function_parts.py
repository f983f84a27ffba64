"""The dictionary and the annotations of a function, without making them.

`function.__dict__` makes a dict where there was none, `function.__annotations__` another one, or one of the tuple that
the compiler left; the function keeps them, and is heavier from then on. What it has already, the garbage collector
tells, among all else that the function refers to, in an order of its own.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from cellophane.live.safely import stored

_KNOWN = tuple(
    vars(FunctionType)[name].__get__
    for name in (
        *("__code__", "__globals__", "__module__", "__defaults__", "__kwdefaults__", "__doc__", "__name__"),
        *("__closure__", "__builtins__", "__qualname__", "__type_params__"),
    )
    if name in vars(FunctionType)
)
"""How to ask for its other parts: they are there, or None, and nothing is made."""


def own_attributes(function: FunctionType) -> Mapping[str, Any]:
    """The attributes that were set on a function, not to be changed.

    >>> def plain(): pass
    >>> plain.mark = 1
    >>> own_attributes(plain)
    {'mark': 1}
    """
    found, _ = _made(function)
    return found


def own_annotations(function: FunctionType) -> Mapping[str, Any]:
    """The annotations of parameters and `return`, not to be changed.

    >>> def half(n: int) -> float: return n / 2
    >>> own_annotations(half), half.__annotations__ == own_annotations(half)
    ({'n': 'int', 'return': 'float'}, True)
    """
    _, found = _made(function)
    # As the compiler left them, they are names and annotations in turn.
    return dict(zip(found[::2], found[1::2], strict=True)) if type(found) is tuple else found


def _made(function: FunctionType) -> tuple[dict[str, Any], Any]:
    """Its dictionary and its annotations as they are there, empty where they are not."""
    found = [one for one in gc.get_referents(function) if type(one) in (dict, tuple)]
    for part in [get(function) for get in _KNOWN]:
        place = next((place for place, one in enumerate(found) if one is part), None)
        if place is not None:
            del found[place]
    if len(found) > 1:
        return found[0], found[1]
    (one,) = found or [{}]
    return (one, {}) if type(one) is dict and _is_of_attributes(function, one) else ({}, one)


def _is_of_attributes(function: FunctionType, found: dict[Any, Any]) -> bool:
    """Whether a dict is that of its attributes: the first that is among them tells. An empty one is as good as none."""
    return any(type(name) is str and stored(function, name) is value for name, value in found.items())
