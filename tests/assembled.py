"""Code with operations that do nothing put in wherever anything can stand, and what of it is the same all the same."""

from __future__ import annotations

import contextlib
import dis
import gc
import sys
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

from cellophane.live import exception_table
from cellophane.witnessing.assembling import Insertion, Operation, put_together, separable, taken_apart

NOTHING = (dis.opmap["NOP"], 0)


def padded(code: CodeType, many: int = 1) -> CodeType:
    """So many before each operation and after it, here and in the code inside."""
    operations = taken_apart(code)
    put_in = {}
    for number in range(len(operations)):
        behind = number + 1 < len(operations) and separable(operations, number + 1)
        put_in[number] = Insertion(
            [NOTHING] * many if separable(operations, number) else [],
            [NOTHING] * many if behind else [],
        )
    constants = tuple(padded(one, many) if isinstance(one, CodeType) else one for one in code.co_consts)
    return put_together(code, operations, put_in, constants, 0)


def differences(code: CodeType) -> Iterator[str]:
    """What is not as it was when the code is put together again, with nothing put in and with padding."""
    again = put_together(code, taken_apart(code), {}, code.co_consts, 0)
    for part in ("co_code", "co_exceptiontable", "co_stacksize", "co_flags", "co_names", "co_firstlineno"):
        if getattr(again, part) != getattr(code, part):
            yield f"{code.co_qualname}: {part} of what was put together again"
    if list(again.co_positions()) != list(code.co_positions()):
        yield f"{code.co_qualname}: places of what was put together again"
    wide = padded(code, 3)
    if _operations(wide) != _operations(code):
        yield f"{code.co_qualname}: operations of what was padded"
    if _jumps(wide) != _jumps(code):
        yield f"{code.co_qualname}: jumps of what was padded"
    if _ready(wide) != _ready(code):
        yield f"{code.co_qualname}: handlers of what was padded"


def traced(code: CodeType, space: dict[str, Any]) -> list[tuple[str, str, int]]:
    """What a debugger is told while the code of a module runs: calls, lines, returns and exceptions."""
    found: list[tuple[str, str, int]] = []

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename != code.co_filename:
            return None
        found.append((frame.f_code.co_name, event, frame.f_lineno))
        return trace

    gc.collect()
    gc.disable()  # generators that are collected are closed, at any moment
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with contextlib.suppress(Exception, SystemExit):
            exec(code, space)
    finally:
        sys.settrace(before)
        gc.enable()
    return found


def nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from nested(one)


def _own(code: CodeType) -> dict[int, Operation]:
    """The operations that do something, by their numbers."""
    return {number: one for number, one in enumerate(taken_apart(code)) if one.name != "NOP"}


def _operations(code: CodeType) -> list[Any]:
    own = _own(code).values()
    return [(one.name, one.argument if one.target is None else None, one.position) for one in own]


def _jumps(code: CodeType) -> list[int]:
    """How many operations stand before where each jump leads to."""
    own, ranks = _own(code), _ranks(code)
    return [ranks[one.target] for one in own.values() if one.target is not None]


def _ranks(code: CodeType) -> list[int]:
    """For each operation, how many that do something stand before it."""
    ranks, before = [], 0
    for one in taken_apart(code):
        ranks.append(before)
        before += one.name != "NOP"
    return ranks


def _ready(code: CodeType) -> list[tuple[int, int, int]]:
    """The handler that stands ready for each operation that does something, and the stack that it finds."""
    ranks = _ranks(code)
    at = {one.offset // 2: number for number, one in enumerate(taken_apart(code))}
    own = {number: rank for rank, number in enumerate(_own(code))}
    return [
        (own[at[offset]], ranks[at[row.handler]], row.stack)
        for row in exception_table.rows(code.co_exceptiontable)
        for offset in range(row.start, row.end)
        if at.get(offset) in own
    ]
