"""Which files may see a change in others: those that import what is changed, and those that import these, and so on.

A package that only hands a name on is passed through: who takes one name from it does not see all that it imports.
Names are looked for where any root might be, so that it need not be known from where a program is started.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from cellophane.source.reach.importing import STAR, Import, imports
from cellophane.workspace.packages import Directories

Changed = Mapping[str, frozenset[str] | None]
"""By file: the names that may mean another thing than before; none (`None`) if that can be any name."""

_COMMENT = r"#[^\n]*+"
_GAP = rf"(?:\s|\\\n|{_COMMENT})*+"
_WORD = re.compile(r"\w+")
_MODULE = (".py", ".pyi", ".pyw")
_PROJECT = frozenset({"pyproject.toml", "setup.py", "setup.cfg", ".git"})


_Dotted = tuple[str | None, tuple[str, ...]]
"""The directory that a relative name starts from, none for an absolute one, and its parts."""


_Rest = tuple[str, tuple[str, ...]]
"""A file, and what is left of a dotted name to be looked for in it."""


class _Use(NamedTuple):
    """What is taken from a file."""

    file: str
    name: str | None
    """Empty for the module alone; none (`None`) for all that it holds."""
    defined: bool
    """Whether the file may define it, rather than hand on what it takes from elsewhere."""


def dependents(changed: Changed, texts: Mapping[str, str]) -> frozenset[str]:
    """The files that may see the change, without those that are changed themselves.

    `texts` has those of all files of the project by their absolute paths; of a file that is changed, those of before
    and after, one behind the other.

    >>> texts = {"/p/a.py": "def f(): ...", "/p/b.py": "from a import f", "/p/c.py": "import b; b.f()"}
    >>> sorted(dependents({"/p/a.py": frozenset({"f"})}, texts))
    ['/p/b.py', '/p/c.py']
    """
    takers: dict[str, set[str]] = defaultdict(set)
    agenda = []
    for taker, uses in _Project(texts).uses():
        for use in uses:
            if use.file == taker:
                continue
            names = changed.get(use.file, frozenset())
            if use is _ANYTHING or names is None or use.name in names or (names and use.name is None):
                agenda.append(taker)
            elif use.defined:  # what it takes may see the change in another file
                takers[use.file].add(taker)
    return frozenset(_closure(agenda, takers)) - changed.keys()


def _in_full(use: _Use) -> _Use:
    """The same; of a module that stands alone nobody can tell what is taken from it."""
    return use if use.name != "" else _Use(use.file, None, True)


def _closure(start: Iterable[str], takers: Mapping[str, Iterable[str]]) -> set[str]:
    reached: set[str] = set()
    agenda = list(start)
    while agenda:
        file = agenda.pop()
        if file not in reached:
            reached.add(file)
            agenda += takers.get(file, ())
    return reached


class _File:
    """One text, as far as others can take something from it."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.imports, self._rest = imports(text)
        self._defined: dict[str, bool] = {}

    @cached_property
    def bound(self) -> Mapping[str, list[Import]]:
        """The imports by the names that they bind."""
        found: dict[str, list[Import]] = defaultdict(list)
        for each in self.imports:
            found[each.bound].append(each)
        return found

    def defines(self, name: str, is_submodule: bool) -> bool:
        """Whether it may bind a name otherwise than by an import, and than by being the package of a module."""
        if not (is_submodule or name in self.bound or "" in self.bound):
            return True
        if name not in self._defined:
            # Names in quotes are those in `__all__`.
            pattern = rf"(?<![\"'\w.]){name}(?![\"'\w])"
            self._defined[name] = name in self._rest and re.search(pattern, self._rest) is not None
        return self._defined[name]

    def chains(self, names: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Where one of the names stands: it, and what stands behind dots after it."""
        either = "|".join(sorted(names))
        chains = re.findall(rf"(?<![\w.])(?:{either})\b(?:{_GAP}\.{_GAP}\w+)*", self._rest) if either else ()
        for chain in set(chains):
            yield tuple(_WORD.findall(re.sub(_COMMENT, "", chain)))


class _Project:
    """Texts that import each other."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._files = {path: _File(path, text) for path, text in texts.items()}
        self._stems: dict[str, list[str]] = defaultdict(list)  # a stub may stand beside a file
        for path in texts:
            if path.endswith(_MODULE):
                self._stems[_stem(path)].append(path)
        self._modules = _modules(self._stems)
        self._found = lru_cache(maxsize=None)(self._searched)

    def uses(self) -> Iterator[tuple[str, set[_Use]]]:
        """What each file takes from others."""
        for path, file in self._files.items():
            taken: set[_Use] = set()
            modules: dict[str, list[_Dotted]] = defaultdict(list)
            below: dict[str, frozenset[_Use]] = defaultdict(frozenset)
            for each in file.imports:
                dotted = _base(path, each.level), each.parts
                found = self._found(*dotted)
                taken |= found
                # `import a.b` binds `a`, and may mean `a.c` later; `from a import b` may mean a module `b`.
                if each.bound and any(use.name == "" for use in found):
                    modules[each.bound].append((None, each.parts[:1]) if each.prefix else dotted)
                    below[each.bound] |= found if each.prefix else frozenset()
            for name, *attributes in file.chains(modules):
                for base, parts in modules[name]:
                    taken.update(map(_in_full, self._found(base, (*parts, *attributes))))
                if not attributes:  # `p = a` after `import a.b`: it may mean `a.b` by and by
                    taken.update(map(_in_full, below[name]))
            yield path, taken

    def _searched(self, base: str | None, parts: tuple[str, ...]) -> frozenset[_Use]:
        """All that a dotted name may mean, through whatever hands it on."""
        uses: set[_Use] = set()
        seen: set[_Rest] = set()
        agenda = self._nearest(base, parts, uses)
        while agenda:
            step = agenda.pop()
            if step in seen:
                continue
            if len(seen) == _MOST or len(step[1]) > _LONGEST:
                return frozenset([*uses, _ANYTHING])
            seen.add(step)
            path, rest = step
            uses.add(self._use(path, rest))
            bound = self._files[path].bound
            for each in bound.get(rest[0], ()) if rest else ():
                nearest = self._nearest(_base(path, each.level), each.parts, uses)
                agenda += ((other, (*left, *rest[1:])) for other, left in nearest)
            for each in bound.get("", ()) if rest else ():
                nearest = self._nearest(_base(path, each.level), each.parts[:-1], uses)
                agenda += ((other, (*left, *rest)) for other, left in nearest)
        return frozenset(uses)

    def _nearest(self, base: str | None, parts: tuple[str, ...], uses: set[_Use]) -> list[_Rest]:
        """The modules that are nearest to a dotted name, with what is left of it. The packages around them, which are
        asked on the way, are put among the `uses`."""
        nearest: list[_Rest] = []
        for size in range(len(parts), -1, -1):
            found = [(path, parts[size:]) for path in self._at(base, parts[:size])]
            if nearest:
                uses.update(self._use(*each) for each in found)
            else:
                nearest = found
        return nearest

    def _use(self, path: str, rest: tuple[str, ...]) -> _Use:
        if not rest:
            return _Use(path, "", False)
        if rest[0] == STAR:
            return _Use(path, None, True)
        is_submodule = os.path.join(_stem(path), rest[0]) in self._stems
        return _Use(path, rest[0], self._files[path].defines(rest[0], is_submodule))

    def _at(self, base: str | None, parts: tuple[str, ...]) -> Sequence[str]:
        if base is None:
            return self._modules.get(parts, ())
        return self._stems.get(os.path.join(base, *parts), ())


_LONGEST = 12
"""Parts of a dotted name: renamings in a circle make it longer with each round."""
_MOST = 500
"""Steps of one search, after which the name may mean anything."""
_ANYTHING = _Use("", None, True)


def _base(path: str, level: int) -> str | None:
    """The directory that a relative import starts from; none for an absolute one."""
    base = os.path.dirname(path)
    for _ in range(level - 1):
        base = os.path.dirname(base)
    return base if level else None


def _stem(path: str) -> str:
    stem = os.path.splitext(path)[0]
    return os.path.dirname(stem) if os.path.basename(stem) == "__init__" else stem


def _modules(stems: Mapping[str, Sequence[str]]) -> Mapping[tuple[str, ...], list[str]]:
    """The files by the dotted names that they have where imports may begin: in each directory that is no package."""
    directories = Directories()
    roots: dict[str, bool] = {}
    top = os.path.commonpath(stems) if stems else ""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for stem, paths in stems.items():
        root = stem
        parts: tuple[str, ...] = ()
        while root != (above := os.path.dirname(root)):
            root, parts = above, (os.path.basename(root), *parts)
            if root not in roots:
                roots[root] = _is_root(root, directories)
            if roots[root]:
                found[(parts[0].removesuffix("-stubs"), *parts[1:])] += paths
                if len(root) <= len(top):
                    break
    return found


def _is_root(directory: str, directories: Directories) -> bool:
    listing = directories[directory]
    return not {"__init__.py", "__init__.pyi"} & listing.files or bool(_PROJECT & (listing.files | listing.folders))
