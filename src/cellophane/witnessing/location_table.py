"""The table of code that tells where in the source each operation comes from.

An entry covers one to eight units of two bytes, and says how far its line is from that of the entry before. CPython has
forms of different lengths for it (`Objects/locations.md`); only the longest is written here, which can say everything,
and the one for operations that come from nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

Position = tuple[int | None, int | None, int | None, int | None]
"""As `co_positions` has it: line, last line, column, last column."""

_ENTRY, _NOWHERE, _LONG = 0x80, 15 << 3, 14 << 3
_MOST = 8


def table(positions: Iterable[Position], first_line: int) -> bytes:
    """The table of code that begins in this line, from the position of each of its units.

    >>> def f(): return 1
    >>> code = f.__code__
    >>> changed = code.replace(co_linetable=table(code.co_positions(), code.co_firstlineno))
    >>> list(changed.co_positions()) == list(code.co_positions())
    True
    """
    found = bytearray()
    before = first_line
    for position, units in groupby(positions):
        left = sum(1 for _ in units)
        while left:
            many = min(left, _MOST)
            found += _entry(position, before, many)
            before = position[0] if position[0] is not None else before
            left -= many
    return bytes(found)


def _entry(position: Position, before: int, many: int) -> bytes:
    line, last, column, end = position
    if line is None:
        return bytes((_ENTRY | _NOWHERE | many - 1,))
    written = bytearray((_ENTRY | _LONG | many - 1,))
    by = line - before
    rest = (
        (-by << 1 | 1) if by < 0 else by << 1,
        (last if last is not None else line) - line,
        0 if column is None else column + 1,
        0 if end is None else end + 1,
    )
    return bytes(written) + b"".join(map(_number, rest))


def _number(value: int) -> bytes:
    """In digits of six bits, the least first; a bit says that more follow."""
    found = bytearray()
    while value >= 0x40:
        found.append(0x40 | value & 0x3F)
        value >>= 6
    found.append(value)
    return bytes(found)
