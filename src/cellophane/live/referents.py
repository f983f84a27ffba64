"""What an object refers to, each reference once: what its going away would let go of.

It asks the garbage collector, and adds what that leaves out because it cannot be part of a cycle: a table has this by
type. If a reference is in neither, what it leads to looks as if somebody else held it: too little is found, never too
much. Nothing of the objects runs. Memory that is no object is not told.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import chain, repeat
from operator import is_
from types import CodeType, MappingProxyType, ModuleType
from typing import Any, Final

from cellophane.live.inline_attributes import dictionary, has_dictionary, keeps_places
from cellophane.live.safely import module_namespace, mro
from cellophane.live.shallow import COLLECTED, HEAP_TYPE, flags, has_own_keys
from cellophane.live.watched import unwatched

Refer = Callable[[Any], list[Any]]
Add = Callable[[Any, list[Any]], list[Any]]
"""What an object refers to beyond what the collector found, which is given as well."""

ATOMS = frozenset(map(id, (int, float, complex, bool, str, bytes, type(None), type(...), object)))


def referrer(cls: type, foreign: Mapping[int, Add] = MappingProxyType({})) -> Refer | None:
    """A function that lists what an object of the class refers to; none if such objects refer to nothing.

    `foreign` has what the objects of a library's type refer to besides, by the `id` of the type.

    >>> referrer(dict)({"key": 1})
    [1, 'key']
    >>> referrer(int) is None
    True
    """
    if id(cls) in ATOMS:
        return None
    adds = [add for each in mro(cls) if (add := _ADDED.get(id(each)) or foreign.get(id(each)))]
    # The collector leaves these out altogether: their class, which can go away, as well.
    if flags(cls) & (COLLECTED | HEAP_TYPE) == HEAP_TYPE:
        adds.append(_class)
    own = _with_dictionary if keeps_places(cls) else gc.get_referents
    if any(each is ModuleType for each in mro(cls)):  # a metaclass may have its own `==`
        own = _held_by_module
    if not adds:
        return own
    return lambda subject: _all(subject, own, adds)


def _held_by_module(subject: Any) -> list[Any]:
    """Not what the collector finds: for `_asyncio` of 3.11 and 3.12 that has no end once tasks have run. What a module
    in C keeps beside its names is left out."""
    return [module_namespace(subject)]


def _with_dictionary(subject: Any) -> list[Any]:
    """Where the places remain, the collector visits them, and not the dictionary that shows them, if there is one.

    They belong to the dictionary then: it takes them over when the object goes away.
    """
    found = gc.get_referents(subject)
    if not has_dictionary(subject):
        return found
    shows = dictionary(subject)
    shown = Counter(map(id, dict.values(shows)))
    return [shows, *(each for each in found if _left(shown, id(each)))]


def _left(shown: Counter[int], identity: int) -> bool:
    shown[identity] -= 1
    return shown[identity] < 0


def _all(subject: Any, own: Refer, adds: list[Add]) -> list[Any]:
    found = own(subject)
    return found + [each for add in adds for each in add(subject, found)]


def _class(subject: Any, found: list[Any]) -> list[Any]:
    return [type(subject)]


def _unvisited(subject: dict[Any, Any], found: list[Any]) -> list[Any]:
    """What the collector passes over: values that stand in the places of an object, and keys that are all strings."""
    if not has_own_keys(subject):
        return [] if found else list(dict.values(subject))
    keys = list(dict.keys(subject))
    if not all(map(is_, map(type, keys), repeat(str))):
        return []
    # If there have been others, value and key were visited in turn, behind whatever a derived class holds.
    visited = found[1 - 2 * len(keys) :: 2]
    return [] if len(visited) == len(keys) and all(map(is_, visited, keys)) else keys


def _parts(code: CodeType, found: list[Any]) -> list[Any]:
    """Constants, names and tables. The names of variables are kept once more, in a tuple that cannot be had."""
    code = unwatched(code)
    tables = [code.co_consts, code.co_names, code.co_linetable, code.co_exceptiontable]
    texts = [code.co_filename, code.co_name, code.co_qualname]
    return tables + texts + variables(code) + _name_tuples(code)


def variables(code: CodeType) -> list[str]:
    """The names of all variables of a code object, each once."""
    return list(dict.fromkeys(chain(code.co_varnames, code.co_cellvars, code.co_freevars)))


def _name_tuples(code: CodeType) -> list[tuple[str, ...]]:
    """The tuples of names that were made when they were asked for, where the code object keeps them (since 3.12)."""
    names = ("co_varnames", "co_cellvars", "co_freevars")
    return [first for name in names if (first := getattr(code, name)) is getattr(code, name)]


def _bounds(subject: range, found: list[Any]) -> list[Any]:
    return [subject.start, subject.stop, subject.step]


_ADDED: Final[Mapping[int, Add]] = {id(dict): _unvisited, id(CodeType): _parts, id(range): _bounds}
