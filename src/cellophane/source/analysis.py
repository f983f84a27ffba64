"""The files that a checked file can reach by its imports, each read when somebody asks what is in it.

Where a dotted name is defined is for `imports` to say; this module keeps the facts of the files where definitions are.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from cellophane.source.facts import Facts
from cellophane.source.knowledge import Knowledge, load
from cellophane.source.meaning.definitions import Home, Meaning, Written
from cellophane.source.modules.imports import Defined, Library, Module
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Definition
from cellophane.workspace.environment import environment, roots_of

_LARGEST = 2_000_000
"""Characters. Larger files are tables of data; following a function into one of them would cost more than it tells."""


_MOST = 300
"""Files whose facts are kept at a time: trees are large, and most files are asked about by their neighbours."""


def around(path: Path, knowledge: Sequence[Path] = (), python: Path | None = None) -> Project:
    """The project that a file belongs to, with the packages of its environment.

    `knowledge` are files beside cellophane's own; `python` names the environment, as `environment` takes it.
    """
    return _in_directory(Path(os.path.dirname(os.path.abspath(path))), tuple(knowledge), python)


@lru_cache(maxsize=1024)
def _in_directory(directory: Path, knowledge: tuple[Path, ...], python: Path | None) -> Project:
    roots = roots_of(directory / "__init__.py")
    return _with_roots((*roots, *environment(python, directory)), knowledge)


@lru_cache(maxsize=1)  # files come in the order of their directories
def _with_roots(roots: tuple[Path, ...], knowledge: tuple[Path, ...]) -> Project:
    return Project(roots, load(knowledge))


class Project:
    """Facts of many files, made on demand and kept for a while."""

    def __init__(self, roots: Sequence[Path], knowledge: Knowledge) -> None:
        self._roots = tuple(roots)
        self._knowledge = knowledge
        self._forget()

    def _forget(self) -> None:
        self._library = Library(self._roots)
        self._facts: dict[Path, Facts | None] = {}

    def facts_of(self, source: Source, tree: ast.Module) -> Facts:
        """The facts of a file that is checked: of its text as it is given, which need not be that on disk."""
        if len(self._facts) > _MOST:
            self._forget()
        module = self._library.module_at(Path(source.filename))
        read = self._library.source(module) if module.path in self._facts else None
        if read is not None and read.text == source.text:  # others have imported it: let there be one tree
            tree = self._library.tree(module) or tree
        return self._new(module, source, tree)

    def _new(self, module: Module, source: Source, tree: ast.Module) -> Facts:
        return Facts(source, tree, self._knowledge, _View(self, module), module.name)

    def facts(self, module: Module) -> Facts | None:
        """The facts of a module; none if it cannot be read."""
        if module.path not in self._facts:
            self._facts[module.path] = None
            source, tree = self._library.source(module), self._library.tree(module)
            if source is not None and tree is not None and len(source.text) <= _LARGEST:
                self._facts[module.path] = self._new(module, source, tree)
        return self._facts[module.path]

    def definitions(self, dotted: str) -> Iterator[Meaning]:
        """What a dotted name means: definitions, or names of libraries that cannot be read."""
        for found in self._library.definitions(dotted):
            if not isinstance(found, Defined):
                yield found.dotted
            elif isinstance(found.node, Definition):
                home = self.facts(found.module)
                if home is not None:
                    yield Written(found.node, home)
            else:
                home = self.facts(found.module)
                yield from home.callees.meanings(found.node) if home is not None else ()

    def values(self, dotted: str) -> Iterator[tuple[ast.expr, Home]]:
        """The expressions that are assigned to a name of a module."""
        for found in self._library.definitions(dotted):
            if isinstance(found, Defined) and not isinstance(found.node, Definition):
                home = self.facts(found.module)
                if home is not None:
                    yield found.node, home

    def absolute(self, module: Module, statement: ast.ImportFrom, alias: ast.alias) -> str | None:
        """The absolute name that a relative import means in a module."""
        return self._library.resolve_import(module, statement, alias)


class _View:
    """The project as one of its modules sees it."""

    def __init__(self, project: Project, module: Module) -> None:
        self._module = module
        self._project = project
        self.consulted = False

    def definitions(self, dotted: str) -> Iterator[Meaning]:
        self.consulted = True
        return self._project.definitions(dotted)

    def values(self, dotted: str) -> Iterator[tuple[ast.expr, Home]]:
        self.consulted = True
        return self._project.values(dotted)

    def absolute(self, statement: ast.ImportFrom, alias: ast.alias) -> str | None:
        self.consulted = True
        return self._project.absolute(self._module, statement, alias)
