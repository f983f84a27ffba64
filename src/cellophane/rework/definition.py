"""Whether a function is being defined: what its decorator returns is stored under its name at once.

Then the name means the new function for the function itself, although its variable still holds nothing, or the function
that an earlier round of a loop defined.
"""

from __future__ import annotations

import dis
from types import CodeType, FrameType

_STORE = "STORE_DEREF"


def is_being_defined(code: CodeType, frame: FrameType) -> bool:
    """Whether the frame stands in the call of a decorator above the `def` of this code.

    That is so if it made a function of the code, and stores what the call returns under the name of that function.

    >>> import sys
    >>> def decorator(function):
    ...     print(is_being_defined(function.__code__, sys._getframe(1)))
    ...     return function
    >>> def definitions():
    ...     @decorator
    ...     def first(): return first
    ...     kept = [decorator(first)]
    >>> definitions()
    True
    False
    """
    around = frame.f_code
    if not _makes(around, code):
        return False
    following = next((one for one in dis.get_instructions(around) if one.offset > frame.f_lasti), None)
    return following is not None and following.opname == _STORE and following.argval == code.co_name


def _makes(around: CodeType, code: CodeType) -> bool:
    """Whether a function of this code is made there, or in the scope of its type parameters there."""
    constants = [one for one in around.co_consts if type(one) is CodeType]
    between = (one for one in constants if one.co_name == f"<generic parameters of {code.co_name}>")
    return any(one is code for one in constants) or any(_makes(one, code) for one in between)
