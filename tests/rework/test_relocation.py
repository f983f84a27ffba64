"""Where captured variables have moved to, and what cannot move."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

import bytecode
import pytest

from cellophane.rework.relocation import to_attributes, to_globals, to_parameters
from cellophane.rework.subjects import Refused


def code_of(function: Any) -> CodeType:
    code: CodeType = function.__code__
    return code


def make(n: int, m: int) -> Callable[[int], Any]:
    def function(x: int) -> Any:
        nonlocal m
        m += x
        return n, m

    return function


CODE = code_of(make(1, 2))


def test_parameters_first_and_last() -> None:
    read = code_of((lambda n: lambda x, *r, k=0: (n, x))(1))
    assert to_parameters(read, first=True).co_varnames == ("n", "x", "k", "r")
    assert to_parameters(read, first=False).co_varnames == ("x", "k", "n", "r")
    assert to_parameters(read, first=False).co_kwonlyargcount == 2
    plain = code_of((lambda n: lambda x: (n, x))(1))
    assert to_parameters(plain, first=False).co_varnames == ("x", "n")


def test_globals_are_read_written_and_deleted() -> None:
    space: dict[str, Any] = {"n": 1, "m": 2}
    assert FunctionType(to_globals(CODE), space)(3) == (1, 5)
    assert space["m"] == 5


def test_attributes_are_read_and_written() -> None:
    class Holder:
        n, m = 1, 2

    holder = Holder()
    assert FunctionType(to_attributes(CODE), {})(holder, 3) == (1, 5)
    assert holder.m == 5
    assert to_attributes(CODE).co_varnames[:2] == ("self", "x")


def test_lines_and_columns_stay() -> None:
    before = {each[:2] for each in CODE.co_positions() if each[0]}
    for code in (to_globals(CODE), to_attributes(CODE), to_parameters(CODE, first=True)):
        assert {each[:2] for each in code.co_positions() if each[0]} <= before
        assert code.co_firstlineno == CODE.co_firstlineno


def test_what_the_package_cannot_do_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise ValueError("an operation that nobody knows")

    monkeypatch.setattr(bytecode.Bytecode, "from_code", fail)
    with pytest.raises(Refused, match="an operation that nobody knows"):
        to_globals(CODE)


def test_lines_stay_behind_wide_columns() -> None:
    """A table of lines that is longer than the code has the interpreter write behind its end when it traces."""
    for wide in (100, 120, 130, 1_000):
        text = f"def make(n):\n  def f(x):\n    {'y' * wide} = [x + n]; return {'y' * wide}, n + x\n  return f\n"
        space: dict[str, Any] = {}
        exec(text, space)
        function = space["make"](1)
        for code in (to_parameters(function.__code__, first=True), to_globals(function.__code__)):
            assert max(end for _, end, _ in code.co_lines()) == len(code.co_code)
            assert {line for *_, line in code.co_lines()} >= {line for *_, line in function.__code__.co_lines() if line}
