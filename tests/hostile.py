"""Objects, and classes of them, that must not be asked for anything: each question is noted, and goes wrong.

The classes are made for one test each, and the test lets go of them: whatever else looks at all objects of the process
would stumble over them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

_QUESTIONS = [
    "__repr__",
    "__str__",
    "__eq__",
    "__ne__",
    "__hash__",
    "__len__",
    "__bool__",
    "__sizeof__",
    "__iter__",
    "__getattribute__",
    "__call__",
    "__getitem__",
    "__contains__",
    "__reduce_ex__",
    "__format__",
    "__dir__",
    "__index__",
    "__instancecheck__",
    "__subclasscheck__",
    "__get__",
    "__copy__",
    "__deepcopy__",
    "keys",
    "items",
    "values",
    "copy",
]


class Woken(Exception):
    """Somebody asked."""


def hostile(asked: list[str]) -> Iterator[tuple[str, Any]]:
    """Objects by what is hostile about them; what they are asked goes into the list."""

    def note(*_: Any) -> Any:
        asked.append(sys._getframe(1).f_code.co_qualname)
        raise Woken

    answers: dict[str, Any] = dict.fromkeys(_QUESTIONS, note)
    liar = {**answers, "__class__": property(note), "__dict__": property(note), "__slots__": ()}
    yield "an object", type("Object", (), liar)()
    for base in (list, dict, tuple, str, int, bytes, set, float):
        yield f"one derived from {base.__name__}", base.__new__(type("Derived", (base,), liar))
    kind = type("Kind", (type,), {**answers, "__slots__": ()})
    yield "one of a hostile class", object.__new__(type.__call__(kind, "OfKind", (), {}))
    yield "a hostile class", type.__call__(kind, "Class", (), {})


def capturing(value: Any) -> Callable[[], Any]:
    """A function that captured the value, has it for a default, and an annotation."""

    def function(default: object = value) -> Any:
        return value

    function.__annotations__["default"] = value
    return function
