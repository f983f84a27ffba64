"""The frame of a generator or coroutine, and what it runs there: read from the outside, at any time of its life."""

from __future__ import annotations

import gc
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, FunctionType, GeneratorType
from typing import Any, Final, cast

from cellophane.live.safely import ByClass

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


def is_running(subject: Any) -> bool:
    """Whether it runs at this moment: then its frame stands among those of its thread."""
    return bool(getattr(subject, f"{KINDS[type(subject)][0]}_running"))
