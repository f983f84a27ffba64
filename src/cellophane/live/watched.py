"""Code into which calls were put that tell what happens to its variables, and the way back to what it was.

How they come there is for `witnessing` to say. Who looks into code, weighs it or makes other code of it wants the code
as it was compiled.
"""

from __future__ import annotations

from types import CodeType, FunctionType
from typing import Any

_CODE: Any = vars(FunctionType)["__code__"]


class Watched(tuple[Any, ...]):
    """The constants of such code: its own, and behind them those of the calls. Printed, they are its own."""

    origin: CodeType
    """The code as it was compiled."""

    def __repr__(self) -> str:
        return repr(self.origin.co_consts)


def unwatched(code: CodeType) -> CodeType:
    """The code as it was compiled, whether calls were put into it or not."""
    constants = code.co_consts
    return constants.origin if type(constants) is Watched else code


def stop_watching(function: FunctionType) -> None:
    """Give the function its code back as it was compiled. What is in the middle of it goes on as it began."""
    code = _CODE.__get__(function)
    if type(code.co_consts) is Watched:
        function.__code__ = code.co_consts.origin
