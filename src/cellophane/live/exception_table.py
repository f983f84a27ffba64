"""The exception table of code: which handler stands ready for which operations.

Each row is four numbers: the first operation, how many there are, the handler, and what the stack is to be like; all
counted in operations of two bytes. A number is written in digits of six bits, the greatest first; a bit says that more
digits follow, another one that a row begins. This is CPython's `Objects/exception_handling_notes.txt`, and has been the
same since 3.11.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

_DIGIT, _MORE, _ROW = 0x3F, 0x40, 0x80
_COLUMNS = 4


class Row(NamedTuple):
    """The operations from `start` up to `end`, and the handler that stands ready for them."""

    start: int
    end: int
    handler: int
    stack: int
    """The depth of the stack that the handler finds, twice; and one if it is told where the exception came from."""


def rows(table: bytes) -> list[Row]:
    """The rows of a table.

    >>> rows(bytes([0x84, 0x01, 0x41, 0x00, 0x00]))
    [Row(start=4, end=5, handler=64, stack=0)]
    """
    numbers = list(_numbers(table))
    found = (numbers[first : first + _COLUMNS] for first in range(0, len(numbers), _COLUMNS))
    return [Row(start, start + many, handler, stack) for start, many, handler, stack in found]


def table(rows: Iterable[Row]) -> bytes:
    """The table with these rows."""
    found = bytearray()
    for row in rows:
        written = b"".join(map(_written, (row.start, row.end - row.start, row.handler, row.stack)))
        found += bytes((written[0] | _ROW,)) + written[1:]
    return bytes(found)


def moved(code_table: bytes, by: int) -> bytes:
    """The table after so many operations were put in front of the code; a negative number takes some away.

    >>> moved(moved(bytes([0x84, 0x01, 0x41, 0x00, 0x00]), 70), -70)
    b'\\x84\\x01A\\x00\\x00'
    """
    return table(Row(start + by, end + by, handler + by, stack) for start, end, handler, stack in rows(code_table))


def _numbers(table: bytes) -> Iterator[int]:
    number = 0
    for byte in table:
        number = number << 6 | byte & _DIGIT
        if not byte & _MORE:
            yield number
            number = 0


def _written(number: int) -> bytes:
    digits = [number & _DIGIT]
    while number := number >> 6:
        digits.append(number & _DIGIT | _MORE)
    return bytes(reversed(digits))
