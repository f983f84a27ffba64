"""Code in which globals have become constants: every read of one is a `LOAD_CONST`, also in the functions inside.

Behind each `LOAD_GLOBAL` stand empty slots, in which the interpreter remembers where it found the name: there is room
for what takes its place, and nothing moves.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType

from cellophane.live.bytecode import global_names, name_lookups, written_globals
from cellophane.rework.operations import EXTENDED, LOAD_CONST, Same, digits, operations
from cellophane.versions import NULL_BELOW_CALLABLE

_LATEST = 256
_LOAD_GLOBAL, _NOP, _JUMP = dis.opmap["LOAD_GLOBAL"], dis.opmap["NOP"], dis.opmap["JUMP_FORWARD"]
_PUSH_NULL = (dis.opmap["PUSH_NULL"], 0)
_SLOT = dis.opmap["CACHE"]
_UNPACK_ONE = ((dis.opmap["UNPACK_SEQUENCE"], 1), (_SLOT, 0))
"""Puts the only item of a list in the place of the list; it has an empty slot as well."""
_READING_TEXT = frozenset({"eval", "exec"})


def obstacle(code: CodeType, name: str) -> str:
    """Why a global cannot be made constant in the code and in all code inside, in words; empty if it can.

    >>> def set_it(): global n; n = 1
    >>> obstacle(set_it.__code__, "n")
    "binds the global 'n' itself: as a constant it could not"
    """
    if name in written_globals(code):
        return f"binds the global {name!r} itself: as a constant it could not"
    if name in name_lookups(code):
        return f"has a class in it that looks {name!r} up by name: assign it to a variable of the function first"
    if reading := sorted(_READING_TEXT.intersection(global_names(code))):
        return f"calls {reading[0]}(), which would find the global {name!r} all the same"
    return ""


@lru_cache(_LATEST)
def with_places(same: Same, names: tuple[str, ...], boxed: frozenset[str]) -> CodeType:
    """The code with further constants, in the order of the names, from which it reads these globals; they hold nothing.

    Those that are `boxed` are read as the only item of a list. What is nested in the code is as it was.
    """
    code = same.code
    first, raw = len(code.co_consts), bytearray(code.co_code)
    for name, offset, with_null in list(_reads(code)):
        if name in names:
            _replace(raw, offset, _constant(first + names.index(name), with_null=with_null, boxed=name in boxed))
    return code.replace(co_code=bytes(raw), co_consts=(*code.co_consts, *(None for _ in names)))


def _reads(code: CodeType) -> Iterator[tuple[str, int, bool]]:
    """Each operation that reads a global: its name, the offset, and whether a NULL is put below what is called."""
    for offset, operation, argument in operations(code.co_code):
        if operation == _LOAD_GLOBAL:
            yield code.co_names[argument >> 1], offset, bool(argument & 1)


def _constant(number: int, *, with_null: bool, boxed: bool) -> list[tuple[int, int]]:
    """Operations that read a constant, each with its argument."""
    high = [number >> shift & 0xFF for shift in (24, 16, 8) if number >> shift]
    load = [*((EXTENDED, one) for one in high), (LOAD_CONST, number & 0xFF), *(_UNPACK_ONE if boxed else ())]
    if not with_null:
        return load
    return [_PUSH_NULL, *load] if NULL_BELOW_CALLABLE else [*load, _PUSH_NULL]


def _replace(raw: bytearray, offset: int, new: list[tuple[int, int]]) -> None:
    """Write these in the place of an operation, from what extends its argument to its last empty slot."""
    start, end = min(digits(raw, offset)) - 1, offset + 2
    while end < len(raw) and raw[end] == _SLOT:
        end += 2
    left = (end - start) // 2 - len(new)
    assert left >= 0, "a LOAD_GLOBAL has four empty slots at least"
    # Doing nothing four times over costs a tenth of a short call.
    rest = [(_JUMP, left - 1), *[(_NOP, 0)] * (left - 1)] if left > 1 else [(_NOP, 0)] * left
    filled = [*new, *rest]
    raw[start:end] = bytes(each for one in filled for each in one)
