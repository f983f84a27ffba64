"""Is a text with edits still the same program, but for what its fixes say?

It compiles if it did before; every name outside the fixes means the variable that it meant; and inside a fix only the
names that it speaks of may mean another one. That one belongs to something inside the fix: to the closure, or what is
around it there. Or, if the fix names an owner, it is the owner's, which the name would have meant all along had nothing
inside the fix bound it. That goes for text that a fix carries elsewhere as well, and names that it adds are bound. What
else the text says is not asked.
"""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from cellophane.check.fix import Unfixable
from cellophane.check.fix.edits import Moved, Text
from cellophane.model.fix import MODULE, Edit, Fix
from cellophane.model.place import Span
from cellophane.model.scope import Binding, Scope, ScopeKind, Use, Variable
from cellophane.source.names.scopes import Names, resolve
from cellophane.source.text.source import Located, Source, Unreadable

_BROKEN = "the changed file would not compile"


@dataclass(frozen=True, slots=True)
class _Meaning:
    """A name at one place, and the scope whose variable it is."""

    name: str
    scope: Scope
    bound: bool
    """Whether anything in the file binds that variable."""


def hold(before: Source, after: Source, fixes: Sequence[Fix]) -> None:
    """Raise `Unfixable` if the text after the fixes means something else than they say."""
    if _compiles(before) and not _compiles(after):
        raise Unfixable(_BROKEN)
    edits = [edit for fix in fixes for edit in fix.edits]
    if Text(before.text).edited(edits) != after.text:
        raise Unfixable("the changed file does not read as it was meant to")
    _Comparison(before, after, fixes, edits).hold()


def _compiles(source: Source) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source.text, source.filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


class _Comparison:
    """The names of a file before and after."""

    def __init__(self, before: Source, after: Source, fixes: Sequence[Fix], edits: Iterable[Edit]) -> None:
        self._before, self._after = Text(before.text), Text(after.text)
        self._moved = Moved(self._before, edits)
        self._fixes = fixes
        self._carried = {old: new for fix in fixes for old, new in _carried(fix, self._before, self._moved)}
        try:
            self._names, names = resolve(before.parse()), resolve(after.parse())
        except Unreadable:
            raise Unfixable(_BROKEN) from None
        self._old = dict(_meanings(self._names, before, self._before))
        self._new = dict(_meanings(names, after, self._after))
        self._places = dict(_begins(self._names, before, self._before)) | dict(_begins(names, after, self._after))
        """Where each scope begins, of both texts; modules have no place."""

    def hold(self) -> None:
        """Raise `Unfixable` for the first name that differs where it may not."""
        known: set[int] = set()
        for offset, old in self._old.items():
            place = self._offset(offset)
            if place is None:
                continue
            known.add(place)
            new = self._new.get(place)
            if new is None or not (self._is_same(old, new) or self._may_differ(offset, old, new)):
                raise Unfixable(f"`{old.name}` would mean something else in line {self._before.place(offset)[0]}")
        for place, new in self._new.items():
            if place not in known and not (new.bound or hasattr(builtins, new.name)):
                raise Unfixable(f"`{new.name}` would not be known where the fix needs it")

    def _offset(self, offset: int) -> int | None:
        """The new offset of a character, also of one that a fix carries elsewhere; none if it is gone."""
        moved = self._moved.offset(offset)
        return self._carried.get(offset) if moved is None else moved

    def _is_same(self, old: _Meaning | Variable, new: _Meaning) -> bool:
        """Whether both mean one variable: one name of one scope."""
        if old.name != new.name:
            return False
        if ScopeKind.MODULE in (old.scope.kind, new.scope.kind):
            return old.scope.kind is new.scope.kind
        return self._offset(self._places[old.scope]) == self._places[new.scope]

    def _may_differ(self, offset: int, old: _Meaning, new: _Meaning) -> bool:
        """Whether a fix that covers the place says that the name now means what it means."""
        for fix in self._fixes:
            if self._covers(fix, offset) and old.name == new.name and new.name in fix.names:
                return self._is_inside(fix, new) if fix.owner is None else self._is_set_free(fix.owner, fix, old, new)
        return False

    def _covers(self, fix: Fix, offset: int) -> bool:
        start, end = self._before.reach(fix.within)
        return start <= offset < end

    def _is_inside(self, fix: Fix, new: _Meaning) -> bool:
        """Whether the variable belongs to something that is inside what the fix has made."""
        first, last = self._region(fix)
        return new.scope.kind is not ScopeKind.MODULE and first <= self._places[new.scope] < last

    def _is_set_free(self, owner: Span, fix: Fix, old: _Meaning, new: _Meaning) -> bool:
        """Whether a scope in the fix bound the name before, and now it means the owner's variable, which was next."""
        if old.scope.kind is ScopeKind.MODULE or not self._covers(fix, self._places[old.scope]):
            return False
        around = self._next(old)
        return around is not None and self._is_at(around.scope, owner) and self._is_same(around, new)

    def _next(self, old: _Meaning) -> Variable | None:
        """The variable that a name would mean if its own scope did not bind it; none if nothing would bind that one.

        That a scope between declares the name `global` is not looked at: then the fix is refused.
        """
        scope = old.scope.parent
        while scope is not None:
            owned = self._names.variables(scope) if scope.kind is not ScopeKind.CLASS else ()
            for variable in owned:
                if variable.name == old.name:
                    return variable if self._names.bindings(variable) else None
            scope = scope.parent
        return None

    def _is_at(self, scope: Scope, owner: Span) -> bool:
        """Whether the scope, of the text before, is the one that a fix names."""
        if scope.kind is ScopeKind.MODULE or owner == MODULE:
            return scope.kind is ScopeKind.MODULE and owner == MODULE
        return self._places[scope] == self._before.offset(owner.row, owner.column)

    def _region(self, fix: Fix) -> tuple[int, int]:
        """The stretch of the new text that a fix has made of its place."""
        near = [edit.span for edit in fix.edits if fix.within.row <= edit.span.row <= fix.within.end_row]
        reached = [self._before.reach(span) for span in (fix.within, *near)]
        return self._moved.region(min(start for start, _ in reached), max(end for _, end in reached))


def _carried(fix: Fix, before: Text, moved: Moved) -> Iterator[tuple[int, int]]:
    """Where the characters are of text that one edit of a fix takes away and another one puts elsewhere."""
    for taken in fix.edits:
        start, end = before.reach(taken.span)
        for put in fix.edits if start < end else ():
            at = put.text.find(before.text[start:end])
            if at >= 0:
                to = moved.inserted(put) + at
                yield from zip(range(start, end), range(to, to + end - start), strict=True)


def _meanings(names: Names, source: Source, text: Text) -> Iterator[tuple[int, _Meaning]]:
    """What each name means, by its place."""
    for scope in names.scopes:
        for variable in names.variables(scope):
            events: tuple[Binding | Use, ...] = (*names.bindings(variable), *names.uses(variable))
            for event in events:
                if isinstance(event.node, ast.Name | ast.arg):
                    span = source.span(event.node)
                    meaning = _Meaning(variable.name, variable.scope, bool(names.bindings(variable)))
                    yield text.offset(span.row, span.column), meaning


def _begins(names: Names, source: Source, text: Text) -> Iterator[tuple[Scope, int]]:
    """Where each scope begins."""
    for scope in names.scopes:
        if scope.kind is not ScopeKind.MODULE:  # all others have a place
            span = source.span(cast(Located, scope.node))
            yield scope, text.offset(span.row, span.column)
