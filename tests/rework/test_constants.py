"""Holds rewritten code to the code that it was made of, and to being refused when it is not."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

import bytecode
import pytest

from cellophane.rework.constants import Constants, with_constants
from cellophane.rework.subjects import Refused


def free(n: int, m: int) -> Callable[[], Any]:
    return lambda: (n, m, n)


CODE: CodeType = free(1, 2).__code__


def test_reads_become_constants() -> None:
    code = with_constants(CODE, {"n": "value"})
    assert code.co_freevars == ("m",)
    assert "value" in code.co_consts


def test_variables_can_stay_visible() -> None:
    assert with_constants(CODE, {"n": 1}, hide=False).co_freevars == CODE.co_freevars


def test_constants_are_compared_by_identity() -> None:
    one, other = Constants([[1]]), Constants([[1]])
    same = one
    assert one == same
    assert one != other
    assert isinstance(hash(one), int)


def test_what_the_package_cannot_do_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise ValueError("an operation that nobody knows")

    monkeypatch.setattr(bytecode.Bytecode, "from_code", fail)
    with pytest.raises(Refused, match="an operation that nobody knows"):
        with_constants(free(1, 2).__code__.replace(co_firstlineno=77), {"n": 1})


def test_code_that_comes_out_different_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bytecode.Bytecode.to_code

    def other(self: Any, *arguments: Any) -> Any:
        for place, one in enumerate(self):
            if getattr(one, "name", "") == "LOAD_CONST":
                self[place] = bytecode.Instr("LOAD_CONST", "other", location=one.location)
        return whole(self, *arguments)

    monkeypatch.setattr(bytecode.Bytecode, "to_code", other)
    with pytest.raises(Refused, match="comes out different"):
        with_constants(free(1, 2).__code__.replace(co_firstlineno=78), {"n": 1})
