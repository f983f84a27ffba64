"""What a generator or coroutine holds while it waits: its function, and the cells of its frame.

It runs nothing of it, and does not ask its frame for `f_locals`: before Python 3.13 that copies all local variables
into a dict which the frame then keeps alive.
"""

from __future__ import annotations

import dis
import gc
from types import CellType, CodeType, FrameType, FunctionType
from typing import Any

from cellophane.live.anatomy import anatomy, captured, without_function
from cellophane.live.closure import Closure, Shell
from cellophane.live.frames import KINDS, code_of, frame_of, is_running, running_function


def suspended(subject: Any) -> Closure:
    """A waiting generator or coroutine: what its function captured, then its variables that inner functions captured.

    >>> def numbers(n):
    ...     yield lambda: n
    >>> waiting = numbers(3)
    >>> inner = next(waiting)
    >>> suspended(waiting)
    <Closure numbers: n=3>
    """
    word = KINDS[type(subject)][1]
    code, frame, function = code_of(subject), frame_of(subject), running_function(subject)
    name = subject.__qualname__
    if frame is None or function is None:
        note = "it has ended, and let go of what it captured" if frame is None else "its function could not be found"
        found = without_function(code)
        return Closure(subject, None, code, found.captured, found.used, Shell(word, name, note=note))
    found = anatomy(function)
    own = tuple(captured(name, cell, code) for name, cell in own_cells(subject, function))
    shell = Shell(word, name, note=_state(subject, frame))
    return Closure(subject, function, code, (*found.captured, *own), found.used, shell)


def own_cells(subject: Any, function: FunctionType) -> list[tuple[str, CellType]]:
    """The variables of its own that are in cells, in the order of `co_cellvars`, in which the frame has them.

    None where a local variable holds a cell as its value, since the two cannot be told apart.
    """
    theirs = {id(cell) for cell in function.__closure__ or ()}
    own = [one for one in gc.get_referents(subject) if type(one) is CellType and id(one) not in theirs]
    names = function.__code__.co_cellvars
    return list(zip(names, own, strict=True)) if len(own) == len(names) else []


def _state(subject: Any, frame: FrameType) -> str:
    return f"{_stage(subject, frame)}: line {frame.f_lineno}"


def _stage(subject: Any, frame: FrameType | None) -> str:
    if frame is None:
        return "ended"
    if is_running(subject):
        return "running"
    return "suspended" if frame.f_lasti >= _start(frame.f_code) else "not started"


def state_of(subject: Any) -> str:
    """How far a generator or coroutine is, as the end of a sentence about it.

    >>> state_of(number for number in range(3))
    'has not started, and is no function'
    """
    stage = _stage(subject, frame_of(subject))
    return {
        "ended": "has ended",
        "running": "runs already",
        "suspended": "has started already",
        "not started": "has not started, and is no function",
    }[stage]


def _start(code: CodeType) -> int:
    """Where the body begins: before the first `RESUME` stand only operations that made the generator."""
    return code.co_code[::2].find(_RESUME) * 2


_RESUME = dis.opmap["RESUME"]
