"""The parts of a text that are sifted one by one: its outermost functions, and all the code around them.

Nothing is parsed: where functions begin and end is told by `source.text.blocks`, whose names are whose by the
compiler's symbol table (`tables`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from cellophane.source.sift import tables, tree
from cellophane.source.sift.needs import Needs
from cellophane.source.sift.outline import Outline
from cellophane.source.sift.tables import Table
from cellophane.source.text import parsing
from cellophane.source.text.blocks import FunctionText, functions, without_bodies

Rows = tuple[tuple[int, int], ...]
"""The first and the last row of each region, from 1."""
AROUND = (0, 0)
"""The code around functions, which is always read."""
_WORD = re.compile(r"\b(?:lambda|def|for)\b")
_DEFINED = re.compile(r"\bdef[ \t\\\n]+(\w+)")


def makes_closures(text: str, start: int = 0) -> bool:
    """Whether a word stands there that may make a closure: `def`, `lambda`, a `for` that begins no statement."""
    return any(word.group() != "for" or not _is_loop(text, word) for word in _WORD.finditer(text, start))


def _is_loop(text: str, word: re.Match[str]) -> bool:
    """Whether a `for` begins a statement, as its line looks: one in brackets may begin a line, and ends in no colon."""
    before = text[text.rfind("\n", 0, word.start()) + 1 : word.start()].strip()
    if before not in ("", "async"):
        return False
    end = text.find("\n", word.end())
    line = text[word.end() : end if end >= 0 else len(text)]
    return line.rstrip().endswith(":") or line.partition("#")[0].rstrip().endswith(":")


class Part:
    """One outermost function of a text, from its `def` to its end."""

    def __init__(self, text: str, place: FunctionText) -> None:
        """`text` is that of the file."""
        self._place = place
        self.text = text[place.header : place.end]

    @property
    def rows(self) -> tuple[int, int]:
        """Its first and its last row."""
        return self._place.row, self._place.last

    @property
    def name(self) -> str:
        """What its `def` calls it."""
        found = _DEFINED.search(self.text)
        return found[1] if found else ""

    @cached_property
    def has_closures(self) -> bool:
        """Whether a word stands in it that may make a closure: a second `def`, a `lambda`, a `for` in an expression."""
        return makes_closures(self.text, self.text.index("def") + 3)

    @cached_property
    def _alone(self) -> str:
        """The text of a module in which there is nothing else."""
        return f"if 1:\n{self.text}" if self._place.indentation else self.text

    @cached_property
    def _outline(self) -> Outline | None:
        try:
            return Outline(parsing.quietly(self._alone), self._alone)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def may_matter(self, needs: Needs) -> bool:
        """Whether it matters by itself to a rule that needs this, told from its tree."""
        return self._outline is None or tree.may_matter(self._outline, needs)

    @cached_property
    def table(self) -> Table | None:
        """Its symbols; none if they cannot be told."""
        found = tables.table(self._alone)
        return found.children[0] if found is not None and len(found.children) == 1 else None

    @cached_property
    def captured(self) -> set[str] | None:
        """The names of functions that functions in them capture; none if it cannot be told."""
        if not self.has_closures:
            return set()
        if self.table is None:
            return None
        return {name for one in tables.everywhere(self.table) for name in tables.captured(one)}


class Parts:
    """A whole text. `functions` is none where it cannot be told where they are."""

    def __init__(self, text: str) -> None:
        self.text = text if text.endswith("\n") else text + "\n"

    @cached_property
    def _places(self) -> tuple[FunctionText, ...] | None:
        return functions(self.text)

    @property
    def is_known(self) -> bool:
        """Whether it can be told where functions are."""
        return self._places is not None

    @cached_property
    def functions(self) -> tuple[Part, ...]:
        """Its outermost functions."""
        return tuple(Part(self.text, place) for place in self._places or ())

    @cached_property
    def top(self) -> str:
        """The code of the module and of classes, with the headers of functions, in the same number of rows."""
        return without_bodies(self.text, self._places or ())

    def mentioning(self, names: set[str]) -> Iterator[Part]:
        """The functions in whose text one of these names stands."""
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b") if names else None
        return (part for part in self.functions if pattern is not None and pattern.search(part.text))
