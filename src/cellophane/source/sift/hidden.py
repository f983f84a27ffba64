"""Names of classes that code inside looks past."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from cellophane.source.sift import tables
from cellophane.source.sift.parts import AROUND, Parts
from cellophane.source.sift.tables import Table

_BUILTIN = frozenset(vars(builtins))


def rows(parts: Parts) -> Iterator[tuple[int, int]]:
    """The code around functions, and the functions in classes which read a name that a class around them has."""
    if parts.table is None or any(map(_hides, _classes(parts.table, parts))):
        yield AROUND
        yield from (part.rows for part in parts.functions)


def _classes(module: Table, parts: Parts) -> Iterator[tuple[Table, set[str]]]:
    own = tables.bound(module)
    return ((one, own) for one in tables.everywhere(module) if tables.is_class(one))


def _hides(found: tuple[Table, set[str]]) -> bool:
    """Whether a function or comprehension in a class reads a name that the class has."""
    owner, module = found
    owned = tables.bound(owner)
    for inner in owner.children:
        is_method = tables.is_function(inner) and inner.name not in _DIRECT
        meant = owned - module - _BUILTIN if is_method or tables.is_class(inner) else owned
        if meant and any(not meant.isdisjoint(tables.foreign(one)) for one in tables.everywhere(inner)):
            return True
    return False


_DIRECT = frozenset({"lambda", "genexpr", "listcomp", "setcomp", "dictcomp"})
