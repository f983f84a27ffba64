"""Whether a captured variable can still change, and through whom: the name, or what it holds.

Who can bind the name anew is known exactly, of all that is alive. What becomes of a list or an object that stays under
its name is not: it can be changed by anybody who has it. So that is said to be the same one, and no more; those who
are seen in the source to change it are named.
"""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Iterable
from types import BuiltinFunctionType, CodeType, FunctionType, MappingProxyType, ModuleType
from typing import Any

from cellophane.live import origin
from cellophane.live.cell_holders import Holder
from cellophane.live.closure import Captured
from cellophane.live.preview import printable
from cellophane.live.safely import ByClass, is_a, short_class_name

_CONSTANT = "constant: bind() made it so"
_MOST_ITEMS = 100
"""So many items of a tuple are looked at, those of tuples in it included."""
_CHANGELESS = ByClass(
    dict.fromkeys(
        (
            *(bool, int, float, complex, str, bytes, range, type(None), type(...), type(NotImplemented)),
            *(FunctionType, BuiltinFunctionType, ModuleType, CodeType),
        ),
        True,
    )
)
"""What does not change, or is a part of the program rather than of its state."""


_METHODS: ByClass[frozenset[str]] = ByClass(
    {
        cls: frozenset(dir(cls)) - frozenset(dir(like)) - {"copy", "fromkeys"}
        for cls, like in ((list, tuple), (deque, tuple), (set, frozenset), (dict, MappingProxyType), (bytearray, bytes))
    }
)
"""The methods of containers that those have not which cannot change."""


def changes(variable: Captured, holders: Iterable[Holder]) -> str:
    """Whether it can still change, in words; through whom, unless that is told by its bindings.

    >>> from cellophane.live import look
    >>> def make():
    ...     seen, limit = [], 10
    ...     return lambda one: seen.append(one) or limit
    >>> closure = look(make())
    >>> [changes(one, one.holders()) for one in closure.captured]
    ['settled', 'always the same list']
    """
    if variable.is_constant:
        return _CONSTANT
    holders = list(holders)
    writers = {one.code.co_qualname: f"`{one.code.co_name}`" for one in holders if one.writes}
    if writers:
        known = {each.scope for each in variable.bindings}
        return "can still change" if writers.keys() <= known else f"{_listed(writers.values())} can rebind it"
    if not variable.is_bound or _is_changeless([variable.value]):
        return "settled"
    methods = _METHODS.get(type(variable.value)) or ()
    changing = origin.changed_by(variable.code, variable.name, methods)
    held = {one.code.co_qualname: one.code.co_name for one in holders}
    names = [held[scope] for scope in changing if scope in held]
    same = f"always the same {printable(short_class_name(type(variable.value)))}"
    return f"{same}, changed in place by {_listed(names)}" if names else same


def _is_changeless(values: list[Any]) -> bool:
    """Whether none of these can change: tuples as far as their items cannot."""
    for one in values:  # which grows meanwhile
        if (type(one) is tuple or type(one) is frozenset) and len(values) + len(one) <= _MOST_ITEMS:
            values += one
        elif not (type(one) in _CHANGELESS or is_a(one, type) or is_a(one, enum.Enum)):
            return False
    return True


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
