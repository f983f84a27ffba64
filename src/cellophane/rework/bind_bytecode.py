"""Code in which captured variables have become constants: every read of one is a `LOAD_CONST`.

The operations are changed where they stand, two bytes each: nothing moves, so that no jump, handler, line or column can
come out different. Only the operation that hands the cells to the frame is cut off in front, if none is left. Taking
the code apart and assembling it anew, as the `bytecode` package does, was tried first: handlers came out with other
depths of the stack, or without their first operation, and lines of more than 127 columns with other numbers.
"""

from __future__ import annotations

import dis
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from cellophane.rework.exception_table import moved

_LATEST = 256
"""So many changed codes are remembered: a loop that binds its functions changes their code once."""
_LOAD_FREE, _LOAD_CONST = dis.opmap["LOAD_DEREF"], dis.opmap["LOAD_CONST"]
_EXTENDED, _COPY_CELLS = dis.opmap["EXTENDED_ARG"], dis.opmap["COPY_FREE_VARS"]
_NAMING = frozenset((*dis.haslocal, *dis.hasfree))
"""Operations that name a variable of the frame, be it in a cell or not."""
_NAMING_TWO = frozenset(
    code
    for name in ("LOAD_FAST_LOAD_FAST", "STORE_FAST_LOAD_FAST", "STORE_FAST_STORE_FAST")
    if (code := dis.opmap.get(name))
)
"""Those that name two of the first sixteen, four bits for each."""
_RETURN, _RETURN_CONST = dis.opmap["RETURN_VALUE"], dis.opmap.get("RETURN_CONST")
_NO_PLACE = 0xF8
"""In a table of lines: one operation, which belongs to no line. Its length, less one, is in the last three bits."""


class Constants(tuple[Any, ...]):
    """The constants of code into which any value may have been put.

    Code is hashed and compared by its constants: debuggers and tracebacks do that, and a list among them would stop
    them. These are hashed and compared by identity, so that no value is asked.
    """

    origin: CodeType
    """The code as it was."""
    places: Mapping[str, int]
    """Where the values of the captured variables stand that have become constants."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Code by identity: code that is equal can still be that of two files."""

    code: CodeType

    def __hash__(self) -> int:
        return id(self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.code is other.code


@dataclass(frozen=True, slots=True)
class _Changed:
    """Code that reads these variables from behind its other constants, in the order of `names`."""

    code: CodeType
    names: tuple[str, ...]


def with_constants(code: CodeType, values: Mapping[str, Any], *, hide: bool = True) -> CodeType:
    """The same code with these values where it read the free variables of those names.

    They are free variables no more, unless code inside captures them in turn, or `hide` is false. A variable is left as
    it is if its place among the constants has a number that does not fit where it is read: behind 255 others.

    >>> def power(exponent):
    ...     return lambda base: base ** exponent
    >>> code = with_constants(power(2).__code__, {"exponent": 3})
    >>> code.co_freevars, 3 in code.co_consts, code.co_consts.origin is power(4).__code__
    ((), True, True)
    """
    changed = _changed(_Same(code), frozenset(values), hide)
    if not changed.names:
        return code
    constants = Constants((*code.co_consts, *(values[name] for name in changed.names)))
    constants.origin = code
    constants.places = {name: len(code.co_consts) + place for place, name in enumerate(changed.names)}
    return changed.code.replace(co_consts=constants)


@lru_cache(_LATEST)
def _changed(same: _Same, names: frozenset[str], hide: bool) -> _Changed:
    code = same.code
    reads = list(_reads(code))
    first = len(code.co_consts)
    order = tuple(name for name in code.co_freevars if name in names and _fits(code, reads, name, first + len(names)))
    raw = bytearray(code.co_code)
    for name, offset in reads:
        if name in order:
            _make_constant(raw, offset, first + order.index(name))
    changed = code.replace(co_code=bytes(raw), co_consts=(*code.co_consts, *(None for _ in order)))
    gone = set(order) - _needed(code) if hide else set[str]()
    return _Changed(_without_cells(changed, gone) if gone else changed, order)


def _reads(code: CodeType) -> Iterator[tuple[str, int]]:
    """Each operation that reads a free variable: the name of the variable, and the offset of the operation."""
    first = _first_free(code)
    for offset, operation, argument in _operations(code.co_code):
        if operation == _LOAD_FREE and argument >= first:
            yield code.co_freevars[argument - first], offset


def _first_free(code: CodeType) -> int:
    """The number of the first free variable among all variables of a frame: they stand behind the code's own.

    A parameter that is in a cell counts once.
    """
    return code.co_nlocals + len(set(code.co_cellvars).difference(code.co_varnames))


def _fits(code: CodeType, reads: Iterable[tuple[str, int]], name: str, most: int) -> bool:
    """Whether each read of the variable has room for the numbers of so many constants."""
    raw = code.co_code
    return most <= 0x100 or all(most <= 0x100 ** len(_digits(raw, offset)) for each, offset in reads if each == name)


def _digits(raw: bytes | bytearray, offset: int) -> list[int]:
    """Where the bytes of an operation's argument stand, the least first: its own, and those of what extends it."""
    found = [offset + 1]
    while offset > 0 and raw[offset - 2] == _EXTENDED:
        offset -= 2
        found.append(offset + 1)
    return found


def _write(raw: bytearray, offset: int, argument: int) -> None:
    """Give an operation another argument, for which there is room."""
    for place in _digits(raw, offset):
        argument, raw[place] = divmod(argument, 0x100)


def _make_constant(raw: bytearray, offset: int, number: int) -> None:
    raw[offset] = _LOAD_CONST
    _write(raw, offset, number)
    if _RETURN_CONST is not None and raw[offset + 2] == _RETURN and len(_digits(raw, offset)) == 1:
        raw[offset] = _RETURN_CONST  # as the compiler has it; what follows is for those who jump there


def _needed(code: CodeType) -> set[str]:
    """The free variables that are used by anything but a plain read: handed on to code inside, say."""
    first = _first_free(code)
    found = set()
    for _, operation, argument in _operations(code.co_code):
        if operation in _NAMING_TWO:
            found |= {argument >> 4, argument & 15}
        elif operation in _NAMING and operation != _LOAD_FREE:
            found.add(argument)
    return {code.co_freevars[place - first] for place in found if place >= first}


def _operations(raw: bytes | bytearray) -> Iterator[tuple[int, int, int]]:
    """Each operation with where it stands and its whole argument."""
    more = 0
    for offset in range(0, len(raw), 2):
        operation, argument = raw[offset], raw[offset + 1] | more << 8
        more = argument if operation == _EXTENDED else 0
        yield offset, operation, argument


def _without_cells(code: CodeType, gone: set[str]) -> CodeType:
    """The code without some free variables; the very same if it does not begin as all such code is known to."""
    raw, lines, first = bytearray(code.co_code), code.co_linetable, _first_free(code)
    if raw[0] != _COPY_CELLS or lines[0] & _NO_PLACE != _NO_PLACE:
        return code
    left = [name for name in code.co_freevars if name not in gone]
    places = {first + old: first + left.index(name) for old, name in enumerate(code.co_freevars) if name in left}
    _rename(raw, places)
    if left:
        raw[1] = len(left)
        return code.replace(co_code=bytes(raw), co_freevars=tuple(left))
    return code.replace(
        co_code=bytes(raw[2:]),
        co_freevars=(),
        co_linetable=lines[1:] if lines[0] == _NO_PLACE else bytes((lines[0] - 1, *lines[1:])),
        co_exceptiontable=moved(code.co_exceptiontable, -1),
    )


def _rename(raw: bytearray, places: Mapping[int, int]) -> None:
    """Name the variables by their new places, which are no greater than the old ones."""
    for offset, operation, argument in _operations(bytes(raw)):
        if operation in _NAMING_TWO:
            raw[offset + 1] = places.get(argument >> 4, argument >> 4) << 4 | places.get(argument & 15, argument & 15)
        elif operation in _NAMING and argument in places:
            _write(raw, offset, places[argument])
