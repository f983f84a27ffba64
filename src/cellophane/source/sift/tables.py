"""The compiler's own symbol table of a text: who owns a name and who captures it, without a tree.

`_symtable` parses and resolves in C, twice as fast as a tree is made. What it tells of a scope: how a name is bound
there, and whether a scope inside captures it. From Python 3.12 on list, set and dict comprehensions are part of the
function around them.
"""

from __future__ import annotations

import _symtable  # type: ignore[import-not-found]
import warnings
from collections.abc import Iterator
from typing import Protocol

_BOUND = _symtable.DEF_LOCAL | _symtable.DEF_PARAM | _symtable.DEF_IMPORT
_FUNCTION = _symtable.TYPE_FUNCTION
_CLASS = _symtable.TYPE_CLASS


LONGEST = 100_000
"""Characters. The compiler takes the square of what it takes for half the text, where thousands of names are declared
`nonlocal` or taken from functions around."""


class Table(Protocol):
    """What the compiler knows of one scope."""

    name: str
    type: int
    lineno: int
    symbols: dict[str, int]
    children: list[Table]


def table(text: str) -> Table | None:
    """That of a module; none if the text is no Python, nested too deeply, or so long that it may take for ever."""
    if len(text) > LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _symtable.symtable(text, "<text>", "exec")  # type: ignore[no-any-return]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def everywhere(outermost: Table) -> Iterator[Table]:
    """A scope and all in it."""
    waiting = [outermost]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.children


def is_function(one: Table) -> bool:
    """Whether it is the scope of a function, a lambda or a comprehension."""
    return bool(one.type == _FUNCTION)


def is_class(one: Table) -> bool:
    """Whether it is the body of a class."""
    return bool(one.type == _CLASS)


def captured(one: Table) -> set[str]:
    """The names of its own that scopes inside capture."""
    return {name for name, flags in one.symbols.items() if _scope(flags) == _symtable.CELL}


def bound(one: Table) -> set[str]:
    """The names that it binds, parameters among them, and that are its own."""
    return {name for name, flags in one.symbols.items() if flags & _BOUND and _is_own(flags)}


def assigned(one: Table) -> set[str]:
    """The same without parameters."""
    return {
        name
        for name, flags in one.symbols.items()
        if flags & (_symtable.DEF_LOCAL | _symtable.DEF_IMPORT) and not flags & _symtable.DEF_PARAM and _is_own(flags)
    }


def declared_global(one: Table) -> set[str]:
    """The names that it declares to be the module's."""
    return {name for name, flags in one.symbols.items() if flags & _symtable.DEF_GLOBAL}


def foreign(one: Table) -> set[str]:
    """The names that it uses and that are not its own: of scopes around it, of the module, of Python."""
    return {name for name, flags in one.symbols.items() if not _is_own(flags)}


def _scope(flags: int) -> int:
    return (flags >> _symtable.SCOPE_OFF) & _symtable.SCOPE_MASK  # type: ignore[no-any-return]


def _is_own(flags: int) -> bool:
    return _scope(flags) in (_symtable.LOCAL, _symtable.CELL)
