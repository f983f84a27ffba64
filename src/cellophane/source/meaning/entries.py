"""What knowledge says of what an expression names, apart from calling it: of decorators, annotations and iterators.

Where nobody can look up what a name means, or nobody wrote an entry for that, it is taken for what is called so.
"""

from __future__ import annotations

import ast
from typing import Protocol

from cellophane.model.finding import Certainty
from cellophane.source.knowledge import Entry, Knowledge, Trait
from cellophane.source.knowledge.entry import Generic
from cellophane.source.tree.dotted import called, last_name


class Meanings(Protocol):
    """What is asked of `callees`, which has an `Entries` and so cannot be imported here."""

    def known_entries(self, function: ast.expr) -> list[Entry]:
        """The entries for what may be called by calling the value of an expression."""

    def dotted_names(self, annotation: ast.expr) -> list[str]:
        """The dotted names of libraries that an annotation stands for."""

    def is_written(self, annotation: ast.expr) -> bool:
        """Whether the source of what an annotation names can be read, so that it is nothing else of that name."""


class Entries:
    """Answers for one file."""

    def __init__(self, knowledge: Knowledge, callees: Meanings) -> None:
        self._knowledge = knowledge
        self._callees = callees

    def of(self, function: ast.expr) -> tuple[Entry, ...]:
        """The entries for what may be called by calling the value of an expression, else for what is called so."""
        known = self._callees.known_entries(function)
        said = [entry for entry in known if entry.certainty is Certainty.CERTAIN]
        return tuple(said or (*known, *self._knowledge.namesakes(last_name(function))))

    def decorates(self, decorator: ast.expr, trait: Trait) -> bool:
        """Whether a decorator has a trait, be it called first or not."""
        return any(trait in entry.traits for entry in self.of(called(decorator)))

    def may_never_end(self, iterable: ast.expr) -> bool:
        """Whether it is an iterator of which it is known that it may go on for ever, as `itertools.count()`."""
        return isinstance(iterable, ast.Call) and any(_is_endless(entry, iterable) for entry in self.of(iterable.func))

    def tells_callable(self, call: ast.Call) -> bool:
        """Whether a call tells whether its first argument can be called: `callable(f)`, `hasattr(f, "__call__")`."""
        names = [value.value if isinstance(value, ast.Constant) else None for value in call.args[1:]]
        if call.keywords or names not in ([], ["__call__"]):
            return False
        return any(Trait.TELLS_CALLABLE in entry.traits for entry in self._callees.known_entries(call.func))

    def generic(self, annotation: ast.expr) -> Generic | None:
        """What a name says in an annotation with brackets behind it: `Sequence` in `Sequence[Desk]`."""
        entries = map(self._knowledge.callable, self._callees.dotted_names(annotation))
        said = [entry.generic for entry in entries if entry is not None]
        if said:
            return next((generic for generic in said if generic is not None), None)
        namesakes = (entry.generic for entry in self._knowledge.namesakes(last_name(annotation)))
        found = next((generic for generic in namesakes if generic is not None), None)
        return None if found is None or self._callees.is_written(annotation) else found


def _is_endless(entry: Entry, call: ast.Call) -> bool:
    """Whether what an entry makes may never end when it is called so; whatever a `*` gives may be given, or not."""
    if entry.endless is None:
        return False
    return entry.endless.given(_filled(entry, call)) or not _is_whole(call)


def waits(entry: Entry, call: ast.Call) -> bool:
    """Whether what is called so waits for the jobs that it is given."""
    return entry.waits is not None and _is_whole(call) and entry.waits.given(_filled(entry, call, defaults=False))


def _filled(entry: Entry, call: ast.Call, defaults: bool = True) -> set[str]:
    """The parameters that a call fills; without `defaults`, with something else than their default."""
    places = [(n, None, value) for n, value in enumerate(call.args) if not isinstance(value, ast.Starred)]
    words = [(None, keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg is not None]
    found = ((entry.parameter(n, word, bound=True), value) for n, word, value in (*places, *words))
    text = entry.signature.text
    return {name for name, value in found if name is not None and (defaults or f"{name}={_said(value)!r}" not in text)}


def _said(value: ast.expr) -> object:
    """What a default may be written as: `None`, or the word of `futures.ALL_COMPLETED`."""
    return value.value if isinstance(value, ast.Constant) else last_name(value)


def _is_whole(call: ast.Call) -> bool:
    """Whether all arguments stand in a call, none behind a `*`."""
    return not any(isinstance(argument, ast.Starred) for argument in call.args) and all(k.arg for k in call.keywords)
