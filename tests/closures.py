"""Random closures, as programs: `make(k)` returns one, with what it captured; the same seed gives the same program.

They read, write, delete, recurse, nest, yield, await, raise and catch, in bodies of any order. `play` calls a closure a
few times, whatever kind it is, and tells all that can be seen of it from outside.
"""

from __future__ import annotations

import asyncio
import inspect
import random
import textwrap
from collections.abc import Callable
from typing import Any

_READS = [
    "out.append(a)",
    "out.append(a + b * x)",
    "out.append([a + i for i in range(3) if i != b])",
    "out.append({i: c[0] for i in range(a % 3)})",
    "out.append(sum(a * i for i in range(3)))",
    "out.append((lambda y: (y, a, b))(x))",
    "out.append((lambda: (lambda: b + a))()())",
    "out.append(f'{a}-{b!r}-{len(c)}')",
    "out.append(inner(x))",
    "out.append(a if b else c)",
    "out.append((lambda q=a: q + x)())",
    "out.append(x in (a, b))",
]
_BLOCKS = [
    "try:\n    out.append(a // (b - b))\nexcept ZeroDivisionError as e:\n    out.append(f'{e}{a}')\nfinally:\n    x",
    "for i in range(a % 4):\n    if i == b:\n        continue\n    out.append(i + a)\nelse:\n    out.append('done')",
    "while x > 0:\n    x -= 1\n    out.append(x * b)\n    if x == a:\n        break",
    "class Local:\n    kept = a\n    def method(self):\n        return b, self.kept\nout.append(Local().method())",
    "def local(y):\n    return y + a\nout.append(local(b))",
    "match b:\n    case 0:\n        out.append('zero')\n    case other:\n        out.append(other + a)",
    "with manager(a) as held:\n    out.append((held, b))",
    "if x > 0:\n    out.append(me(x - 1) if plain else x)",
    "assert a == a, b",
    "del x\nx = a",
    "out.append(sorted(locals().keys() & {'a', 'b', 'c'}))",
]
_WRITES = ["w += 1", "w = x + a", "w += b\nout.append(w)", "c.append(a)", "del w\nw = b", "w, x = x, w"]
_SUSPENDING = {
    "generator": ["out.append((yield a))", "yield b", "yield from (a, b)"],
    "coroutine": ["out.append(await pause(a))", "out.append([i async for i in numbers(b)])"],
    "both": ["yield a", "out.append(await pause(b))", "out.append((yield b))"],
    "plain": ["out.append(b)"],
}
_PROGRAM = """
def make(k, manager, pause, numbers):
    a, b, c, w = k, k % 3, [k], 10
    plain = {plain}
    def inner(y):
        return y + a
    {asynchronous}def me(x=2, *rest, z=1, **others):
        {nonlocal_}
        out = []
{body}
        {end}
    return me
"""


def program(seed: int) -> str:
    """The source of a random closure."""
    chance = random.Random(seed)
    kind = chance.choice(list(_SUSPENDING))
    writes = chance.random() < 0.5
    pool = [*_READS, *_BLOCKS, *_SUSPENDING[kind] * 4, *(_WRITES if writes else ["c.append(b)"])]
    body = "\n".join(chance.choice(pool) for _ in range(chance.randint(1, 8)))
    return _PROGRAM.format(
        plain=kind == "plain",
        asynchronous="async " if kind in ("coroutine", "both") else "",
        nonlocal_="nonlocal w" if writes else "pass",
        body=textwrap.indent(body, " " * 8),
        end="yield out" if kind in ("generator", "both") else "return out",
    )


def made(seed: int) -> Callable[..., Any]:
    """The closure, made afresh."""
    space: dict[str, Any] = {}
    exec(compile(program(seed), f"<closure {seed}>", "exec"), space)
    found: Callable[..., Any] = space["make"](seed % 7, _Manager, _pause, _numbers)
    return found


def made_in_module(seed: int) -> tuple[Callable[..., Any], dict[str, Any]]:
    """The same with all that it captures as globals, and these globals."""
    inside = textwrap.dedent(program(seed).partition("\n")[2].partition("\n")[2].partition("\n")[2])
    text = inside.rpartition("return me")[0].replace("nonlocal w", "global w")
    k = seed % 7
    space: dict[str, Any] = {"manager": _Manager, "pause": _pause, "numbers": _numbers}
    space |= {"a": k, "b": k % 3, "c": [k], "w": 10}
    exec(compile(text, f"<module {seed}>", "exec"), space)
    return space["me"], space


def play(function: Callable[..., Any], times: int = 3) -> list[Any]:
    """What can be seen of some calls: results, what is yielded, exceptions with the line that they came from."""
    return [_one(function, number) for number in range(times)]


def _one(function: Callable[..., Any], number: int) -> Any:
    try:
        result = function(number, 5, z=number)
        if inspect.isasyncgen(result):
            return _run(_all(result))
        if inspect.iscoroutine(result):
            return _run(result)
        return _told(list(result) if inspect.isgenerator(result) else result)
    except Exception as error:
        return _failure(error)


def _run(awaitable: Any) -> Any:
    """Drive it by hand: no event loop is needed, and none is left behind."""
    try:
        while True:
            awaitable.send(None)
    except StopIteration as stop:
        return _told(stop.value)


async def _all(generator: Any) -> list[Any]:
    return [one async for one in generator]


def _failure(error: BaseException) -> tuple[str, str, int]:
    trace, line = error.__traceback__, 0
    while trace is not None:
        line, trace = trace.tb_lineno, trace.tb_next
    return type(error).__name__, str(error), line


def _told(value: Any) -> str:
    """As text: what comes out later must not change with the state."""
    return repr(value)


class _Manager:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __enter__(self) -> Any:
        return self.value

    def __exit__(self, *_: object) -> None: ...


class _Pause:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __await__(self) -> Any:
        yield
        return self.value


async def _pause(value: Any) -> Any:
    return await _Pause(value)


async def _numbers(many: int) -> Any:
    for number in range(many):
        await asyncio.sleep(0)
        yield number
