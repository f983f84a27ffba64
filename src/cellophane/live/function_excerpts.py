"""The source beside the picture of a live closure: of all functions that are drawn, as far as it can still be found.

For each function it shows the outermost scope that owns something which the function captured, and marks the names of
the captured variables in it. `origin` finds the source of code, and `source.pictures.excerpts` decides where a stretch
ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType

from cellophane.live import origin
from cellophane.live.closure import Captured
from cellophane.model.picture import Excerpt, Mark
from cellophane.model.scope import Scope, ScopeKind
from cellophane.source.pictures import excerpts as stretches
from cellophane.source.pictures.provenance import Mention, Provenance, first_row


@dataclass(frozen=True, slots=True)
class DrawnFunction:
    """A function of the picture, as far as its source can be found by it."""

    key: str
    code: CodeType
    captures: frozenset[str]
    """The keys of the variables."""
    classes: frozenset[str]
    """The names of the classes that it is beneath in the picture: who asks for a class is shown all of it."""


def excerpts(functions: Iterable[DrawnFunction], variables: Mapping[str, Captured]) -> tuple[Excerpt, ...]:
    """The stretches of source, file by file in the order of the functions, with all marks of these variables."""
    files: dict[str, _FunctionsOfFile] = {}
    for function in functions:
        place = origin.found(function.code)
        if place is not None:
            # The first one that was read of each file: scopes are told apart by identity.
            file = files.setdefault(place[0].source.filename, _FunctionsOfFile(place[0]))
            file.add(function)
    return tuple(each for file in files.values() for each in file.excerpts(variables))


class _FunctionsOfFile:
    """The functions that come from one file."""

    def __init__(self, provenance: Provenance) -> None:
        self._provenance = provenance
        self._functions: dict[Scope, list[DrawnFunction]] = {}
        self._shown: list[Scope] = []

    def add(self, function: DrawnFunction) -> None:
        scope = self._provenance.scope(function.code)
        if scope is None:
            return
        self._functions.setdefault(scope, []).append(function)
        # A module holds the cells of comprehensions that are inlined into it, and would be shown whole.
        if scope.parent is not None:
            self._shown.append(self._outermost(scope, function))

    def _outermost(self, scope: Scope, function: DrawnFunction) -> Scope:
        """The scope furthest out among this one, the class that was asked for, and those that own what it captured."""
        owners = [one.scope for one in self._provenance.captured(scope)]
        return min([scope, *owners, *self._classes(scope, function.classes)], key=first_row)

    def _classes(self, scope: Scope, names: frozenset[str]) -> Iterator[Scope]:
        """The classes around the scope that go by one of the names, with a module before it or without."""
        for outer in _outwards(scope):
            qualified = f".{self._provenance.qualified(outer)}"
            if outer.kind is ScopeKind.CLASS and any(f".{name}".endswith(qualified) for name in names):
                yield outer

    def excerpts(self, variables: Mapping[str, Captured]) -> tuple[Excerpt, ...]:
        marks = [mark for key, one in variables.items() for mark in self._marks(key, one)]
        return stretches.excerpts(self._provenance.source, self._shown, marks)

    def _marks(self, key: str, one: Captured) -> Iterator[Mark]:
        """Where the file names a variable, once for each function whose code does it."""
        for mention in self._mentions(one):
            for function in self._functions_of(mention.scope, key) or (None,):
                yield Mark(key, mention.span, mention.role, function)

    def _mentions(self, one: Captured) -> tuple[Mention, ...]:
        scope = self._provenance.scope(one.code) if one.code.co_filename == self._provenance.source.filename else None
        variable = origin.named(self._provenance, scope, one.code, one.name) if scope else None
        return self._provenance.mentions(variable) if variable else ()

    def _functions_of(self, scope: Scope, variable: str) -> list[str]:
        """The functions that run the code of a scope, or the code around it, and captured the variable."""
        for each in (scope, *_outwards(scope)):
            found = [one.key for one in self._functions.get(each, ()) if variable in one.captures]
            if found:
                return found
        return []


def _outwards(scope: Scope) -> Iterator[Scope]:
    """The scopes around this one, without the module."""
    outer = scope.parent
    while outer is not None and outer.parent is not None:
        yield outer
        outer = outer.parent
