"""The frame of a generator or coroutine, and what it runs there: read from the outside, at any time of its life."""

from __future__ import annotations

import gc
import sys
from inspect import CO_OPTIMIZED
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, FunctionType, GeneratorType
from typing import Any, Final, cast

from cellophane.live.safely import ByClass
from cellophane.versions import FRAME_LOCALS_ARE_COPIED

try:
    from ctypes import c_char_p, py_object, pythonapi

    _GET: Any = pythonapi.PyFrame_GetVarString
    _GET.argtypes, _GET.restype = (py_object, c_char_p), py_object
except (ImportError, AttributeError):  # an interpreter built without `ctypes`, or older than 3.12
    _GET = None

KINDS: Final = ByClass(
    {
        GeneratorType: ("gi", "generator"),
        CoroutineType: ("cr", "coroutine"),
        AsyncGeneratorType: ("ag", "asynchronous generator"),
    }
)
"""The types, with the prefix of their attributes and the field's word for them."""


def running_function(subject: Any) -> FunctionType | None:
    """The function that a generator or coroutine runs; none once it has ended."""
    code = code_of(subject)
    referents = gc.get_referents(subject)
    return next((one for one in referents if type(one) is FunctionType and one.__code__ is code), None)


def code_of(subject: Any) -> CodeType:
    """The code that a generator or coroutine runs, or ran."""
    return cast("CodeType", getattr(subject, f"{KINDS[type(subject)][0]}_code"))


def frame_of(subject: Any) -> FrameType | None:
    """The frame of a generator or coroutine; none once it has ended."""
    return cast("FrameType | None", getattr(subject, f"{KINDS[type(subject)][0]}_frame"))


def variable(frame: FrameType, name: str, missing: Any = None) -> Any:
    """What a variable of a frame holds now, be it in a cell or not; `missing` if it is not bound there.

    `f_locals` would do, but before 3.13 it copies all variables of a function into a dict that the frame then keeps,
    and with it their values. Since 3.12 there is a way around it; in 3.11 the copy is thrown away, unless the frame's
    own code has asked for it as well, which then sees the values of now.
    """
    if FRAME_LOCALS_ARE_COPIED and _GET is not None:
        try:
            return _GET(frame, name.encode())
        except NameError:
            return missing
    kept: Any = frame.f_locals
    found = kept.get(name, missing)
    if FRAME_LOCALS_ARE_COPIED and frame.f_code.co_flags & CO_OPTIMIZED and sys.getrefcount(kept) == _OF_FRAME:
        kept.clear()
    return found


_OF_FRAME = 3
"""The references to such a copy that only the frame has: its own, that of `variable`, and that of asking."""


def is_running(subject: Any) -> bool:
    """Whether it runs at this moment: then its frame stands among those of its thread."""
    return bool(getattr(subject, f"{KINDS[type(subject)][0]}_running"))
