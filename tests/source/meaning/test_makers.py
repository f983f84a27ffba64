"""Which calls make an object that nobody else has."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.meaning.makers import makes
from tests.parts import Parts

CLASS = "class C:\n    def add(self, f): ...\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("[]", True),
        ("{**a}", True),
        ("[x for x in y]", True),
        (f"{CLASS}C()", True),
        ("dict()", True),
        ("import queue\nqueue.Queue()", True),
        ("class S:\n    def __new__(cls): return THE_ONE\nS()", False),
        (f"{CLASS}def make(): return C()\nmake()", True),
        (f"{CLASS}def make():\n    c = C()\n    c.x = 1\n    c.add(print)\n    return c\nmake()", True),
        (f"{CLASS}def make():\n    c = C()\n    kept.append(c)\n    return c\nmake()", False),
        (f"{CLASS}def make():\n    c = C()\n    global THE_ONE\n    THE_ONE = c\n    return c\nmake()", False),
        (f"{CLASS}the_one = C()\ndef get(): return the_one\nget()", False),
        (f"{CLASS}def get() -> C: ...\nget()", False),
        (f"{CLASS}def get(c: C): return c\nget(C())", False),
        (f"{CLASS}import functools\n@functools.cache\ndef get(): return C()\nget()", False),
        ("def again(): return again()\nagain()", False),
        ("def steps(): yield 1\nsteps()", True),
        ("import logging\nlogging.getLogger('a')", False),
        ("import asyncio\nasyncio.get_event_loop()", False),
        ("max([], [])", False),
        ("unknown()", False),
        ("name", False),
    ],
)
def test_what_makes_an_object(code: str, expected: bool) -> None:
    parts = Parts(code)
    last = parts.tree.body[-1]
    assert isinstance(last, ast.Expr)
    assert makes(last.value, parts.callees) is expected
