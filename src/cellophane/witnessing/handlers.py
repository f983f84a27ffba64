"""The ends of `except … as e`, where the compiler takes `e` away: it binds None, and deletes the variable right after.

Such an end stands wherever the handler can be left: behind its last statement, before a `return`, and for exceptions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from types import CodeType

from cellophane.live import exception_table
from cellophane.model.place import Span
from cellophane.witnessing.assembling import Operation
from cellophane.witnessing.places import Places

_END = ["LOAD", "STORE", "DELETE"]


class Handlers:
    """Those of one code."""

    def __init__(self, code: CodeType, operations: Sequence[Operation], places: Places) -> None:
        self._code = code
        self._operations = operations
        self._places = places
        offsets = [one.offset for one in operations]
        self._ready: dict[int, int] = {}
        """For each operation the one that an exception leads to."""
        for row in exception_table.rows(code.co_exceptiontable):
            start, end, handler = (bisect_left(offsets, 2 * unit) for unit in (row.start, row.end, row.handler))
            self._ready |= dict.fromkeys(range(start, end), handler)

    def is_ended_by(self, number: int) -> bool:
        """Whether this operation binds None at the end of a handler."""
        three = self._operations[number - 1 : number + 2] if number > 0 else []
        if [one.name.partition("_")[0] for one in three] != _END:
            return False
        load, store, delete = three
        same = store.argument == delete.argument and load.position == store.position == delete.position
        return same and load.name == "LOAD_CONST" and self._code.co_consts[load.argument] is None

    def ended_by(self, number: int) -> Span | None:
        """The handler that this operation is the end of."""
        binds = self._operations[number]
        begun = self._beginnings.get((binds.code, binds.argument), ())
        known = [(span, end) for begin, span, end in begun if begin < number]
        if exceptional := [span for span, end in known if end == number - 1]:
            return exceptional[0]
        # The handlers that go on around this end stand ready for its exceptions. It comes from the last statement of
        # its own, which may end with another one; or from nowhere, where several ways meet behind that statement.
        around = set(self._around(number))
        left = [(span, end) for span, end in known if end not in around]
        position = self._operations[number].position
        if position[0] is not None:
            last = self._places.span(position)
            return min((span for span, _ in left if _contains(span, last)), default=None)
        before = next((one for one in range(number - 2, 0, -1) if self._operations[one].name != "POP_EXCEPT"), 0)
        inside = set(self._around(before))
        return min((span for span, end in left if end in inside), default=left[-1][0] if left else None)

    @cached_property
    def _beginnings(self) -> dict[tuple[int, int], list[tuple[int, Span, int | None]]]:
        """By the operation that binds its variable, where handlers begin: with that; and their ends for exceptions."""
        found: dict[tuple[int, int], list[tuple[int, Span, int | None]]] = {}
        for begin, one in enumerate(self._operations):
            if one.name.startswith("STORE_") and one.position[0] is not None:
                span = self._places.span(one.position)
                if self._places.is_handler(span):
                    end = self._end_for_exceptions(begin)
                    found.setdefault((one.code, one.argument), []).append((begin, span, end))
        return found

    def _end_for_exceptions(self, begin: int) -> int | None:
        """The end of a handler that is reached by exceptions, if any can come; from where it binds its variable."""
        binds = self._operations[begin]
        for number in self._around(begin + 1):
            end = self._operations[number + 1]
            if (end.code, end.argument) == (binds.code, binds.argument) and self.is_ended_by(number + 1):
                return number
        return None

    def _around(self, number: int) -> Iterator[int]:
        """Where an exception leads from an operation, and one from there, and so on."""
        met = set()
        while number in self._ready and number not in met:
            met.add(number)
            number = self._ready[number]
            yield number


def _contains(outer: Span, inner: Span) -> bool:
    begins = (outer.row, outer.column) <= (inner.row, inner.column)
    return begins and (inner.end_row, inner.end_column) <= (outer.end_row, outer.end_column)
