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
from types import CodeType, MappingProxyType
from typing import Any

from cellophane.live.bytecode import global_names
from cellophane.live.constants import Constants
from cellophane.live.exception_table import moved
from cellophane.live.watched import unwatched
from cellophane.rework.global_bytecode import with_places
from cellophane.rework.interning import keeps
from cellophane.rework.operations import LOAD_CONST, Same, digits, operations, write

_LATEST = 256
"""So many changed codes are remembered: a loop that binds its functions changes their code once."""
_LOAD_FREE, _COPY_CELLS = dis.opmap["LOAD_DEREF"], dis.opmap["COPY_FREE_VARS"]
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


@dataclass(frozen=True, slots=True)
class _Changed:
    """Code that reads these variables from behind its other constants, in the order of `names`."""

    code: CodeType
    names: tuple[str, ...]


def with_constants(
    code: CodeType, captured: Mapping[str, Any], globals: Mapping[str, Any] = MappingProxyType({}), *, hide: bool = True
) -> CodeType:
    """The same code with these values where it read the free variables and the globals of those names.

    They are free variables no more, unless code inside captures them in turn, or `hide` is false. A free variable is
    left as it is if its place among the constants has a number that does not fit where it is read: behind 255 others.
    Of globals none is left, here or in code inside: whether that can be is for `global_bytecode.obstacle` to say. Those
    that were constant before stay so.

    >>> def power(exponent):
    ...     return lambda base: base ** exponent
    >>> code = with_constants(power(2).__code__, {"exponent": 3})
    >>> code.co_freevars, 3 in code.co_consts, code.co_consts.origin is power(4).__code__
    ((), True, True)
    """
    code = unwatched(code)
    held = code.co_consts
    if type(held) is Constants:
        code, globals = held.origin, {name: held.value(name) for name in held.globals} | dict(globals)
    boxed = frozenset(name for name, value in globals.items() if not keeps(value))
    own = tuple(sorted({*global_names(code)}.intersection(globals)))
    prepared = with_places(Same(code), own, boxed.intersection(own)) if own else code
    changed = _changed(Same(prepared), frozenset(captured), hide)
    if not own and not changed.names:
        return code
    inside = [_with_globals(one, globals) for one in code.co_consts] if own else code.co_consts
    values = [[globals[name]] if name in boxed else globals[name] for name in own]  # of code inside as well
    constants = Constants((*inside, *values, *(captured[name] for name in changed.names)))
    first, second = len(code.co_consts), len(prepared.co_consts)
    constants.origin, constants.boxed = code, boxed.intersection(own)
    constants.globals = {name: first + place for place, name in enumerate(own)}
    constants.captured = {name: second + place for place, name in enumerate(changed.names)}
    return changed.code.replace(co_consts=constants)


def _with_globals(constant: Any, globals: Mapping[str, Any]) -> Any:
    """A constant as it was; code inside with these globals."""
    return with_constants(constant, {}, globals) if type(constant) is CodeType else constant


@lru_cache(_LATEST)
def _changed(same: Same, names: frozenset[str], hide: bool) -> _Changed:
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
    for offset, operation, argument in operations(code.co_code):
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
    return most <= 0x100 or all(most <= 0x100 ** len(digits(raw, offset)) for each, offset in reads if each == name)


def _make_constant(raw: bytearray, offset: int, number: int) -> None:
    raw[offset] = LOAD_CONST
    write(raw, offset, number)
    if _RETURN_CONST is not None and raw[offset + 2] == _RETURN and len(digits(raw, offset)) == 1:
        raw[offset] = _RETURN_CONST  # as the compiler has it; what follows is for those who jump there


def _needed(code: CodeType) -> set[str]:
    """The free variables that are used by anything but a plain read: handed on to code inside, say."""
    first = _first_free(code)
    found = set()
    for _, operation, argument in operations(code.co_code):
        if operation in _NAMING_TWO:
            found |= {argument >> 4, argument & 15}
        elif operation in _NAMING and operation != _LOAD_FREE:
            found.add(argument)
    return {code.co_freevars[place - first] for place in found if place >= first}


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
    for offset, operation, argument in operations(bytes(raw)):
        if operation in _NAMING_TWO:
            raw[offset + 1] = places.get(argument >> 4, argument >> 4) << 4 | places.get(argument & 15, argument & 15)
        elif operation in _NAMING and argument in places:
            write(raw, offset, places[argument])
