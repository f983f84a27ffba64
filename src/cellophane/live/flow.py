"""Which operations of a code object can follow which: where jumps and exceptions can lead.

Which way a condition will decide is not known, so both count.
"""

from __future__ import annotations

import dis
from bisect import bisect_left, bisect_right
from types import CodeType

from cellophane.live import exception_table

_JUMPS = frozenset((*dis.hasjrel, *dis.hasjabs))
_ENDS = frozenset(
    dis.opmap[name]
    for name in (
        *("RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE"),
        *("JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"),
    )
    if name in dis.opmap
)
"""What never goes on with the next operation."""


class Flow:
    """The control flow of one code object."""

    def __init__(self, code: CodeType) -> None:
        operations = list(dis.get_instructions(code))
        self._offsets = [one.offset for one in operations]
        numbers = {offset: number for number, offset in enumerate(self._offsets)}
        self._following: list[list[int]] = []
        """For each operation, by its number, those that can come next."""
        for number, one in enumerate(operations):
            goes_on = one.opcode not in _ENDS and number + 1 < len(operations)
            jump = numbers.get(one.argval) if one.opcode in _JUMPS else None
            self._following.append([number + 1] * goes_on + ([] if jump is None else [jump]))
        self._handlers: list[list[int]] = [[] for _ in operations]
        """For each, those that an exception leads to."""
        for row in exception_table.rows(code.co_exceptiontable):
            first, last = (bisect_left(self._offsets, 2 * unit) for unit in (row.start, row.end))
            for number in range(first, last):
                self._handlers[number].append(numbers[2 * row.handler])

    def after(self, offset: int) -> set[int]:
        """The offsets of all operations that can run after the one at this offset, which may be one of its empty
        slots."""
        now = bisect_right(self._offsets, offset) - 1
        waiting = self._next(now) if now >= 0 else [0]
        reached = set[int]()
        for number in waiting:  # which grows meanwhile
            if number < len(self._offsets) and number not in reached:
                reached.add(number)
                waiting += self._next(number)
        return {self._offsets[number] for number in reached}

    def _next(self, number: int) -> list[int]:
        return self._following[number] + self._handlers[number]

    def in_loops(self) -> set[int]:
        """The offsets of the operations that can run again after they have run.

        These are the ones in a strongly connected component of more than one, or that follow themselves. The way to
        find all components at once is Tarjan's, without recursion.
        """
        found = set[int]()
        order: dict[int, int] = {}
        lowest: dict[int, int] = {}
        open_, is_open = list[int](), set[int]()
        for root in range(len(self._offsets)):
            ways = [] if root in order else [(root, iter(self._next(root)))]
            if ways:
                order[root] = lowest[root] = len(order)
                open_.append(root)
                is_open.add(root)
            while ways:
                number, rest = ways[-1]
                for one in rest:
                    if one not in order:
                        order[one] = lowest[one] = len(order)
                        open_.append(one)
                        is_open.add(one)
                        ways.append((one, iter(self._next(one))))
                        break
                    if one in is_open:
                        lowest[number] = min(lowest[number], order[one])
                else:
                    ways.pop()
                    if ways:
                        lowest[ways[-1][0]] = min(lowest[ways[-1][0]], lowest[number])
                    if lowest[number] == order[number]:
                        component = [open_.pop()]
                        while component[-1] != number:
                            component.append(open_.pop())
                        is_open.difference_update(component)
                        if len(component) > 1 or number in self._next(number):
                            found.update(component)
        return {self._offsets[number] for number in found}
