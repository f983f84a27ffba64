"""Holds changed code to the code that it was made of, operation by operation, and to its tables."""

from __future__ import annotations

import dis
from collections.abc import Callable, Collection
from contextlib import nullcontext
from types import CodeType, FunctionType
from typing import Any

import pytest

from cellophane.live.constants import Constants
from cellophane.rework.bind_bytecode import with_constants
from tests.closures import made


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


def test_the_code_as_it_was_is_known() -> None:
    constants = with_constants(CODE, {"n": "value"}).co_consts
    assert isinstance(constants, Constants)
    assert constants.origin is CODE
    assert constants[constants.captured["n"]] == "value"
    assert list(constants.captured) == ["n"]


def described(code: CodeType, names: Collection[str]) -> list[Any]:
    """What each operation does, where it stands, and which handler stands ready, by the numbers of operations."""
    every = [one for one in dis.get_instructions(code) if one.opname not in ("EXTENDED_ARG", "COPY_FREE_VARS")]
    numbers = {one.offset: number for number, one in enumerate(every)}
    numbers |= {one.offset - 2: number for number, one in enumerate(every) if one.offset - 2 not in numbers}
    handlers = dis._parse_exception_table(code)  # type: ignore[attr-defined]
    lines = {start: line for start, end, line in code.co_lines() for start in range(start, end, 2)}
    found = []
    for one in every:
        ready = [each for each in handlers if each.start <= one.offset < each.end]
        ready = [(numbers[each.target], each.depth, each.lasti) for each in ready]
        read = one.opname == "LOAD_DEREF" and one.argval in names
        name = "LOAD_CONST" if read or one.opname == "RETURN_CONST" else one.opname
        argument = numbers[one.argval] if one.opcode in JUMPS else one.argval
        shown = None if name == "LOAD_CONST" else argument
        found.append((name, shown, one.positions, lines[one.offset], ready))
    return found


JUMPS = frozenset((*dis.hasjrel, *dis.hasjabs))


@pytest.mark.parametrize("seed", range(150))
@pytest.mark.parametrize("how", ["all", "some", "visible"])
def test_nothing_but_the_reads_is_different(seed: int, how: str) -> None:
    function: Any = made(seed)
    code = function.__code__
    free = [name for name in code.co_freevars if name != "w"]
    names = free[::2] if how == "some" else free
    changed = with_constants(code, dict.fromkeys(names, 7), hide=how != "visible")
    before, after = described(code, names), described(changed, names)
    assert after == before
    assert changed.co_stacksize == code.co_stacksize
    assert changed.co_cellvars == code.co_cellvars
    assert changed.co_varnames == code.co_varnames


def test_handlers_stand_ready_for_what_they_did() -> None:
    """Nested handlers, whose depths of the stack an assembler has to guess."""

    def make(n: int) -> Any:
        def function() -> Any:
            seen: list[Any] = []
            for i in (1, 2):
                try:
                    try:
                        raise KeyError(n)
                    except KeyError as error:
                        raise TypeError(i) from error
                except TypeError as error:
                    seen.append((str(error), str(error.__cause__)))
            with nullcontext():
                for i in range(n):
                    try:
                        seen.append(n // (i - 1))
                    except ZeroDivisionError:
                        continue
            return seen, n

        return function

    function: Any = make(3)
    assert described(with_constants(function.__code__, {"n": 3}), ["n"]) == described(function.__code__, ["n"])
    assert FunctionType(with_constants(function.__code__, {"n": 3}), globals())() == function()


def test_long_lines_keep_their_numbers() -> None:
    text = f"def make(n):\n  def f(x):\n    y = [{'x, ' * 80}n]\n    a = 1\n    return n / a / (a - 1)\n  return f"
    space: dict[str, Any] = {}
    exec(text, space)
    code = space["make"](1).__code__
    assert described(with_constants(code, {"n": 1}), ["n"]) == described(code, ["n"])


def test_many_constants_leave_the_variable_in_its_cell() -> None:
    calls = ", ".join(f"x{number}({number}.5)" for number in range(300))
    space: dict[str, Any] = {}
    exec(f"def make(n):\n  def f():\n    return [{calls}, n]\n  return f", space)
    code = space["make"](1).__code__
    assert with_constants(code, {"n": 1}) is code


def test_code_whose_cells_are_handed_over_elsewhere_keeps_them() -> None:
    odd = CODE.replace(co_code=bytes((dis.opmap["NOP"], 0)) + CODE.co_code)
    assert with_constants(odd, {"n": 1, "m": 2}).co_freevars == ("m", "n")


def test_places_behind_more_constants_than_two_bytes_count() -> None:
    """An operation can have more prefixes than its new argument needs, also where a variable only moves."""
    lines = "".join(f"    v{number} = 0\n" for number in range(66_000))
    for result in ("a, b", "a, (lambda: b)()"):
        space: dict[str, Any] = {}
        exec(f"def make(a, b):\n  def f():\n{lines}    return {result}\n  return f\n", space)
        function = space["make"]("a", "b")
        code = with_constants(function.__code__, {"a": "A"})
        assert code.co_freevars == ("b",)
        assert FunctionType(code, {}, closure=function.__closure__[1:])() == ("A", "b")
