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
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def everywhere(outermost: Table) -> Iterator[Table]:
    """A scope and all in it."""
    yield outermost
    yield from below(outermost)


def below(outermost: Table) -> Iterator[Table]:
    """All scopes in this one."""
    waiting = [*outermost.children]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.children


def captured(one: Table) -> set[str]:
    """The names of its own that scopes inside capture."""
    return {name for name, flags in one.symbols.items() if scope(flags) == _symtable.CELL}


def foreign(one: Table) -> set[str]:
    """The names that it uses and that are not its own: of scopes around it, of the module, of Python."""
    return {name for name, flags in one.symbols.items() if not _is_own(flags)}


def scope(flags: int) -> int:
    """Whose a name is, by its flags."""
    return (flags >> _symtable.SCOPE_OFF) & _symtable.SCOPE_MASK  # type: ignore[no-any-return]


def _is_own(flags: int) -> bool:
    return scope(flags) in (_symtable.LOCAL, _symtable.CELL)
