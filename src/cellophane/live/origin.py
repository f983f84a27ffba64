"""Where in the source the variables of a live function come from.

The source is the file that the code names, as it is now, or what `linecache` has of it, as for the cells of a notebook.
It is believed only if a scope in it has the name, the first line and the free variables of the code; other changes to
the file since it was imported go unnoticed. (To compile the text and compare would show them, but would refuse modules
that were rewritten as they were imported, as tests are.) Nothing is imported or run.
"""

from __future__ import annotations

import linecache
import os
from collections.abc import Container
from functools import lru_cache
from types import CodeType

from cellophane.model.picture import Bound
from cellophane.model.scope import Scope, Variable
from cellophane.source.pictures.provenance import Provenance
from cellophane.source.text.source import Source, Unreadable

_KEPT = 8
"""So many files are remembered: functions are looked at many from one file, and few files in turn."""


def found(code: CodeType) -> tuple[Provenance, Scope] | None:
    """The file of a code object and its scope in there; none if there is no such source any more."""
    provenance = _provenance(code.co_filename, _text(code.co_filename))
    scope = provenance.scope(code) if provenance else None
    return (provenance, scope) if provenance and scope else None


def variable(code: CodeType, name: str) -> tuple[Provenance, Variable] | None:
    """The file, and the variable that the name means in the code: a free one, or one of its own that is in a cell."""
    place = found(code)
    one = named(*place, code, name) if place else None
    return (place[0], one) if place and one else None


def named(provenance: Provenance, scope: Scope, code: CodeType, name: str) -> Variable | None:
    """That variable, if the scope of the code is known already."""
    owned = provenance.names.variables(scope) if name in code.co_cellvars else ()
    return next((one for one in (*provenance.captured(scope), *owned) if one.name == name), None)


def owner(code: CodeType, name: str) -> str | None:
    """The qualified name of the scope that owns a captured variable; none without source."""
    place = variable(code, name)
    return place[0].qualified(place[1].scope) if place else None


def bindings(code: CodeType, name: str) -> tuple[Bound, ...]:
    """Where a captured variable is bound, in the order of the source; nothing without source."""
    place = variable(code, name)
    return place[0].bindings(place[1]) if place else ()


def changed_by(code: CodeType, name: str, methods: Container[str]) -> tuple[str, ...]:
    """The scopes that change what a captured variable holds, also by one of these methods; nothing without source."""
    place = variable(code, name)
    return place[0].changed_by(place[1], methods) if place else ()


def left_behind(code: CodeType) -> tuple[str, ...]:
    """The variables of the functions around that the code did not capture; nothing without source."""
    place = found(code)
    return place[0].left_behind(place[1]) if place else ()


def _text(filename: str) -> str:
    """The text of a file as it is now; empty where there is none."""
    linecache.checkcache(filename)
    if filename not in linecache.cache and not os.path.isfile(filename):
        return ""  # `linecache` would open whatever else has that name, and wait for a pipe
    return "".join(linecache.getlines(filename))


@lru_cache(_KEPT)
def _provenance(filename: str, text: str) -> Provenance | None:
    try:
        return Provenance(Source(filename, text)) if text else None
    except Unreadable:
        return None
