"""Reads the sources of one release, and describes as tables of knowledge what its public callables do with functions.

It decides which name an entry has, what a class inherits, and where an entry says that it comes from. What becomes of
an argument is for `told_tables`.
"""

from __future__ import annotations

import ast
import signal
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cellophane.source.definitions import Meaning, Written
from cellophane.source.imports import Defined, Library
from cellophane.source.knowledge import Knowledge
from cellophane.source.project import Project
from tools import public_names, told_tables
from tools.living_on import resolved
from tools.releases import Release

Table = dict[str, object]
Place = tuple[str, int]
"""A file and a line: which definition it is."""

_MOST_FILES = 150
"""Files with callables to describe, after which all that was found out about files is forgotten: memory is finite."""
_MOST_ALIASES = 6
_PATIENCE = 3.0
"""Seconds of processor time for one callable. All but one in a thousand take less than a tenth of that."""
_UNKNOWN_SIGNATURE = "(*args, **kwargs)"


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
        self._offers = self._offered()
        self._canonical = {offer.place: offer.names[0] for offer in self._offers}

    def tables(self) -> dict[str, Table]:
        """Every entry that can be told, by name."""
        found: dict[str, Table] = {}
        project, files = Project(self._roots, self._knowledge), set[str]()
        for offer in self._offers:
            files.add(offer.place[0])
            if len(files) > _MOST_FILES:
                project, files = Project(self._roots, self._knowledge), {offer.place[0]}
            for meaning in project.definitions(offer.names[0]):
                if isinstance(meaning, Written):
                    found |= self._described(meaning, offer.names)
        return found

    def _offered(self) -> list[_Offer]:
        """The definitions that the release offers, file by file. Names that may mean several are left out."""
        library = Library(self._roots)
        names: dict[Place, set[str]] = {}
        for module in public_names.modules(self._root):
            for name in module.offers:
                found = library.definitions(f"{module.name}.{name}")
                if len(found) == 1 and isinstance(found[0], Defined) and self._is_read(found[0]):
                    place = str(found[0].module.path), getattr(found[0].node, "lineno", 0)
                    names.setdefault(place, set()).add(f"{module.name}.{name}")
        return [_Offer(place, self._ranked(names[place])) for place in sorted(names)]

    def _is_read(self, found: Defined) -> bool:
        """Whether it is a definition in the release itself, or in a package that it requires."""
        defined = isinstance(found.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        return defined and not found.module.path.is_relative_to(self._roots[-1]) and found.module.path.suffix == ".py"

    def _ranked(self, names: set[str]) -> tuple[str, ...]:
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
            table = _told(callee)
            if table is not None and len(table) > 1:
                yield names[0], self._framed(table, callee, names)

    def _class(self, owner: Written, names: tuple[str, ...]) -> Iterator[tuple[str, Table]]:
        if not any(map(self._knows, names)):
            made = _told(owner) or {"signature": _UNKNOWN_SIGNATURE}
            yield names[0], self._framed(made, owner, names)
        for name, method in self._methods(owner).items():
            table = _told(method)
            known = any(self._knows(f"{own}.{name}") for own in names)
            if table is not None and len(table) > 1 and not known:
                yield f"{names[0]}.{name}", self._framed(table, method, ())

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
        return [found for base in bases for found in resolved(owner, base) if found != owner]

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
        place = meaning.home.source.filename, meaning.definition.lineno
        name = self._canonical.get(place, meaning.dotted)
        return None if any(part.startswith("_") or not part for part in name.split(".")) else name

    def _framed(self, table: Table, callee: Written, names: tuple[str, ...]) -> Table:
        """The table with what surrounds its fates: the result, other names, bases and where it was read."""
        found = dict(table)
        definition = callee.definition
        if isinstance(definition, ast.ClassDef):
            found["bases"] = list(dict.fromkeys(b for b in self._bases(callee) if b != names[0]))
        elif definition.returns is not None:
            named = callee.home.callees.classes.annotated(definition.returns)
            made = [self._name(found) for meaning in named for found in resolved(callee, meaning)]
            if len(made) == 1 and made[0] is not None and not made[0].startswith("builtins."):
                found["makes"] = made[0]
        aliases = [name for name in names[1:] if name == callee.dotted or name in names[1:_MOST_ALIASES]]
        if aliases:
            found["aliases"] = aliases
        if not found.get("bases", True):
            del found["bases"]
        found["source"] = f"read: {self._release.name} {self._release.version}, {self._path(callee)}"
        return found

    def _path(self, callee: Written) -> str:
        file = Path(callee.home.source.filename)
        root = next(root for root in self._roots if file.is_relative_to(root))
        return f"{file.relative_to(root).as_posix()}:{callee.definition.lineno}"


def _told(callee: Written) -> Table | None:
    """The table of a callable; none if it cannot be told in reasonable time, or is nested too deeply.

    A few callables stand amid hundreds that all hand on to each other: compilers of queries, visitors of trees.
    """
    previous = signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, _PATIENCE)
    try:
        return told_tables.table(callee)
    except (TimeoutError, RecursionError):
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def _give_up(*_: object) -> None:
    raise TimeoutError


def _is_offered(method: str) -> bool:
    return not method.startswith("_") or method == "__call__"
