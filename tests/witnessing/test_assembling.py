"""Operations put into all sorts of code: it stays what it was, and does what it did.

`benchmarks/code_put_together.py` does this with all code there is; here is a slice of it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from cellophane.witnessing.assembling import Insertion, put_together, separable, taken_apart
from tests import closures
from tests.assembled import NOTHING, differences, nested, padded, traced
from tests.timeline_programs import program

MODULES = [
    *("asyncio.base_events", "asyncio.taskgroups", "contextlib", "dataclasses", "enum", "functools", "pickle"),
    *("rich.console", "hypothesis.core", "pygments.lexers.python"),
]


def code_of(module: str) -> CodeType:
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    path = spec.origin if spec.origin != "frozen" else spec.loader_state.filename
    return compile(Path(path).read_bytes(), path, "exec", dont_inherit=True)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("module", MODULES)
def test_code_is_the_same_but_for_what_was_put_in(module: str) -> None:
    found = [each for code in nested(code_of(module)) for each in differences(code)]
    assert found == []


def changed(function: Callable[..., Any], code: CodeType) -> FunctionType:
    assert isinstance(function, FunctionType)
    new = FunctionType(code, function.__globals__, closure=function.__closure__)
    new.__defaults__, new.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
    return new


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_padded_closures_do_the_same(first: int) -> None:
    for seed in range(first, first + 100):
        plain, other = closures.made(seed), closures.made(seed)
        assert isinstance(other, FunctionType)
        wide = changed(other, padded(other.__code__, seed % 50 + 1))
        assert closures.play(plain) == closures.play(wide), seed


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_a_debugger_sees_the_same_lines(first: int) -> None:
    for seed in range(first, first + 20):
        code = compile(program(seed), "<traced>", "exec")
        assert traced(padded(code, 2), {}) == traced(code, {}), seed


def test_jumps_over_more_than_an_argument_holds() -> None:
    text = "found = []\nfor n in range(3):\n    if n == 1:\n        continue\n" + "    found.append(n)\n" * 30
    code = compile(text, "<long>", "exec")
    for many in (1, 100, 3000):
        space: dict[str, Any] = {}
        wide = padded(code, many)
        exec(wide, space)
        assert space["found"] == [0] * 30 + [2] * 30
        assert differences(wide) is not None
    assert len(padded(code, 3000).co_code) > 2 * 0x10000


def test_what_is_put_in_before_is_done_by_those_who_jump_there() -> None:
    def count(n: int) -> int:
        total = 0
        while n:
            n -= 1
            total += 1
        return total

    operations = taken_apart(count.__code__)
    [target] = {one.target for one in operations if one.name.startswith("JUMP_BACKWARD") or "BACKWARD" in one.name}
    assert target is not None
    for put_in in (Insertion(before=[NOTHING]), Insertion(after=[NOTHING])):
        new = put_together(count.__code__, operations, {target: put_in}, count.__code__.co_consts, 0)
        after = taken_apart(new)
        [moved] = {one.target for one in after if "BACKWARD" in one.name}
        assert moved is not None
        assert (after[moved].name == "NOP") is bool(put_in.before)
        assert changed(count, new)(5) == 5


def test_some_operations_cannot_be_parted() -> None:
    def numbers(n: int) -> Any:
        for each in range(n):
            yield from (each,)

    operations = taken_apart(numbers.__code__)
    names = [one.name for one in operations]
    parted = [number for number in range(len(names)) if not separable(operations, number)]
    assert parted[: names.index("RESUME") + 1] == list(range(names.index("RESUME") + 1))
    assert names.index("YIELD_VALUE") + 1 in parted
    for number in parted:
        with pytest.raises(ValueError, match="nothing can be put in before operation"):
            put_together(numbers.__code__, operations, {number: Insertion(before=[NOTHING])}, (), 0)
    with pytest.raises(ValueError, match="nothing can be put in after operation"):
        put_together(numbers.__code__, operations, {parted[-1] - 1: Insertion(after=[NOTHING])}, (), 0)
    assert list(changed(numbers, padded(numbers.__code__, 3))(3)) == [0, 1, 2]


def test_exceptions_thrown_into_padded_generators() -> None:
    def inner() -> Any:
        try:
            yield 1
        except KeyError:
            yield 2

    def outer() -> Any:
        yield (yield from made())

    made: Callable[[], Any] = changed(inner, padded(inner.__code__, 2))
    generator = changed(outer, padded(outer.__code__, 2))()
    assert next(generator) == 1
    assert generator.throw(KeyError) == 2
    with pytest.raises(KeyError):
        generator.throw(KeyError)
