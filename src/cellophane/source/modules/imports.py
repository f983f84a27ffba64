"""Where a dotted name is defined, without importing anything.

It follows imports, re-exports, star imports and plain renamings (`f = module.g`) through any number of modules, to
the `def`, `class` or value at their end; all of them, where a name is bound differently on different
branches. It does not look into classes or objects, nor at what decorators make of a definition. What a project's
roots are is for `environment`, which file a module is for `packages`.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cellophane.source.modules import verdicts
from cellophane.source.modules.files import Module, Modules
from cellophane.source.modules.toplevel import TopBinding, TopLevel
from cellophane.source.tree.bodies import Definition

_LONGEST = 32
"""Parts of a name. `f = m.f.g` in a module that imports itself as `m` makes them more with each step."""
_MOST = 20_000
"""Names that one search visits before it gives up."""


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition in a source file."""

    module: Module
    node: Definition | ast.expr
    """An expression: the value that is assigned to the name, evaluated at that module's top level."""


@dataclass(frozen=True, slots=True)
class External:
    """A name that is defined where nobody can look: in a module that is missing, compiled or not to be parsed, or by a
    statement that does not tell what it binds (a loop, unpacking, a module's `__getattr__`)."""

    dotted: str
    """As far as it could be followed: `pytest.raises`."""


Answer = Defined | External


class Library(Modules):
    """The modules below some roots. No question raises; what cannot be read is as if it were not there.

    `roots` are searched in order, as `sys.path` is. Files are read when they are asked for, and once.

    >>> import os
    >>> library = Library([Path(os.__file__).parent])
    >>> [found] = library.definitions("json.dumps")
    >>> found.module.name, found.node.name
    ('json', 'dumps')
    >>> library.definitions("not_installed.sort")
    (External(dotted='not_installed.sort'),)
    """

    def definitions(self, dotted: str) -> tuple[Answer, ...]:
        """What a dotted name may mean, in the order of the text: more than one where branches differ.

        Nothing for modules, members of classes, attributes of objects, and names that their module does not bind.
        """
        key = self.question(dotted)
        return self._recursion.ask(key, lambda: _Search(self, key).run(tuple(dotted.split("."))), self._known)

    def question(self, dotted: str) -> Hashable:
        """By what it is told in `dependence` on which files the meaning of a dotted name rests."""
        return "found", dotted

    def resolve_import(self, module: Module, statement: ast.ImportFrom, alias: ast.alias) -> str | None:
        """The absolute dotted name that `from ..x import y` means in a module.

        None if that leads out of the topmost package, or if the module's own name is not known.
        """
        origin = self.origin(module, statement)
        return None if origin is None else f"{origin}.{alias.name}"

    def origin(self, module: Module, statement: ast.ImportFrom) -> str | None:
        """The absolute name of the module that a `from … import` imports from, or none."""
        if not statement.level:
            return statement.module
        parts = module.name.split(".") if module.name else []
        keep = len(parts) + module.is_package - statement.level
        if keep <= 0:
            return None
        return ".".join([*parts[:keep], *([statement.module] if statement.module else [])])

    def exports(self, module: Module, name: str, asker: Hashable) -> bool:
        """Whether `from module import *` may take a name along. `asker` is what rests on the answer."""
        key = "starred", module.path
        self.dependence.note(asker, key)
        known = self._recursion.ask(key, lambda: (self._taken(module, key),), self._known)
        starred = known[0] if known else _Starred(anything=True)  # an `__all__` that asks for itself
        return starred.anything or name in starred.names or (starred.public and not name.startswith("_"))

    def _taken(self, module: Module, asker: Hashable) -> _Starred:
        names: set[str] = set()
        public = False
        agenda, seen = [module], {module.path}
        while agenda:
            current = agenda.pop()
            self.dependence.note(asker, current.path)
            top = self.top(current)
            listed = top.listed() if top else None
            if listed is None:
                public = True
                continue
            names |= listed.names
            others = [_Search(self, asker).modules(current, parts) for parts in listed.modules]
            if not listed.complete or not all(others):
                return _Starred(anything=True)
            new = [other for found in others for other in found if other.path not in seen]
            seen |= {other.path for other in new}
            agenda += new
        return _Starred(frozenset(names), public)


@dataclass(frozen=True, slots=True)
class _Starred:
    """What a star import takes along."""

    names: frozenset[str] = frozenset()
    public: bool = False
    """Every name without a leading underscore."""
    anything: bool = False
    """Nobody can tell."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A name, or a name in a name, still to be looked up in a module."""

    module: Module
    parts: tuple[str, ...]
    otherwise: Answer | None = None
    """What is known if the module says nothing."""
    row: int | None = None
    """Where the module uses the name itself; none: it is used from outside, when the module has run."""
    starred: bool = False
    """Whether the name may come from the module by a star: then it is there, or it is not meant."""

    @property
    def external(self) -> External:
        """What to say of a name that leads nowhere."""
        return External(".".join((self.module.name, *self.parts)))


class _Search:
    """One search. It visits every name of every module once, so that cycles end; it keeps a list of what to visit and
    does not recurse, so that chains of re-exports may be of any length. `asker` is what rests on the answer."""

    def __init__(self, library: Library, asker: Hashable) -> None:
        self._library = library
        self._asker = asker
        self._agenda: list[_Step | Answer] = []
        self._seen: set[tuple[Path, tuple[str, ...], int | None]] = set()
        self._later: list[_Step] = []
        """Names that are bound, but may lead nowhere but to the submodule of that name."""
        self._found: dict[Answer, None] = {}
        self._weak: dict[Answer, None] = {}
        """What is known if nothing better is found."""
        self._modules: list[Module] = []

    def run(self, parts: tuple[str, ...]) -> tuple[Answer, ...]:
        if not all(part.isidentifier() for part in parts):
            return ()
        # `import a.b` and `from a.b import c` find the module `a.b`, whatever `a` calls `b`.
        self._drain(self._entry(".".join(parts[:-1]) or parts[0], parts[-1:] if len(parts) > 1 else ()))
        if not self._found and len(parts) > 2 and (first := self._library.module(parts[0])):
            self._drain([_Step(first, parts[1:])])
        return tuple(self._found or self._weak)

    def modules(self, module: Module, parts: tuple[str, ...]) -> list[Module]:
        """The modules that a dotted name in a module may stand for."""
        self._drain([_Step(module, parts)])
        return [] if self._found else self._modules

    def _drain(self, start: Iterable[_Step | Answer]) -> None:
        self._agenda += filter(self._is_new, start)
        while self._agenda:
            item = self._agenda.pop()
            if isinstance(item, _Step):
                self._agenda += reversed([new for new in self._visit(item) if self._is_new(new)])
            else:
                self._found[item] = None
            if not self._agenda and not self._found:
                later, self._later = self._later, []
                self._agenda += [sub for step in later if (sub := self._submodule(step))]

    def _is_new(self, item: _Step | Answer) -> bool:
        if not isinstance(item, _Step):
            return True
        if len(item.parts) > _LONGEST or len(self._seen) > _MOST:
            self._found[item.otherwise or item.external] = None
            return False
        key = item.module.path, item.parts, item.row
        new = key not in self._seen
        self._seen.add(key)
        return new

    def _entry(self, dotted: str, parts: tuple[str, ...], otherwise: Answer | None = None) -> Iterator[_Step | Answer]:
        """The way on from the import of a module, or from the nearest package that is there: `os.path` is no module
        in a package, but a name in `os`."""
        names = dotted.split(".")
        for length in range(len(names), 0, -1):
            module = self._library.module(".".join(names[:length]))
            if module is not None:
                if length < len(names) and otherwise:
                    self._weak[otherwise] = None
                yield _Step(module, (*names[length:], *parts), otherwise)
                return
        yield External(".".join((*names, *parts)))

    def _visit(self, step: _Step) -> Iterator[_Step | Answer]:
        if not step.parts:
            self._modules.append(step.module)
            return
        self._library.dependence.note(self._asker, step.module.path)
        top = self._library.top(step.module)
        bindings = top.bindings(step.parts[0], step.row) if top else ()
        for bound in bindings:
            yield from self._follow(step, bound)
        if bindings:
            self._later.append(step)
        stars = top.stars_over(bindings) if top else ()
        if not bindings and self._is_imported_by(step, stars):
            yield self._submodule(step) or step.otherwise or step.external
            return
        for star in stars:
            yield from self._star(step, star)
        if not bindings:
            yield from self._unbound(step, top, bool(stars))

    def _follow(self, step: _Step, bound: TopBinding) -> Iterator[_Step | Answer]:
        module, rest, node = step.module, step.parts[1:], bound.node
        if isinstance(node, ast.alias):
            yield from self._imported(step, bound.statement, node)
        elif node is None:
            yield step.external
        elif not isinstance(node, Definition) and (names := verdicts.dotted(node)):
            yield _Step(module, (*names, *rest), step.otherwise if rest else Defined(module, node), bound.row)
        elif not rest:
            yield Defined(module, node)
        elif isinstance(step.otherwise, Defined):  # `f = Class.method`: the member is for others, the value stands
            yield step.otherwise

    def _imported(self, step: _Step, statement: ast.stmt, alias: ast.alias) -> Iterator[_Step | Answer]:
        rest = step.parts[1:]
        if isinstance(statement, ast.ImportFrom):
            origin, rest = self._library.origin(step.module, statement), (alias.name, *rest)
        else:
            origin = alias.name if alias.asname else alias.name.partition(".")[0]
        if origin is None:
            yield step.external
            return
        assigned = step.otherwise if isinstance(step.otherwise, Defined) else None
        yield from self._entry(origin, rest, assigned or External(".".join((origin, *rest))))

    def _star(self, step: _Step, star: ast.ImportFrom) -> Iterator[_Step | Answer]:
        origin = self._library.origin(step.module, star)
        if origin is None:
            return
        module = self._library.module(origin)
        if module is not None and self._has_tree(module):
            if self._library.exports(module, step.parts[0], self._asker):
                yield _Step(module, step.parts, starred=True)
        elif not step.parts[0].startswith("_"):
            yield from self._entry(origin, step.parts, External(".".join((origin, *step.parts))))

    def _has_tree(self, module: Module) -> bool:
        self._library.dependence.note(self._asker, module.path)
        return self._library.tree(module) is not None

    def _unbound(self, step: _Step, top: TopLevel | None, starred: bool) -> Iterator[_Step | Answer]:
        """The ways that are left to a name which its module does not bind itself."""
        submodule = self._submodule(step)
        if submodule is not None:
            yield submodule
        elif top is None:
            yield step.otherwise or step.external
        elif step.row is not None and hasattr(builtins, step.parts[0]):
            yield External(".".join(("builtins", *step.parts)))
        elif (lazy := top.lazily(step.parts[0])) is not None:
            self._weak[step.external] = None
            for statement, alias in lazy:
                yield from self._imported(step, statement, alias)
        elif top.replacement is not None and step.row is None:
            self._weak[step.external] = None
            names = verdicts.dotted(top.replacement.value)
            if names:
                yield _Step(step.module, (*names, *step.parts), step.otherwise, top.replacement.lineno)
        elif step.otherwise is not None and not starred:
            yield step.otherwise
        elif step.otherwise is not None or (self._is_package(step) and not step.starred):
            # It may come with a star, or be a submodule that is built on installation or made by an import hook.
            self._weak[step.otherwise or step.external] = None

    def _is_package(self, step: _Step) -> bool:
        """Whether the first part may be a module in a package, as seen from outside."""
        return len(step.parts) > 1 and step.module.is_package and step.row is None

    def _is_imported_by(self, step: _Step, stars: Iterable[ast.ImportFrom]) -> bool:
        """Whether the first part is a submodule that one of these imports: `from .base import *` in a package binds
        `base` as well, also where `base` cannot be read. Else the name would be looked for in `base`, as
        `base.base`, and so on."""
        name = f"{step.module.name}.{step.parts[0]}"
        origins = (self._library.origin(step.module, star) for star in stars)
        return step.module.is_package and any(f"{origin}.".startswith(f"{name}.") for origin in origins)

    def _submodule(self, step: _Step) -> _Step | None:
        if not step.module.is_package or not step.module.name:
            return None
        name, *rest = step.parts
        module = self._library.module(f"{step.module.name}.{name}")
        return None if module is None else _Step(module, tuple(rest), step.otherwise)
