"""Programs with calls put in, seen from outside."""

from __future__ import annotations

from types import CodeType, FunctionType
from typing import Any

import pytest

from cellophane.live.watched import unwatched
from cellophane.source.text.source import Source
from cellophane.witnessing.instrumenting import instrumented
from cellophane.witnessing.recorder import Recorder
from tests import closures
from tests.assembled import nested, traced
from tests.timeline_programs import program


def with_calls(text: str, space: dict[str, Any]) -> CodeType:
    code = compile(text, "<program>", "exec", dont_inherit=True)
    return instrumented(code, Source("<program>", text), Recorder(space, 10**6))


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_a_debugger_sees_the_same_lines(first: int) -> None:
    for seed in range(first, first + 20):
        text = program(seed)
        plain: dict[str, Any] = {"__name__": "traced"}
        space: dict[str, Any] = {"__name__": "traced"}
        code = compile(text, "<program>", "exec", dont_inherit=True)
        assert traced(with_calls(text, space), space) == traced(code, plain), seed


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_closures_do_the_same(first: int) -> None:
    for seed in range(first, first + 100):
        space: dict[str, Any] = {}
        exec(with_calls(closures.program(seed), space), space)
        made = space["make"](seed % 7, closures._Manager, closures._pause, closures._numbers)
        assert closures.play(made) == closures.play(closures.made(seed)), seed


def test_all_that_code_tells_of_itself_is_the_same() -> None:
    for seed in range(40):
        text = program(seed)
        plain = compile(text, "<program>", "exec", dont_inherit=True)
        for one, other in zip(nested(plain), _nested(with_calls(text, {})), strict=True):
            assert unwatched(other) == one
            for part in ("co_flags", "co_names", "co_varnames", "co_cellvars", "co_freevars", "co_qualname"):
                assert getattr(one, part) == getattr(other, part)


def _nested(code: CodeType) -> list[CodeType]:
    """The code, and what is in the place of the code inside it."""
    own = len(unwatched(code).co_consts)
    inside = [one for one in code.co_consts[:own] if isinstance(one, CodeType)]
    return [code, *(each for one in inside for each in _nested(one))]


def test_code_in_which_nothing_happens_is_the_very_same() -> None:
    text = "def f(x):\n    def g(y): return y\n    return g\nclass C:\n    def m(self): return super()\n"
    code = compile(text, "a.py", "exec")
    assert instrumented(code, Source("a.py", text), Recorder({}, 10)) is code


def test_recorded_functions_can_be_called_by_threads_of_others() -> None:
    from concurrent.futures import ThreadPoolExecutor

    text = (
        "def make(n):\n    def f(x):\n        nonlocal n\n        n = n + x\n        return n - n + x\n    return f\n"
    )
    space: dict[str, Any] = {}
    recorder = Recorder(space, 10**6)
    exec(instrumented(compile(text, "a.py", "exec"), Source("a.py", text), recorder), space)
    function = space["make"](0)
    assert isinstance(function, FunctionType)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(function, range(500))) == list(range(500))
    assert len(recorder.happened) == 500 * 4 + 2
