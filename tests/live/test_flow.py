"""Which operations can follow which."""

from __future__ import annotations

import sys
from types import CodeType, FrameType
from typing import Any

import pytest

from cellophane.live.flow import Flow
from cellophane.witnessing.changing_globals import changing_globals

TEXTS = [
    "x = 1",
    "for n in y: x = n",
    "while a:\n    try:\n        x = 1\n        break\n    except E:\n        continue\nz = 2",
    "for a in b:\n    if c: break\n    while d:\n        if e: continue\n        x = 1\nelse: y = 2\nwith f: z = 3",
    "try: x = 1\nfinally:\n    for n in y: z = 1",
]


def compiled(text: str) -> CodeType:
    return compile(text, "a.py", "exec")


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_in_a_loop_can_come_after_itself(text: str) -> None:
    code = compiled(text)
    flow = Flow(code)
    starts = flow.after(-1)
    assert flow.in_loops() & starts == {offset for offset in starts if offset in flow.after(offset)}


def lines_run(text: str) -> int:
    """How many lines the search for changing globals runs."""
    code, many = compiled(text), 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal many
        many += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        changing_globals(code)
    finally:
        sys.settrace(before)
    return many


def test_twice_as_many_globals_are_twice_the_work() -> None:
    def program(many: int) -> str:
        return "".join(f"def f{number}(): return f{(number + 1) % many}\n" for number in range(many))

    assert lines_run(program(80)) < 2.5 * lines_run(program(40))
