"""Who holds a cell: the live functions, generators and frames that share one captured variable.

It goes through all objects that the garbage collector knows (`gc.freeze` hides some from it) and compares cells by
identity. Python does not show the cells of a frame that runs. Such a frame counts as a holder if its code owns or
captured a variable of that name, and the variable is bound to the very same object.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import CellType, CodeType, FrameType, FunctionType
from typing import Any

from cellophane.live import own_records
from cellophane.live.bytecode import bound_after, written_variables
from cellophane.live.cells import NO_VALUE, InCell, content
from cellophane.live.frames import KINDS, code_of, frame_of, is_running, variable
from cellophane.live.safely import function_name

_OURS = ("cellophane.live.", "cellophane.report.")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Holder:
    """A live object that has the cell: whoever of the holders binds the variable, all others see it."""

    subject: Any
    """A function, a suspended generator or coroutine, or a frame."""
    kind: str
    """`function`, `generator`, `coroutine`, `asynchronous generator` or `frame`."""
    code: CodeType
    writes: bool
    """Its code, or code nested in it, binds or deletes the variable."""

    @property
    def name(self) -> str:
        """Qualified: `outer.<locals>.inner`."""
        return function_name(self.subject) if type(self.subject) is FunctionType else self.code.co_qualname

    def __repr__(self) -> str:
        return f"<Holder {self.kind} {self.name}{', which rebinds it' if self.writes else ''}>"


own_records.holding(Holder, lambda holder: (holder.subject, holder.code))


def holders(captured: Iterable[InCell]) -> dict[int, tuple[Holder, ...]]:
    """Who holds each of these cells, by the `id` of the cell: in one walk over the process.

    >>> def shared():
    ...     n = 0
    ...     def up(): nonlocal n; n += 1
    ...     return up, lambda: n
    >>> up, read = shared()
    >>> from cellophane.live.layers import look
    >>> (found,) = holders(look(read).captured).values()
    >>> sorted((one.name, one.writes) for one in found)
    [('shared.<locals>.<lambda>', False), ('shared.<locals>.up', True)]
    """
    wanted = {id(one.cell): one for one in captured if one.cell is not None}
    found: dict[int, list[Holder]] = {cell: [] for cell in wanted}
    for subject, kind, code, cells in everyone() if wanted else ():
        for cell in {id(cell) for cell in cells} & wanted.keys():
            found[cell].append(_holder(subject, kind, code, wanted[cell].name))
    for frame in running() if wanted else ():
        for cell, one in wanted.items():
            if _runs_with(frame, one) and not any(frame is other.subject for other in found[cell]):
                found[cell].append(_holder(frame, "frame", frame.f_code, one.name))
    return {cell: tuple(each) for cell, each in found.items()}


def everyone() -> Iterator[tuple[Any, str, CodeType, Sequence[CellType]]]:
    """All live functions, generators, coroutines and frames that are not running, with the cells that each has."""
    for one in gc.get_objects():
        kind = type(one)
        if kind is FunctionType:
            if one.__closure__:
                yield one, "function", one.__code__, one.__closure__
        elif kind in KINDS or kind is FrameType:
            cells = [each for each in gc.get_referents(one) if type(each) is CellType]
            if cells and not (kind in KINDS and is_running(one)):  # `running` has those
                word, code = ("frame", one.f_code) if kind is FrameType else (KINDS[kind][1], code_of(one))
                yield one, word, code, cells


def running() -> Iterator[FrameType]:
    """The frames that run now, in all threads, without those of cellophane itself.

    One of them is that of this function: a variable that held it still when it ends would be a cycle, and would keep
    all of them alive, and what was looked at, until the garbage is collected.
    """
    frame: FrameType | None
    for frame in sys._current_frames().values():
        while frame is not None:
            name = dict.get(frame.f_globals, "__name__")
            if type(name) is not str or not name.startswith(_OURS):
                yield frame
            frame = frame.f_back


def _holder(subject: Any, kind: str, code: CodeType, name: str) -> Holder:
    return Holder(subject, kind, code, name in _still_binds(subject, code))


def _runs_with(frame: FrameType, one: InCell) -> bool:
    """Whether a running frame has the variable: as far as that can be told, see above."""
    code = frame.f_code
    if code is one.code or (one.name in code.co_cellvars and _contains(code, one.code)):
        # What it held when it was looked at may be another value than that of now.
        return one.cell is not None and variable(frame, one.name, NO_VALUE) is content(one.cell)
    return False


def _contains(code: CodeType, inner: CodeType) -> bool:
    """Whether the inner code is nested in this one, at any depth."""
    nested = [one for one in code.co_consts if type(one) is CodeType]
    return any(one is inner or _contains(one, inner) for one in nested)


def _still_binds(subject: Any, code: CodeType) -> frozenset[str]:
    """The variables that this holder can still bind: a frame only in what it has not passed for good."""
    if type(subject) is FunctionType:
        return written_variables(code)
    frame = subject if type(subject) is FrameType else frame_of(subject)
    return bound_after(code, frame.f_lasti if frame is not None else len(code.co_code))
