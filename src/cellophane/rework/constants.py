"""Code in which captured variables have become constants: every read of one is a `LOAD_CONST`.

It decides how the code is rewritten, not which variables it is done to. The `bytecode` package takes the code apart and
puts it together again, with its lines, columns and exception table. What comes out is proved against what went in,
operation by operation, before anybody gets it.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import CodeType
from typing import Any

from cellophane.live.safely import ByClass
from cellophane.rework.relocation import free_names
from cellophane.rework.subjects import Refused

_COMPILED = ByClass(
    dict.fromkeys((int, float, complex, str, bytes, bool, type(None), type(...), tuple, frozenset, CodeType), True)
)
"""The types of the constants that the compiler makes."""
_LATEST = 256
"""So many rewritten codes are remembered: a loop that binds its functions rewrites their code once."""


class Constants(tuple[Any, ...]):
    """The constants of code into which any value may have been put.

    Code is hashed and compared by its constants: debuggers and tracebacks do that, and a list among them would stop
    them. These are hashed and compared by identity, so that no value is asked.
    """

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Slot:
    """Stands among the constants for a value that the compiler did not make: with a name, for that of a variable.

    `dis` asks each constant for its `repr`: this one does not ask the value for its own.
    """

    name: str | None = None
    value: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Code by identity: code that is equal can still be that of two files."""

    code: CodeType

    def __hash__(self) -> int:
        return id(self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.code is other.code


def with_constants(code: CodeType, values: Mapping[str, Any], *, hide: bool = True) -> CodeType:
    """The same code with these values where it read the free variables of those names.

    A variable stays among the free variables if code inside of it captures it in turn, or if `hide` is false. Raises
    `Refused` if the code cannot be rewritten.

    >>> def power(exponent):
    ...     return lambda base: base ** exponent
    >>> code = with_constants(power(2).__code__, {"exponent": 3})
    >>> code.co_freevars, 3 in code.co_consts
    ((), True)
    """
    # Code that holds values already is not remembered: they would live as long as the memory.
    rewrite = _rewritten.__wrapped__ if type(code.co_consts) is Constants else _rewritten
    rewritten = rewrite(_Same(code), frozenset(values), hide)
    filled = [
        (one.value if one.name is None else values[one.name]) if type(one) is _Slot else one
        for one in rewritten.co_consts
    ]
    return rewritten.replace(co_consts=Constants(filled))


@lru_cache(_LATEST)
def _rewritten(same: _Same, names: frozenset[str], hide: bool) -> CodeType:
    """The code with a slot among its constants for each of the variables."""
    import bytecode

    shielded = _shielded(same.code)
    slots = {name: _Slot(name) for name in names}
    try:
        taken_apart = bytecode.Bytecode.from_code(shielded)
        _replace_reads(taken_apart, slots, hide)
        code = taken_apart.to_code()
    except Exception as error:  # whatever it is that the package cannot do with this code
        raise Refused(f"the code of {same.code.co_qualname} cannot be rewritten: {error}") from error
    _prove(shielded, code, slots)
    return code


def _shielded(code: CodeType) -> CodeType:
    """The code with a slot for each constant that the compiler did not make: `bytecode` would compare them by value."""
    constants = tuple(one if type(one) in _COMPILED else _Slot(value=one) for one in code.co_consts)
    return code.replace(co_consts=constants)


def _replace_reads(taken_apart: Any, slots: Mapping[str, _Slot], hide: bool) -> None:
    """Make the reads constants, and drop the free variables that nothing needs any more."""
    needed = set()
    for one in taken_apart:
        names = list(free_names(getattr(one, "arg", None)))
        if names and one.name == "LOAD_DEREF" and names[0] in slots:
            one.set("LOAD_CONST", slots[names[0]])
        else:
            needed.update(names)
    if hide:
        taken_apart.freevars[:] = [name for name in taken_apart.freevars if name not in slots or name in needed]
    copied = next(one for one in taken_apart if getattr(one, "name", "") == "COPY_FREE_VARS")
    if taken_apart.freevars:
        copied.arg = len(taken_apart.freevars)
    else:
        taken_apart.remove(copied)


def _prove(before: CodeType, after: CodeType, slots: Mapping[str, _Slot]) -> None:
    """Raises `Refused` if anything but the reads of these variables is another operation, or stands elsewhere."""
    one, other = list(_operations(before, slots)), list(_operations(after, slots))
    same = len(one) == len(other) and all(map(_matches, one, other))
    if not same or before.co_stacksize > after.co_stacksize or _surface(before) != _surface(after):
        raise Refused(f"the code of {before.co_qualname} comes out different when it is rewritten")


_Operation = tuple[str, Any, Any]


def _operations(code: CodeType, slots: Mapping[str, _Slot]) -> Iterator[_Operation]:
    """The operations with what they work on and where they stand: jumps by the number of the one they lead to."""
    every = [one for one in dis.get_instructions(code) if one.opname not in ("EXTENDED_ARG", "COPY_FREE_VARS")]
    numbers = {one.offset: number for number, one in enumerate(every)}
    for one in every:
        argument = one.argval
        if one.opname == "LOAD_DEREF" and argument in slots:
            yield "LOAD_CONST", slots[argument], one.positions
        elif one.opcode in dis.hasjrel or one.opcode in dis.hasjabs:
            yield one.opname, min((n for o, n in numbers.items() if o >= argument), default=None), one.positions
        else:
            yield one.opname, argument, one.positions


def _matches(one: _Operation, other: _Operation) -> bool:
    """Whether two operations do the same at the same place. Slots are equal to nothing but themselves."""
    same = one[1] is other[1] or (type(one[1]) is type(other[1]) and one[1] == other[1])
    return same and one[0] == other[0] and one[2] == other[2]


def _surface(code: CodeType) -> tuple[Any, ...]:
    """What else of a code must not change: how it is called, and what it is.

    The other local variables come out in another order, which nothing but `locals()` shows.
    """
    counts = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags
    named = code.co_argcount + code.co_kwonlyargcount
    named += bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)
    names = code.co_varnames[:named], set(code.co_varnames[named:]), code.co_cellvars
    return (*counts, *names, code.co_name, code.co_qualname, code.co_filename, code.co_firstlineno)
