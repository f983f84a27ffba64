"""The files that a checked file can reach by its imports, each read when somebody asks what is in it.

Where a dotted name is defined is for `imports` to say; this module keeps the facts of the files where definitions are.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from weakref import WeakValueDictionary

from cellophane.source.facts import Facts
from cellophane.source.fixpoint import Recursion
from cellophane.source.flow.layout import Layout
from cellophane.source.following.summaries import answers
from cellophane.source.knowledge import Knowledge
from cellophane.source.meaning.definitions import Around, Home, Meaning, Written
from cellophane.source.modules.files import Module
from cellophane.source.modules.imports import Defined, Library
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Definition
from cellophane.workspace.disk import Disk

_LARGEST = 2_000_000
"""Characters. Larger files are tables of data; following a function into one of them would cost more than it tells."""


_MOST = 1_000_000
"""Characters of files that are kept: their trees, and what was found out about them, take about fifty times as much."""
_MOST_NAMES = 20_000
"""Dotted names whose meaning is kept. Each prefix of an import that somebody types is one."""


class Project:
    """Facts of many files, made on demand and kept for a while."""

    def __init__(self, roots: Sequence[Path], knowledge: Knowledge, disk: Disk | None = None) -> None:
        self._knowledge = knowledge
        self._library = Library(roots, disk or Disk())
        self._recursion = Recursion()
        self._answers = answers()
        self._facts: dict[Path, Facts | None] = {}
        """Of files that others import. Those of a file that is checked are kept by who checks it."""
        self._layouts: WeakValueDictionary[Path, Layout] = WeakValueDictionary()
        self._imported: dict[Path, Layout] = {}
        """Of the same files, also when their facts are forgotten because of another file."""
        self._checked: dict[Path, set[Hashable]] = {}
        """What was checked, the latest last, and on what each rested when that was forgotten."""

    def forget_places(self) -> None:
        """Files have come or gone: find out anew which modules there are, and all that may rest on that."""
        self._library.forget_places()
        self._facts.clear()

    def forget(self, path: Path) -> None:
        """Read a file anew when it is asked for, and find out anew all that may rest on it."""
        self._note_what_is_checked(path)
        gone = self._library.forget(path)
        self._imported.pop(path, None)
        if gone is None:
            self._facts.clear()
        self._drop(gone or ())

    def read_wholly(self, path: Path) -> None:
        """Leave nothing of a file unread from now on, and find out anew all that may rest on it."""
        self._library.read_wholly(path)
        self.forget(path)

    def _note_what_is_checked(self, changed: Path) -> None:
        """Remember on what the files rest that will have to be checked again; a broken one rests on nothing for now."""
        dependence = self._library.dependence
        for one in dependence.resting_on(changed):
            if isinstance(one, Path) and one in self._checked and len(found := dependence.holding_up([one])) > 1:
                self._checked[one] = found

    def _drop(self, gone: Iterable[Hashable]) -> None:
        for one in gone:
            if isinstance(one, Path):
                self._facts.pop(one, None)

    def facts_of(
        self, source: Source, tree: ast.Module | None = None, rows: Iterable[tuple[int, int]] | None = None
    ) -> Facts:
        """The facts of a file that is checked: of its text as it is given, which need not be that on disk.

        `tree` is that of the text, if somebody has parsed it; `rows` are what is asked about. Raises `Unreadable` for
        text that is no Python.
        """
        self._make_room()
        module = self._library.module_at(Path(source.filename))
        self._checked[module.path] = self._checked.pop(module.path, set())
        whole = self._library.one_tree(module.path, source, lambda: tree or source.parse())
        return self._new(module, source, whole, rows)

    def _make_room(self) -> None:
        """Forget the files that only those rest on which were checked long ago, once there are too many."""
        if self._library.size <= _MOST and self._library.looked_up <= _MOST_NAMES:
            return
        kept: set[Hashable] = set()
        checked, self._checked = self._checked, {}
        for path, before in reversed(checked.items()):
            more = kept | self._library.dependence.holding_up([path, *before])
            if kept and sum(map(self._library.size_of, more)) > _MOST // 2:
                break
            kept = more
            self._checked = {path: before, **self._checked}
        gone = self._library.forget_all_but(kept)
        self._drop(gone)
        self._imported = {path: layout for path, layout in self._imported.items() if path in kept}

    def _new(
        self, module: Module, source: Source, tree: ast.Module, rows: Iterable[tuple[int, int]] | None = None
    ) -> Facts:
        layout = self._layouts.get(module.path)
        if layout is None or layout.tree is not tree:
            layout = self._layouts[module.path] = Layout(tree)
        around = Around(self._knowledge, self._recursion, _View(self, module))
        return Facts(source, layout, around, self._answers, module.name, rows)

    def facts(self, module: Module) -> Facts | None:
        """The facts of a module; none if it cannot be read."""
        if module.path not in self._facts:
            self._facts[module.path] = None
            source, tree = self._library.source(module), self._library.tree(module)
            if source is not None and tree is not None and len(source.text) <= _LARGEST:
                facts = self._facts[module.path] = self._new(module, source, tree)
                self._imported[module.path] = facts.layout
        return self._facts[module.path]

    def rests_on(self, path: Path) -> set[Path]:
        """The other files on which rests what was told of a file, when that was asked last."""
        found = self._library.dependence.holding_up([path])
        return {one for one in found if isinstance(one, Path)} - {path}

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

    def note(self, module: Module, dotted: str) -> None:
        """Write down that what is known of a module rests on what a dotted name means."""
        self._library.dependence.note(module.path, self._library.question(dotted))


class _View:
    """The project as one of its modules sees it."""

    def __init__(self, project: Project, module: Module) -> None:
        self._module = module
        self._project = project
        self.consulted = False

    def definitions(self, dotted: str) -> Iterator[Meaning]:
        self.consulted = True
        self._project.note(self._module, dotted)
        return self._project.definitions(dotted)

    def values(self, dotted: str) -> Iterator[tuple[ast.expr, Home]]:
        self.consulted = True
        self._project.note(self._module, dotted)
        return self._project.values(dotted)

    def absolute(self, statement: ast.ImportFrom, alias: ast.alias) -> str | None:
        self.consulted = True
        return self._project.absolute(self._module, statement, alias)
