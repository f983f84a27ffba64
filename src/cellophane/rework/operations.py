"""Operations of bytecode where they stand: what all have in common who change some in place."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

EXTENDED = dis.opmap["EXTENDED_ARG"]
LOAD_CONST = dis.opmap["LOAD_CONST"]


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """Code by identity: code that is equal can still be that of two files."""

    code: CodeType

    def __hash__(self) -> int:
        return id(self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.code is other.code


def operations(raw: bytes | bytearray) -> Iterator[tuple[int, int, int]]:
    """Each operation with where it stands and its whole argument."""
    more = 0
    for offset in range(0, len(raw), 2):
        operation, argument = raw[offset], raw[offset + 1] | more << 8
        more = argument if operation == EXTENDED else 0
        yield offset, operation, argument


def digits(raw: bytes | bytearray, offset: int) -> list[int]:
    """Where the bytes of an operation's argument stand, the least first: its own, and those of what extends it."""
    found = [offset + 1]
    while offset > 0 and raw[offset - 2] == EXTENDED:
        offset -= 2
        found.append(offset + 1)
    return found


def write(raw: bytearray, offset: int, argument: int) -> None:
    """Give an operation another argument, for which there is room."""
    for place in digits(raw, offset):
        argument, raw[place] = divmod(argument, 0x100)
