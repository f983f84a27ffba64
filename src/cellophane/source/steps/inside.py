"""What happens inside a callable, as the places that call it ask for it.

The answers are made by following a parameter through a body, which is for `following`: it stands above, asks about
steps itself, and so cannot be imported here. Whoever makes the facts of a file brings the two together.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from cellophane.source.fixpoint import Worklist
from cellophane.source.meaning.definitions import Home, Written
from cellophane.source.steps.outcomes import End, Form, Outcome


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call: by position, by keyword, or neither if it comes out of a `*` or `**`."""

    position: int | None = None
    keyword: str | None = None
    after: int | None = None
    """How many positions are filled before a `*` that it comes out of."""

    @classmethod
    def of(cls, call: ast.Call, value: ast.AST) -> Argument:
        """The argument that `value` is in a call."""
        if isinstance(value, ast.keyword):
            return cls(keyword=value.arg)
        before = call.args[: call.args.index(value)] if value in call.args else None
        if before is None or any(isinstance(argument, ast.Starred) for argument in before):
            return cls()
        return cls(position=len(before))


class Inside(Protocol):
    """What the callables of one file do with functions."""

    def outcomes(self, callee: Written, argument: Argument, form: Form) -> Iterable[Outcome] | None:
        """What becomes of an argument; none if it cannot be told."""

    def filling(self, callee: Written, call: ast.Call, outcome: Outcome) -> ast.AST | None:
        """The expression in a call that fills the parameter whose object holds a value."""

    def of_held(self, callee: Written) -> dict[End, Outcome]:
        """What a method does with a function that its object holds."""

    def of_new_object(self, callee: Written) -> Iterator[Outcome]:
        """Who has an object of a class as soon as it is made."""

    def of_receiver(self, method: Written) -> Iterator[Outcome]:
        """Who keeps the object that a method belongs to, because of it."""

    def own_calls(self, method: Written) -> list[Written]:
        """The methods of the same object that a method calls."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """The callables of all files of a run."""

    of: Callable[[Home], Inside]
    answers: Worklist[Any, tuple[Outcome, ...]]
    """Works out what they do. While some of it is provisional, nothing that rests on it may be remembered."""
    known: dict[Any, tuple[Outcome, ...]] = field(default_factory=dict)
    """What was found out about those of the file that asks."""
