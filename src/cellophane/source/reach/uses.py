"""What one file takes from others, told from their texts.

A package that only hands a name on is passed through: who takes one name from it does not see all that it imports.
Names are looked for where any root might be, so that it need not be known from where a program is started.
"""

from __future__ import annotations

import os
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from cellophane.source.reach.importing import STAR, Import, imports
from cellophane.source.reach.places import Places, stem

_COMMENT = r"#[^\n]*+"
_GAP = rf"(?:\s|\\\n|{_COMMENT})*+"
_WORD = re.compile(r"\w+")

_Dotted = tuple[str | None, tuple[str, ...]]
"""The directory that a relative name starts from, none for an absolute one, and its parts."""
_Rest = tuple[str, tuple[str, ...]]
"""A file, and what is left of a dotted name to be looked for in it."""


class Use(NamedTuple):
    """What is taken from a file."""

    file: str
    name: str | None
    """Empty for the module alone; `*` for all that is named in the taker; none (`None`) for all that it holds."""
    defined: bool
    """Whether the file may define it, rather than hand on what it takes from elsewhere."""


ANYTHING = Use("", None, True)
"""A search was given up: it may be anything."""
_LONGEST = 12
"""Parts of a dotted name: renamings in a circle make it longer with each round."""
_MOST = 500
"""Steps of one search, after which the name may mean anything."""


class File:
    """One text, as far as others can take something from it. Its imports are kept, and the rest of it is packed."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.imports, self._open = imports(text)
        self._packed = zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
        self._defined: dict[str, bool] = {}

    @property
    def text(self) -> str:
        """What is in it."""
        return zlib.decompress(self._packed).decode("utf-8", "surrogatepass")

    @property
    def _rest(self) -> str:
        """The text without its imports."""
        if not self._open:
            self._open = imports(self.text)[1]
        return self._open

    def close(self) -> None:
        """Keep nothing that the packed text tells as well."""
        self._open = ""

    @cached_property
    def bound(self) -> Mapping[str, list[Import]]:
        """The imports by the names that they bind."""
        found: dict[str, list[Import]] = defaultdict(list)
        for each in self.imports:
            found[each.bound].append(each)
        return dict(found)

    @cached_property
    def parts(self) -> frozenset[str]:
        """The words in what it imports."""
        return frozenset(part for each in self.imports for part in each.parts)

    def defines(self, name: str, is_submodule: bool) -> bool:
        """Whether it may bind a name otherwise than by an import, and than by being the package of a module."""
        return not (is_submodule or name in self.bound or "" in self.bound) or self._mentions(name)

    def _mentions(self, name: str) -> bool:
        if name not in self._defined:
            # Names in quotes are those in `__all__`.
            pattern = rf"(?<![\"'\w.]){name}(?![\"'\w])"
            self._defined[name] = name in self._rest and re.search(pattern, self._rest) is not None
        return self._defined[name]

    def names_one(self, names: Iterable[str]) -> bool:
        """Whether one of these names stands in it, be it in a string."""
        words = frozenset(_WORD.findall(self.text))
        return not words.isdisjoint(names)

    def hands_on_as(self, other: File) -> bool:
        """Whether those who take from it, as they are known to the other one, would take the same from that."""
        return self.imports == other.imports and all(
            self._mentions(name) == known for name, known in other._defined.items()
        )

    def chains(self, names: Iterable[str]) -> set[tuple[str, ...]]:
        """Where one of the names stands: it, and what stands behind dots after it."""
        either = "|".join(sorted(names))
        chains = re.findall(rf"(?<![\w.])(?:{either})\b(?:{_GAP}\.{_GAP}\w+)*", self._rest) if either else ()
        return {tuple(_WORD.findall(re.sub(_COMMENT, "", chain))) for chain in chains}


class Searches:
    """Looks up what names mean, and remembers it: one serves as long as the files stay as they are."""

    def __init__(self, file: Callable[[str], File], places: Places) -> None:
        self._file = file
        self._places = places
        self._found = lru_cache(maxsize=None)(self._searched)

    def uses(self, path: str) -> tuple[set[Use], frozenset[str]]:
        """What a file takes from others, and the words that were looked up for that."""
        file = self._file(path)
        taken: set[Use] = set()
        modules: dict[str, list[_Dotted]] = defaultdict(list)
        below: dict[str, frozenset[Use]] = defaultdict(frozenset)
        for each in file.imports:
            dotted = _base(path, each.level), each.parts
            found = self._found(*dotted)
            taken |= found
            # `import a.b` binds `a`, and may mean `a.c` later; `from a import b` may mean a module `b`.
            if each.bound and any(use.name == "" for use in found):
                modules[each.bound].append((None, each.parts[:1]) if each.prefix else dotted)
                below[each.bound] |= found if each.prefix else frozenset()
        chains = file.chains(modules)
        for name, *attributes in chains:
            for base, parts in modules[name]:
                taken.update(map(_in_full, self._found(base, (*parts, *attributes))))
            if not attributes:  # `p = a` after `import a.b`: it may mean `a.b` by and by
                taken.update(map(_in_full, below[name]))
        return taken, file.parts.union(*chains)

    def _searched(self, base: str | None, parts: tuple[str, ...]) -> frozenset[Use]:
        """All that a dotted name may mean, through whatever hands it on."""
        uses: set[Use] = set()
        seen: set[_Rest] = set()
        agenda = self._nearest(base, parts, uses)
        while agenda:
            step = agenda.pop()
            if step in seen:
                continue
            if len(seen) == _MOST or len(step[1]) > _LONGEST:
                return frozenset([*uses, ANYTHING])
            seen.add(step)
            path, rest = step
            uses.add(self._use(path, rest))
            agenda += self._handed_on(path, rest, uses)
        return frozenset(uses)

    def _handed_on(self, path: str, rest: tuple[str, ...], uses: set[Use]) -> Iterator[_Rest]:
        """Where a file may have a name from."""
        bound = self._file(path).bound
        for each in bound.get(rest[0], ()) if rest else ():
            nearest = self._nearest(_base(path, each.level), each.parts, uses)
            yield from ((other, (*left, *rest[1:])) for other, left in nearest)
        for each in bound.get("", ()) if rest else ():
            nearest = self._nearest(_base(path, each.level), each.parts[:-1], uses)
            yield from ((other, (*left, *rest)) for other, left in nearest)

    def _nearest(self, base: str | None, parts: tuple[str, ...], uses: set[Use]) -> list[_Rest]:
        """The modules that are nearest to a dotted name, with what is left of it. The packages around them, which are
        asked on the way, are put among the `uses`."""
        nearest: list[_Rest] = []
        for size in range(len(parts), -1, -1):
            found = [(path, parts[size:]) for path in self._places.at(base, parts[:size])]
            if nearest:
                uses.update(self._use(*each) for each in found)
            else:
                nearest = found
        return nearest

    def _use(self, path: str, rest: tuple[str, ...]) -> Use:
        if not rest:
            return Use(path, "", False)
        if rest[0] == STAR:
            return Use(path, STAR, True)
        is_submodule = bool(self._places.at(stem(path), (rest[0],)))
        return Use(path, rest[0], self._file(path).defines(rest[0], is_submodule))


def _in_full(use: Use) -> Use:
    """The same; of a module that stands alone nobody can tell what is taken from it."""
    return use if use.name != "" else Use(use.file, None, True)


def _base(path: str, level: int) -> str | None:
    """The directory that a relative import starts from; none for an absolute one."""
    base = os.path.dirname(path)
    for _ in range(level - 1):
        base = os.path.dirname(base)
    return base if level else None
