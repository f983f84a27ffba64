"""What `bind` has made constant in a function: which names, and where their values stand in its code.

How they come there is for `rework.bind_bytecode` to say; here they are only read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any


class Constants(tuple[Any, ...]):
    """The constants of code into which any value may have been put.

    Code is hashed and compared by its constants: debuggers and tracebacks do that, and a list among them would stop
    them. These are hashed and compared by identity, so that no value is asked.
    """

    origin: CodeType
    """The code as it was."""
    captured: Mapping[str, int]
    """Where the values of the captured variables stand that have become constants."""
    globals: Mapping[str, int]
    """The same for the globals. Some stand in a list of their own (`boxed`)."""
    boxed: frozenset[str]
    """Those globals."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def value(self, name: str) -> Any:
        """What a variable is that has become constant."""
        if name in self.captured:
            return self[self.captured[name]]
        held = self[self.globals[name]]
        return held[0] if name in self.boxed else held


def original(code: CodeType) -> CodeType:
    """The code as it stands in the source: that which was bound, or the code itself."""
    return code.co_consts.origin if type(code.co_consts) is Constants else code


def constants_of(function: FunctionType) -> Constants | None:
    """What was made constant in a function; none if it was not bound."""
    found = function.__code__.co_consts
    return found if type(found) is Constants else None


def bound_globals(function: FunctionType) -> dict[str, Any]:
    """The globals that were made constant in a function, and what they are there."""
    constants = constants_of(function)
    return {name: constants.value(name) for name in constants.globals} if constants else {}


def bound_values(function: FunctionType) -> dict[str, Any]:
    """All that was made constant: captured variables that have no cell any more, then globals.

    A captured variable that also kept a cell, for the functions inside, has its value there.
    """
    constants = constants_of(function)
    if constants is None:
        return {}
    cells = function.__code__.co_freevars
    return {name: constants.value(name) for name in (*constants.captured, *constants.globals) if name not in cells}


def places(code: CodeType) -> Iterator[tuple[str, object]]:
    """Each name that was made constant, with the object in which its value stands, here and in nested code."""
    found = code.co_consts
    if type(found) is not Constants:
        return
    for name in found.captured:
        yield name, found
    for name, place in found.globals.items():
        yield name, found[place] if name in found.boxed else found
    for one in found:
        if type(one) is CodeType:
            yield from places(one)
