"""Code taken apart into its operations, and put together again with others between them.

Every operation of the code stays, with its argument, its place in the source and its handler. What is put in belongs to
the place and the handler of the operation that it stands beside: a debugger sees no line more, and what goes wrong
there goes wrong in the same `try`. Jumps, arguments that have become longer, handlers, lines and the depth of the stack
are worked out anew. The `bytecode` package does such things as well; `rework.bind_bytecode` tells why it is not used.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from types import CodeType
from typing import Any

from cellophane.live import exception_table
from cellophane.live.exception_table import Row
from cellophane.witnessing import location_table
from cellophane.witnessing.location_table import Position

Spelled = tuple[int, int]
"""The number of an operation, and its argument."""

_EXTENDED, _SLOT, _RESUME = dis.opmap["EXTENDED_ARG"], dis.opmap["CACHE"], dis.opmap["RESUME"]
_JUMPS = frozenset((*dis.hasjrel, *dis.hasjabs))
_BACKWARD = frozenset(code for code in _JUMPS if "BACKWARD" in dis.opname[code])
_INSEPARABLE = frozenset(
    (dis.opmap.get(first, -1), dis.opmap.get(second, -1))
    for first, second in (
        ("SEND", "YIELD_VALUE"),  # where `throw` looks for what a generator waits for
        ("YIELD_VALUE", "RESUME"),
        ("RESUME", "JUMP_BACKWARD_NO_INTERRUPT"),
        ("END_FOR", "POP_TOP"),  # what an exhausted iterator skips
        ("PRECALL", "CALL"),  # the first does the work of both when it has been specialised
        ("KW_NAMES", "PRECALL"),
        ("KW_NAMES", "CALL"),
    )
)
_SKIPPED = dis.opmap.get("END_FOR", -1)
"""An exhausted iterator jumps behind it, counting from it."""


def _slots() -> tuple[int, ...]:
    """How many empty slots stand behind each operation, in which the interpreter remembers what it learnt."""
    import opcode

    known: Any = getattr(opcode, "_inline_cache_entries")  # noqa: B009 - typeshed does not have it
    if isinstance(known, Mapping):
        return tuple(known.get(dis.opname[code], 0) for code in range(256))
    return tuple(known)


_SLOTS = _slots()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of code as it was compiled."""

    code: int
    argument: int
    offset: int
    """Where it stood, in bytes, with what extends its argument."""
    position: Position
    target: int | None
    """Of a jump, the number of the operation that it leads to."""

    @property
    def name(self) -> str:
        return dis.opname[self.code]


@dataclass(frozen=True, slots=True)
class Insertion:
    """What to put in beside an operation."""

    before: Sequence[Spelled] = ()
    """Done by those as well who jump to the operation."""
    after: Sequence[Spelled] = ()
    """Done only by those who come from it."""


def taken_apart(code: CodeType) -> list[Operation]:
    """The operations of the code.

    >>> [one.name for one in taken_apart((lambda x: x).__code__)]
    ['RESUME', 'LOAD_FAST', 'RETURN_VALUE']
    """
    raw = code.co_code
    positions = list(code.co_positions())
    found = list(_operations(raw))
    numbers = {start: number for number, (start, *_) in enumerate(found)}
    return [
        Operation(operation, argument, start, positions[place // 2], numbers.get(_target(operation, argument, end)))
        for start, place, end, operation, argument in found
    ]


def _operations(raw: bytes) -> Iterator[tuple[int, int, int, int, int]]:
    """Where each begins, where it stands behind what extends it, where it ends; it, and its whole argument."""
    place = 0
    while place < len(raw):
        start, more = place, 0
        while raw[place] == _EXTENDED:
            more = (more | raw[place + 1]) << 8
            place += 2
        end = place + 2
        while end < len(raw) and raw[end] == _SLOT:
            end += 2
        yield start, place, end, raw[place], raw[place + 1] | more
        place = end


def _target(operation: int, argument: int, end: int) -> int:
    if operation not in _JUMPS:
        return -1
    return end - 2 * argument if operation in _BACKWARD else end + 2 * argument


def separable(operations: Sequence[Operation], number: int) -> bool:
    """Whether anything can stand between this operation and the one before it.

    Not where the interpreter counts on finding both together, and not before the body begins: there is no frame yet
    that can call.
    """
    one, before = operations[number], operations[number - 1]
    if number == 0 or one.code == _SKIPPED or (before.code, one.code) in _INSEPARABLE:
        return False
    return any(each.code == _RESUME for each in islice(operations, number))  # it is one of the first


def put_together(
    code: CodeType,
    operations: Sequence[Operation],
    put_in: Mapping[int, Insertion],
    constants: tuple[Any, ...],
    stack: int,
) -> CodeType:
    """The code with this beside its operations, by their numbers, with these constants and so much more stack.

    Raises `ValueError` where nothing can be put in.
    """
    laid_out = _Layout(operations, put_in)
    laid_out.settle()
    places = {one.offset // 2: laid_out.starts[number] for number, one in enumerate(operations)}
    places[len(code.co_code) // 2] = laid_out.length
    rows = exception_table.rows(code.co_exceptiontable)
    moved = [Row(places[row.start], places[row.end], places[row.handler], row.stack) for row in rows]
    return code.replace(
        co_code=laid_out.written(),
        co_consts=constants,
        co_stacksize=code.co_stacksize + stack,
        co_linetable=location_table.table(laid_out.positions(), code.co_firstlineno),
        co_exceptiontable=exception_table.table(moved),
    )


class _Layout:
    """Where everything comes to stand, in units of two bytes."""

    def __init__(self, operations: Sequence[Operation], put_in: Mapping[int, Insertion]) -> None:
        self._operations = operations
        self._parts: list[tuple[Sequence[Spelled], Sequence[Spelled]]] = []
        for number in range(len(operations)):
            beside = put_in.get(number, Insertion())
            if beside.before and not separable(operations, number):
                raise ValueError(f"nothing can be put in before operation {number}, {operations[number].name}")
            behind = number + 1
            if beside.after and not (behind < len(operations) and separable(operations, behind)):
                raise ValueError(f"nothing can be put in after operation {number}, {operations[number].name}")
            self._parts.append((beside.before, beside.after))
        # The compiler now and then writes a jump longer than it must; it stays as long as it was.
        self._arguments = [one.argument for one in operations]
        self.starts: list[int] = []
        self.length = 0

    def settle(self) -> None:
        """Find the arguments of the jumps: longer ones move what stands behind them, until nothing moves any more."""
        while True:
            self._place()
            wanted = [
                self._arguments[number] if one.target is None else self._distance(number, one)
                for number, one in enumerate(self._operations)
            ]
            # A jump that was once long stays so: two that shrink and grow by turns would go on forever.
            longer = [max(old, new, key=_units) for old, new in zip(self._arguments, wanted, strict=True)]
            if list(map(_units, longer)) == list(map(_units, self._arguments)):
                self._widths = list(map(_units, self._arguments))
                self._arguments = wanted
                return
            self._arguments = longer

    def _place(self) -> None:
        self.starts, self._ends = [], []
        at = 0
        for number, (before, after) in enumerate(self._parts):
            self.starts.append(at)
            at += sum(map(_length, before))
            at += _units(self._arguments[number]) + _SLOTS[self._operations[number].code]
            self._ends.append(at)
            at += sum(map(_length, after))
        self.length = at

    def _distance(self, number: int, one: Operation) -> int:
        assert one.target is not None
        by = self.starts[one.target] - self._ends[number]
        return -by if one.code in _BACKWARD else by

    def written(self) -> bytes:
        found = bytearray()
        for number, (before, after) in enumerate(self._parts):
            for operation, argument in before:
                found += _bytes(operation, argument, _units(argument))
            found += _bytes(self._operations[number].code, self._arguments[number], self._widths[number])
            for operation, argument in after:
                found += _bytes(operation, argument, _units(argument))
        return bytes(found)

    def positions(self) -> Iterator[Position]:
        """The place of each unit. What stands behind the beginning of a body belongs to what is first done there: the
        line of the `def` is none that is run."""
        starts = [*self.starts[1:], self.length]
        for number, one in enumerate(self._operations):
            behind = self._operations[number + 1].position if one.code == _RESUME else one.position
            yield from repeat(one.position, self._ends[number] - self.starts[number])
            yield from repeat(behind, starts[number] - self._ends[number])


def _units(argument: int) -> int:
    """So many units an operation with this argument takes, without empty slots."""
    return 1 if argument < 0x100 else 1 + (argument.bit_length() - 1) // 8


def _length(spelled: Spelled) -> int:
    operation, argument = spelled
    return _units(argument) + _SLOTS[operation]


def _bytes(operation: int, argument: int, units: int) -> bytes:
    found = bytearray()
    for shift in range(8 * (units - 1), 0, -8):
        found += bytes((_EXTENDED, argument >> shift & 0xFF))
    return bytes(found) + bytes((operation, argument & 0xFF)) + bytes(2 * _SLOTS[operation])
