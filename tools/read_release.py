"""Reads the sources of one release, and describes as tables of knowledge what its public callables do with functions.

It decides which name an entry has, what a class inherits, and where an entry says that it comes from. What becomes of
an argument is for `told_tables`.
"""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cellophane.source.knowledge import Knowledge
from cellophane.source.meaning.definitions import Meaning, Written
from cellophane.source.modules.files import Module
from cellophane.source.project import Project
from tools import public_names, told_tables
from tools.living_on import resolved
from tools.releases import Release

Table = dict[str, object]
Place = tuple[str, int]
"""A file and a line: which definition it is."""

_MOST_FILES = 400
"""Files with callables to describe, after which all that was found out about files is forgotten: memory is finite."""
_MOST_ALIASES = 3
_PLAIN = ("builtins.", "typing.", "typing_extensions.", "collections.", "pathlib.", "datetime.")
"""Where results come from whose methods nobody needs to look up."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """A definition, and the names under which users reach it, the best one first."""

    place: Place
    names: tuple[str, ...]


class ReadRelease:
    """The entries of one release. `roots` are the directory of its sources, then those of what it requires."""

    def __init__(self, release: Release, roots: Sequence[Path], knowledge: Knowledge) -> None:
        self._release = release
        self._root = roots[0]
        self._roots = (*roots, Path(sysconfig.get_paths()["stdlib"]))
        self._knowledge = knowledge
        self._owners = {name.rpartition(".")[0] for name in knowledge.names()}
        self._project = Project(self._roots, knowledge)
        offered = self._offered()
        self._offers = [_Offer(_place(offered[names[0]]), self._ranked(names)) for names in _by_place(offered)]
        self._canonical = {offer.place: offer.names[0] for offer in self._offers}
        definitions = {found.definition: None for found in offered.values()}
        self._called = told_tables.usually_called(definitions)

    def tables(self) -> dict[str, Table]:
        """Every entry that can be told, by name."""
        found: dict[str, Table] = {}
        files: set[str] = set()
        for offer in self._offers:
            files.add(offer.place[0])
            if len(files) > _MOST_FILES:
                self._project, files = Project(self._roots, self._knowledge), {offer.place[0]}
            for meaning in self._project.definitions(offer.names[0]):
                if isinstance(meaning, Written):
                    found |= self._described(meaning, offer.names)
        return found

    def _offered(self) -> dict[str, Written]:
        """What the release offers, by name. Names that may mean several things are left out."""
        offered: dict[str, Written] = {}
        for module in public_names.modules(self._root, self._tree):
            for name in module.offers:
                found = list(self._project.definitions(f"{module.name}.{name}"))
                if len(found) == 1 and isinstance(found[0], Written) and not self._is_in_library(found[0]):
                    offered[f"{module.name}.{name}"] = found[0]
        return offered

    def _tree(self, name: str, file: Path) -> ast.Module | None:
        facts = self._project.facts(Module(name, file, file.name == "__init__.py"))
        return facts.tree if facts else None

    def _is_in_library(self, found: Meaning) -> bool:
        """Whether it is the standard library's own."""
        return isinstance(found, Written) and Path(found.home.source.filename).is_relative_to(self._roots[-1])

    def _ranked(self, names: Sequence[str]) -> tuple[str, ...]:
        """A name that is described by hand first, then the shortest."""
        by_hand = {name for name in names if name in self._owners or self._knows(name)}
        return tuple(sorted(names, key=lambda n: (n not in by_hand, n.count("."), len(n), n)))

    def _knows(self, name: str) -> bool:
        return self._knowledge.callable(name) is not None

    # -- describing --------------------------------------------------------------------------------------------

    def _described(self, callee: Written, names: tuple[str, ...]) -> Iterator[tuple[str, Table]]:
        """The entry of a function, or those of a class and its methods."""
        if isinstance(callee.definition, ast.ClassDef):
            yield from self._class(callee, names)
        elif not any(map(self._knows, names)):
            yield from self._function(callee, names)

    def _function(self, callee: Written, names: tuple[str, ...]) -> Iterator[tuple[str, Table]]:
        told = self._told(callee)
        table = self._framed(told or {"signature": "()"}, callee, names)
        if told or ("makes" in table and told_tables.keeps_parameters(callee)):
            yield names[0], table

    def _class(self, owner: Written, names: tuple[str, ...]) -> Iterator[tuple[str, Table]]:
        made = None if any(map(self._knows, names)) else self._told(owner)
        yield names[0], self._framed(made or {"signature": "()"}, owner, names)  # methods are looked up on its bases
        for name, method in self._methods(owner).items():
            if not any(self._knows(f"{own}.{name}") for own in names):
                yield from self._function(method, (f"{names[0]}.{name}",))

    def _methods(self, owner: Written) -> dict[str, Written]:
        """The public methods of a class, and those that it has from bases whose names are private."""
        found: dict[str, Written] = {}
        for base in self._own_bases(owner):
            if isinstance(base, Written) and self._name(base) is None:
                found = {**self._methods(base), **found}
        assert isinstance(owner.definition, ast.ClassDef)
        for statement in owner.definition.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and _is_offered(statement.name):
                found[statement.name] = Written(statement, owner.home, bound=True)
        return found

    def _own_bases(self, owner: Written) -> list[Meaning]:
        """The classes that a class names as its bases: definitions, where they can be seen."""
        bases = owner.home.callees.classes.bases(owner)
        return [self._named(base, found) for base in bases for found in resolved(owner, base) if found != owner]

    def _named(self, base: Meaning, found: Meaning) -> Meaning:
        """Of what is in the standard library the name that it is used by will do."""
        return base if self._is_in_library(found) else found

    def _bases(self, owner: Written) -> Iterator[str]:
        """The names of the nearest base classes that have public ones."""
        for base in self._own_bases(owner):
            name = self._name(base)
            if name is not None:
                yield name
            elif isinstance(base, Written):
                yield from self._bases(base)

    def _name(self, meaning: Meaning) -> str | None:
        """The public name of a class; none if it has none."""
        if isinstance(meaning, str):
            return meaning if "." in meaning else None
        name = self._canonical.get(_place(meaning), meaning.dotted)
        return None if any(part.startswith("_") or not part for part in name.split(".")) else name

    def _framed(self, table: Table, callee: Written, names: tuple[str, ...]) -> Table:
        """The table with what surrounds its fates: the result, other names, bases and where it was read."""
        found = dict(table)
        definition = callee.definition
        if isinstance(definition, ast.ClassDef):
            bases = list(dict.fromkeys(base for base in self._bases(callee) if base != names[0]))
            found |= {"bases": bases} if bases else {}
        elif not isinstance(definition, ast.Lambda) and definition.returns is not None:
            named = callee.home.callees.classes.annotated(definition.returns)
            made = [self._name(found) for meaning in named for found in resolved(callee, meaning)]
            if len(made) == 1 and made[0] is not None and not made[0].startswith(_PLAIN):
                found["makes"] = made[0]
        if len(names) > 1:
            found["aliases"] = [name for name in names[1:] if name == callee.dotted or name in names[1:_MOST_ALIASES]]
        found["source"] = self._path(callee)
        return found

    def _told(self, callee: Written) -> Table | None:
        try:
            return told_tables.table(callee, self._called)
        except RecursionError:
            return None

    def _path(self, callee: Written) -> str:
        file = Path(callee.home.source.filename)
        root = next(root for root in self._roots if file.is_relative_to(root))
        return f"{file.relative_to(root).as_posix()}:{callee.definition.lineno}"


def _by_place(offered: Mapping[str, Written]) -> list[list[str]]:
    """The names of each definition, file by file."""
    names: dict[Place, list[str]] = {}
    for name, found in offered.items():
        names.setdefault(_place(found), []).append(name)
    return [names[place] for place in sorted(names)]


def _place(found: Written) -> Place:
    return found.home.source.filename, found.definition.lineno


def _is_offered(method: str) -> bool:
    return not method.startswith("_") or method == "__call__"
