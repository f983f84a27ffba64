"""What knowledge says of what an expression names, apart from calling it: of decorators, annotations and iterators.

Where nobody can look up what a name means, or nobody wrote an entry for that, it is taken for what is called so.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Protocol

from cellophane.model.finding import Certainty
from cellophane.source.knowledge import Entry, Knowledge, Trait
from cellophane.source.knowledge.entry import Generic
from cellophane.source.meaning.definitions import Callee, Known, Meaning, Written
from cellophane.source.tree.dotted import called, last_name


class Meanings(Protocol):
    """What is asked of `callees`, which has an `Entries` and so cannot be imported here."""

    def callees(self, function: ast.expr) -> tuple[Callee, ...]:
        """What may be called by calling the value of an expression."""

    def meanings(self, expression: ast.expr) -> tuple[Meaning, ...]:
        """What a dotted expression names."""

    def globally(self, dotted: ast.expr) -> Iterator[Meaning]:
        """What it names at the top level of the module."""

    def definitions(self, dotted: str) -> Iterable[Meaning]:
        """What a dotted name means in another file."""


class Entries:
    """Answers for one file."""

    def __init__(self, knowledge: Knowledge, callees: Meanings) -> None:
        self._knowledge = knowledge
        self._callees = callees

    def of(self, function: ast.expr) -> tuple[Entry, ...]:
        """The entries for what may be called by calling the value of an expression, else for what is called so."""
        known = [callee.entry for callee in self._callees.callees(function) if isinstance(callee, Known)]
        said = [entry for entry in known if entry.certainty is Certainty.CERTAIN]
        return tuple(said or (*known, *self._knowledge.namesakes(last_name(function))))

    def decorates(self, decorator: ast.expr, trait: Trait) -> bool:
        """Whether a decorator has a trait, be it called first or not."""
        return any(trait in entry.traits for entry in self.of(called(decorator)))

    def may_never_end(self, iterable: ast.expr) -> bool:
        """Whether it is an iterator of which it is known that it may go on for ever, as `itertools.count()`."""
        return isinstance(iterable, ast.Call) and any(_is_endless(entry, iterable) for entry in self.of(iterable.func))

    def generic(self, annotation: ast.expr) -> Generic | None:
        """What a name says in an annotation with brackets behind it: `Sequence` in `Sequence[Desk]`."""
        meanings = self._callees.meanings(annotation) or tuple(self._callees.globally(annotation))
        known = [self._knowledge.callable(meaning) for meaning in meanings if isinstance(meaning, str)]
        said = [entry.generic for entry in known if entry is not None]
        namesakes = [] if said else [entry.generic for entry in self._knowledge.namesakes(last_name(annotation))]
        found = next((generic for generic in (said or namesakes) if generic is not None), None)
        if found is None or said or not any(map(self._is_written, meanings)):
            return found
        return None

    def _is_written(self, meaning: Meaning) -> bool:
        """Whether the source of what a name means can be read, so that it is nothing else of that name."""
        return isinstance(meaning, Written) or any(isinstance(m, Written) for m in self._callees.definitions(meaning))


def _is_endless(entry: Entry, call: ast.Call) -> bool:
    """Whether what an entry makes may never end when it is called so; whatever a `*` gives may be given, or not."""
    if entry.endless is None:
        return False
    places = [(n, None) for n, argument in enumerate(call.args) if not isinstance(argument, ast.Starred)]
    words = [(None, keyword.arg) for keyword in call.keywords if keyword.arg is not None]
    found = (entry.parameter(*argument, bound=True) for argument in (*places, *words))
    filled = {parameter for parameter in found if parameter is not None}
    is_whole = len(places) + len(words) == len(call.args) + len(call.keywords)
    return entry.endless.given(filled) or not is_whole
