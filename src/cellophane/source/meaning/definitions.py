"""Definitions whose source can be read, in this file or in another one, and those who know other files.

The words in which `callees`, `classes` and the packages above speak about a function or class together with the file
it is in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from cellophane.source.fixpoint import Answers, Recursion
from cellophane.source.knowledge import Knowledge
from cellophane.source.knowledge.entry import Entry
from cellophane.source.tree.bodies import Definition

if TYPE_CHECKING:
    from cellophane.source.meaning.callees import Callees
    from cellophane.source.text.source import Source
    from cellophane.source.tree.parents import Parents


class Home(Protocol):
    """A file, and what is known of it."""

    @property
    def module_name(self) -> str:
        """Its dotted name, empty if it cannot be told."""

    @property
    def source(self) -> Source:
        """Its text."""

    @property
    def parents(self) -> Parents:
        """Where every node stands."""

    @property
    def callees(self) -> Callees:
        """What its expressions mean."""


@dataclass(frozen=True, slots=True)
class Written:
    """A function or class whose source can be read."""

    definition: Definition | ast.Lambda
    home: Home
    bound: bool = False
    """Whether it is a method that was looked up on an instance, which fills `self`."""
    given: int = 0
    """How many more parameters are filled already: by `partial`."""
    receiver: ast.expr | None = field(default=None, compare=False)
    """The instance, where the call does not show it: `keep = kept.append`."""

    @property
    def dotted(self) -> str:
        """Its dotted name, as far as classes and modules go; knowledge may have an entry for it."""
        owner = self.home.parents.of(self.definition)
        names = [
            self.home.module_name,
            *([owner.name] if isinstance(owner, ast.ClassDef) else []),
            self.definition.name if isinstance(self.definition, Definition) else "<lambda>",
        ]
        return ".".join(names)


@dataclass(frozen=True, slots=True)
class Known:
    """A callable that knowledge has an entry for."""

    entry: Entry
    bound: bool
    """Whether it is looked up on an instance, which fills `self`."""
    given: int = 0
    """How many more parameters are filled already: by `partial`."""
    receiver: ast.expr | None = field(default=None, compare=False)
    """The instance, where the call does not show it."""


Callee = Known | Written

Meaning = str | Written
"""What a name stands for: a dotted name of a library, or a definition."""


class Elsewhere(Protocol):
    """Other files, as one file sees them."""

    @property
    def consulted(self) -> bool:
        """Whether they were asked anything yet."""

    def definitions(self, dotted: str) -> Iterable[Meaning]:
        """What a dotted name means: definitions, or dotted names of libraries that cannot be read."""

    def values(self, dotted: str) -> Iterable[tuple[ast.expr, Home]]:
        """The expressions that are assigned to a name of a module, each with the file it is in."""

    def absolute(self, statement: ast.ImportFrom, alias: ast.alias) -> str | None:
        """The absolute name that a relative import means."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the files of a run share, as one of them sees it."""

    knowledge: Knowledge
    recursion: Recursion
    """Works out what expressions mean, which may rest on each other through several files."""
    elsewhere: Elsewhere | None = None
    """The other files, if they can be seen."""
    known: Answers = field(default_factory=dict)
    """What was found out about the meanings of this file: it goes when the file's facts go."""
