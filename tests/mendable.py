"""Random programs that keep closures of loops, each beside the value that it is meant to read.

A program makes `kept`, a list of pairs: the values of the variables in the iteration at hand, and a closure that reads
them. As long as the closure reads them late, the two differ; once it is mended, they are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from hypothesis import strategies as st

NAMES = ("a", "b", "größe", "row_2", "名", "_e")

_HEAD = ("kept = []", "def keep(values, closure):", "    kept.append((values, closure))", "def same(f): return f")
_LOOPS = (
    ("for {x} in (1, 2):",),
    ("for {x}, {y} in ((1, 2), (3, 4)):",),
    ("for {x} in range(2):", "    {y} = {x} * 10"),
    ("{z} = [1, 2]", "while {z}:", "    {x} = {z}.pop()"),
    ("for {x} in (1, 2):", "    if {x} > 5: continue"),
    ("for {x} in (1, 2):", "    try: {y} = int('{x}')", "    except ValueError as error: {y} = str({x})"),
    ("for {x}, in zip((3, 4)):", "    with open('/dev/null') as file: pass"),
)
_EXPRESSIONS = (
    "lambda: {v}",
    "lambda x=0: {v}",
    "lambda x=0,: {v}",
    "lambda *r: {v}",
    "lambda x=0, /: {v}",
    "lambda x=0, *, y=0: {v}",
    "lambda x=lambda: (1, {{2: 3}}): {v}",
    "lambda x=[1, 2][0:1], y={{'k': 1}}: {v}",
    "lambda **k: {v}",
    "lambda self=None: {v}",
    "lambda: (lambda: {v})()",
    "lambda: lambda: {v}",
    "lambda: [{v} for _ in 'x'][0]",
    'lambda: """one\n  two""" and {v}',
    "({v} for _ in 'x')",
    "({v} for _ in 'x' if True for _ in 'x')",
)
_USES = (
    "keep({v}, {c})",
    "keep(closure=({c}), values={v})",
    "kept.append(({v}, {c}))",
    "kept += [({v}, {c},)]",
    "made = {c}\nkeep({v}, made)",
    "made = {v}, {c}; keep(*made)",
    "if keep({v}, {c}): pass\nelif keep({v}, {c}): pass",
    "kept.extend([({v}, {c}) for {x} in (7, 8)])",
    "kept.extend([({v}, {c}) for {x} in (7, 8) if {x} for {y} in (9,)])",
    "keep({v}, ({c}) if {v} else None)",
)
_DEFINITIONS = (
    "def f(): return {v}",
    "def f(x=0, /, *rest): return {v}",
    "def f(\n    x: int = 0,\n    *,\n    y: str = 'y',\n) -> object:\n    'It is told.'\n    return {v}",
    "def f(x=0):\n    '''Of several\n  lines.'''\n    text = '''\n  more'''\n    return {v}",
    "@same\ndef f():\n    return {v}",
    "@same\n@(lambda g: g)\nasync def f(): return {v}",
    "def f(n=1):\n    if n:\n        return f(n - 1)\n    return {v}",
    "def f(**options):\n    def g():\n        return {v}\n    return g()",
    "async def f(x=0):\n    return {v}",
    "def f():\n    yield {v}",
    "class K:\n    'A class.'\n    def f(self):\n        return {v}\nf = K",
)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """The text of a program."""
    return _Writer(draw(st.randoms(use_true_random=False))).program()


class _Writer:
    def __init__(self, random: Random) -> None:
        self.random = random

    def program(self) -> str:
        loops = [line for _ in range(self.random.randint(1, 2)) for line in self.loop([], 3)]
        if self.random.random() < 0.5:
            loops = ["def main():", *_indented(["global kept", *loops]), "main()"]
        return "\n".join([*_HEAD, *loops, ""])

    def loop(self, names: list[str], depth: int) -> list[str]:
        x, y = self.random.sample([name for name in NAMES if name not in names], 2)
        form = self.random.choice(_LOOPS)
        head = [line.format(x=x, y=y, z=f"rest_{depth}") for line in form]
        bound = [*names, x] + ([y] if "{y}" in "".join(form) else [])
        return [*head, *_indented(self.block(bound, depth - 1))]

    def block(self, names: list[str], depth: int) -> Iterator[str]:
        for _ in range(self.random.randint(1, 2)):
            if depth and len(names) < 3 and self.random.random() < 0.4:
                yield from self.loop(names, depth)
            else:
                yield from self.kept(names).split("\n")

    def kept(self, names: list[str]) -> str:
        if self.random.random() < 0.3:
            values = self.values(names)
            return self.random.choice(_DEFINITIONS).format(v=values) + f"\nkeep({values}, f)"
        x, y = self.random.sample([name for name in NAMES if name not in names], 2)
        use = self.random.choice(_USES)
        inner = [name for mark, name in (("{x}", x), ("{y}", y)) if mark in use]
        values = self.values([*names, *inner])
        return use.format(v=values, c=self.random.choice(_EXPRESSIONS).format(v=values), x=x, y=y)

    def values(self, names: list[str]) -> str:
        chosen = self.random.sample(names, self.random.randint(1, len(names)))
        return f"({', '.join(chosen)},)"


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def misread(text: str) -> list[tuple[Any, Any]]:
    """Run a program: the values of which its closures read others, and what they read.

    >>> misread("kept = []\\nfor i in (1, 2):\\n    kept.append(((i,), lambda: (i,)))")
    [((1,), (2,))]
    """
    space: dict[str, Any] = {"__name__": "program"}
    exec(compile(text, "<program>", "exec"), space)
    read = [(values, _read(closure)) for values, closure in space["kept"]]
    return [(values, found) for values, found in read if values != found]


def _read(closure: Any) -> Any:
    while not isinstance(closure, tuple):
        if isinstance(closure, type):
            closure = closure().f()
        elif callable(closure):
            closure = closure()
        elif hasattr(closure, "send") and hasattr(closure, "cr_await"):
            try:
                closure.send(None)
            except StopIteration as end:
                closure = end.value
        else:
            closure = next(iter(closure))
    return closure
