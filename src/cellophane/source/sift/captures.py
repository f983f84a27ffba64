"""Which names of a piece of text are bound there and read in functions within it, as Python's own symbol table says.

That is made in C, without a tree for us to walk, in two thirds of the time that parsing takes.
"""

from __future__ import annotations

import _symtable  # type: ignore[import-not-found]
import re
import sys

from cellophane.source.sift import tables
from cellophane.source.sift.tables import Table

_MANGLED = re.compile(r"(?<!\w)_[^\W_]\w*?__\w")
"""A name as a class makes it of a private one: it may be bound under another spelling."""
_GLOBAL = re.compile(r"[\n;:] *+global\b")
_BEGINNING = re.compile(r"( *+)(@|elif\b)")
"""What begins a logical line that is no statement by itself."""
_TARGET = re.compile(r"\bfor\b(.*?)\bin\b", re.DOTALL)
_NAME = re.compile(r"\w+")
_LISTS = frozenset({"listcomp", "setcomp", "dictcomp"})
_COMPREHENSIONS = _LISTS | {"genexpr"}


def of_block(block: str) -> bool:
    r"""Whether a function in a block may read a name that the block itself binds, not a function in it.

    The block is one statement or more. Where it cannot be told, it may.

    >>> of_block("for i in y:\n    f(lambda: i)\n"), of_block("for i in y:\n    f(lambda: y)\n")
    (True, False)
    """
    table = _table(block)
    return table is None or _is_captured(table)


def of_line(line: str) -> bool | None:
    r"""Whether a closure in a logical line may read a name that a comprehension around it binds, or a walrus there.

    Nothing (`None`) where it cannot be told, as of a row that is no line by itself.

    >>> of_line("late = [lambda: i for i in y]\n"), of_line("late = [lambda: y for i in y]\n"), of_line("late = [\n")
    (True, False, None)
    """
    if line.lstrip().startswith("#"):
        return False
    statement = _BEGINNING.sub(_as_statement, line)
    table = _table(statement[:-1] + " pass\n" if statement.endswith(":\n") else statement)
    if table is None:
        return None
    if ":=" in line or sys.version_info >= (3, 12):  # which takes comprehensions for part of the function around
        return any(map(_is_captured, tables.everywhere(table))) or _reads_target(line, table)
    return any(_is_captured(inner) for inner in tables.below(table) if inner.name in _COMPREHENSIONS)


def _reads_target(line: str, table: Table) -> bool:
    """Whether a function in a line reads, from around it, a name that is the target of a comprehension.

    The table of the function around knows one variable of each name: where that is the module's, as in
    `[lambda: a for a in a]`, it does not say that a comprehension has one as well.
    """
    targets = {name for target in _TARGET.findall(line) for name in _NAME.findall(target)}
    return any(not targets.isdisjoint(tables.foreign(inner)) for inner in tables.below(table))


def _as_statement(found: re.Match[str]) -> str:
    return found[1] + {"@": " ", "elif": "  if"}[found[2]]


def _table(piece: str) -> Table | None:
    """The symbol table of a function that has this for its body, if that tells anything."""
    if _GLOBAL.search(piece) or _MANGLED.search(piece):
        return None
    indented = piece if piece.startswith(" ") else " " + piece.replace("\n", "\n ")
    table = tables.table(f"async def _():\n{indented}\n")
    if table is None:
        return None
    return table.children[0] if len(table.children) == 1 else None


def _is_captured(table: Table) -> bool:
    """Whether a name that a function binds is free in a closure in it."""
    inner = table.children
    symbols = table.symbols if inner else {}
    return any(
        flags & _symtable.DEF_BOUND and any(_reads(one, name) for one in inner) for name, flags in symbols.items()
    )


def _reads(table: Table, name: str) -> bool:
    """Whether a name is free in a function, or in one that is in this comprehension or class."""
    flags = table.symbols.get(name, 0)
    if tables.scope(flags) != _symtable.FREE and not flags & _symtable.DEF_FREE_CLASS:
        return False
    is_closure = table.type == _symtable.TYPE_FUNCTION and not (table.name in _LISTS and ".0" in table.symbols)
    return is_closure or any(_reads(one, name) for one in table.children)
