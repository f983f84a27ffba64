"""Whether a condition can hold of a value, as far as its form tells."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.conditions import Conditions
from tests.parts import Parts, form

HEAD = """
import collections.abc
from collections.abc import Iterable
from typing import Callable, Protocol
from somewhere import Theirs
class Own: pass
class Number(int): pass
class Further(Own, Number): pass
class Asks(metaclass=Theirs): pass
class Follows(Protocol): pass
class Inherits(Theirs): pass
class Row(list): pass
"""


def answer(test: str, of: str) -> bool | None:
    parts = Parts(f"{HEAD}def main(x, y):\n    if {test}: pass\n")
    statement = next(node for node in ast.walk(parts.tree) if isinstance(node, ast.If))
    return Conditions(parts.names, parts.callees).holds(statement.test, parts.variable("x"), form(of))


@pytest.mark.parametrize(
    ("test", "of", "holds"),
    [
        ("x is None", "call", False),
        ("x is not None", "item call", True),
        ("x is None", "object call", False),
        ("not x is None", "call", True),
        ("callable(x)", "call", True),
        ("not callable(x)", "call", False),
        ("isinstance(x, int)", "iterate", False),
        ("isinstance(x, int)", "call", False),
        ("isinstance(x, int)", "item call", False),
        ("isinstance(x, int)", "await", False),
        ("isinstance(x, list)", "iterate", False),
        ("isinstance(x, str)", "item call", False),
        ("isinstance(x, object)", "call", True),
        ("isinstance(x, (int, str))", "call", False),
        ("isinstance(x, (int, Callable))", "call", True),
        ("isinstance(x, collections.abc.Iterable)", "iterate", True),
        ("isinstance(x, str) or not isinstance(x, Iterable)", "iterate", False),
        ("isinstance(x, str) and y", "iterate", False),
        ("hasattr(x, '__iter__')", "iterate", True),
        ("hasattr(x, '__call__')", "call", True),
        ("isinstance(x, Own)", "call", False),
        ("isinstance(x, Number)", "iterate", False),
        ("isinstance(x, (Further, Own))", "iterate", False),
        ("isinstance(x, Row)", "iterate", False),
        # it may be, or not
        ("isinstance(x, list)", "item call", None),
        ("isinstance(x, tuple)", "0/2 call", None),
        ("isinstance(x, Theirs)", "call", None),
        ("isinstance(x, (int, Theirs))", "call", None),
        ("isinstance(x, Asks)", "call", None),
        ("isinstance(x, Follows)", "call", None),
        ("isinstance(x, Inherits)", "call", None),
        ("isinstance(x, Own)", "object call", None),
        ("isinstance(x, Row)", "item call", None),
        ("isinstance(x, type)", "call", None),
        ("isinstance(x, Iterable)", "call", None),
        ("isinstance(x, int)", "object call", None),
        ("isinstance(x, int) or y", "iterate", None),
        ("hasattr(x, 'name')", "call", None),
        ("callable(x)", "item call", False),
        ("x is None", "part", None),
        ("x is None", "inside", None),
        # it asks about something else
        ("isinstance(y, int)", "call", None),
        ("y is None", "call", None),
        ("callable(x.y)", "call", None),
        ("x", "call", None),
        ("len(x)", "call", None),
    ],
)
def test_whether_it_holds(test: str, of: str, holds: bool | None) -> None:
    assert answer(test, of) is holds


def test_a_function_of_the_file_that_is_called_so_is_another_one() -> None:
    parts = Parts("def callable(x): pass\ndef main(x):\n    if callable(x): pass\n")
    statement = next(node for node in ast.walk(parts.tree) if isinstance(node, ast.If))
    assert Conditions(parts.names, parts.callees).holds(statement.test, parts.variable("x", 1), form("call")) is None
