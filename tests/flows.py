"""Generated programs with every kind of control flow, and what decides at run time which way they go.

A program is text that calls `pick(n)` for a number below `n`, `risky(...)`, which may raise, and few other names that
`surroundings` gives it. It ends by itself: every loop takes a bounded number of turns.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from hypothesis import strategies as st

_NAMES = ("a", "b", "c")
_ERRORS = ("ValueError", "KeyError", "(KeyError, LookupError)", "Exception")


def flows() -> st.SearchStrategy[str]:
    """Programs whose ways differ from run to run."""
    return st.randoms(use_true_random=False).map(lambda chance: _Writer(chance).program()).filter(_compiles)


def _compiles(program: str) -> bool:
    """A walrus is refused in some places of comprehensions."""
    try:
        compile(program, "generated", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


class _Writer:
    """Writes one program; `room` keeps it short."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.room = 40
        self.serial = 0
        self.asynchronous = False

    def program(self) -> str:
        lines = ["a = b = c = n = 0"]
        for _ in range(self.chance.randint(1, 3)):
            lines += self.function("module")
        return "\n".join([*lines, *self.block("module", loop=False)]) + "\n"

    def new(self, stem: str) -> str:
        self.serial += 1
        return f"{stem}{self.serial}"

    # -- statements ----------------------------------------------------------------------------------------------

    def block(self, kind: str, *, loop: bool) -> list[str]:
        """One to three statements of a body of this kind: module, function, generator, coroutine or class."""
        lines: list[str] = []
        for _ in range(self.chance.randint(1, 3)):
            lines += self.statement(kind, loop)
        return lines

    def statement(self, kind: str, loop: bool) -> list[str]:
        self.room -= 1
        simple: list[Callable[[], list[str]]] = [
            self.assign,
            self.assign,
            self.store,
            self.augment,
            self.delete,
            lambda: [self.expression(2)],
            lambda: [f"assert {self.expression(1)} or pick(4), {self.expression(1)}"],
            lambda: ["import math, json as j"],
        ]
        if kind in ("function", "generator", "coroutine"):
            simple += [lambda: [f"return {self.expression(1)}"]]
        if kind == "generator":
            simple += [lambda: [f"{self.name()} = yield {self.expression(1)}"], lambda: ["yield from (1, risky(2))"]]
        if kind == "coroutine":
            simple += [lambda: [f"{self.name()} = await soon({self.expression(1)})"]]
        if loop:
            simple += [lambda: ["break"], lambda: ["continue"]] * 2
        simple += [lambda: [f"raise {self.chance.choice(('ValueError', 'KeyError'))}({self.expression(0)})"]]
        if self.room < 0:
            return self.chance.choice(simple)()
        nested: list[Callable[[], list[str]]] = [
            lambda: self.if_(kind, loop),
            lambda: self.for_(kind),
            lambda: self.while_(kind),
            lambda: self.try_(kind, loop),
            lambda: self.try_(kind, loop),
            lambda: self.with_(kind, loop),
            lambda: self.match(kind, loop),
            lambda: self.function(kind),
            lambda: self.class_(kind),
            self.star,
        ]
        return self.chance.choice(simple + nested)()

    def assign(self) -> list[str]:
        return [f"{self.target()} = {self.expression(2)}" if self.chance.random() < 0.7 else self.several()]

    def several(self) -> str:
        targets = self.chance.choice(("a, b", "a, (b, *c)", "[box.x, a]", "a = box[b], c", "*a, box.y"))
        return f"{targets} = pair({self.expression(1)})"

    def store(self) -> list[str]:
        return [f"{self.chance.choice(('box.x', 'box[pick(3)]', 'risky(box).y'))} = {self.expression(1)}"]

    def augment(self) -> list[str]:
        return [f"{self.chance.choice(('n', 'box.n', 'risky(box)[pick(2)]'))} += number({self.expression(1)})"]

    def delete(self) -> list[str]:
        return ["gone = box.gone = 0", f"del {self.chance.choice(('gone', 'gone, box.gone', 'box[risky(0)], gone'))}"]

    def if_(self, kind: str, loop: bool) -> list[str]:
        test = self.chance.choice((self.expression(1), self.expression(1), "True", "0"))
        lines = [f"if {test}:", *_deeper(self.block(kind, loop=loop))]
        return lines + (["else:", *_deeper(self.block(kind, loop=loop))] if self.chance.random() < 0.5 else [])

    def for_(self, kind: str) -> list[str]:
        items = self.chance.choice(("range(pick(3))", "some()", f"({self.expression(1)},)", "()", "(a, b)"))
        head = f"for {self.target()} in {items}:"
        if kind == "coroutine" and self.chance.random() < 0.5:
            head = f"async for {self.name()} in stream(pick(3)):"
        return [head, *_deeper(self.block(kind, loop=True)), *self.or_else(kind)]

    def while_(self, kind: str) -> list[str]:
        fuel = self.new("fuel")
        test = self.chance.choice(("True", "pick(3)", f"({self.name()} := pick(2))", "risky(a) or pick(2)", "0"))
        guard = [f"{fuel} += 1", f"if {fuel} > 4:", "    break"]
        return [f"{fuel} = 0", f"while {test}:", *_deeper(guard + self.block(kind, loop=True)), *self.or_else(kind)]

    def or_else(self, kind: str) -> list[str]:
        return ["else:", *_deeper(self.block(kind, loop=False))] if self.chance.random() < 0.4 else []

    def try_(self, kind: str, loop: bool) -> list[str]:
        lines = ["try:", *_deeper(self.block(kind, loop=loop))]
        shape = self.chance.randrange(3)
        if shape != 0:
            for _ in range(self.chance.randint(1, 2)):
                named = f" as {self.new('e')}" if self.chance.random() < 0.5 else ""
                lines += [f"except {self.chance.choice(_ERRORS)}{named}:", *_deeper(self.block(kind, loop=loop))]
            if self.chance.random() < 0.3:
                lines += ["else:", *_deeper(self.block(kind, loop=loop))]
        if shape != 1:
            lines += ["finally:", *_deeper(self.block(kind, loop=loop))]
        return lines

    def star(self) -> list[str]:
        """`except*`, out of which nothing jumps."""
        body = ["raise ExceptionGroup('', [ValueError(), KeyError()][pick(2):])", self.expression(1)]
        lines = ["try:", *_deeper(self.chance.sample(body, 2))]
        for error in ("ValueError", "KeyError"):
            lines += [f"except* {error} as {self.new('e')}:", *_deeper([*self.assign(), self.expression(1)])]
        return lines

    def with_(self, kind: str, loop: bool) -> list[str]:
        items = [self.chance.choice(("held()", "held() as a", "held() as (b, box.x)")) for _ in range(2)]
        head = f"with {', '.join(items[: self.chance.randint(1, 2)])}:"
        if kind == "coroutine" and self.chance.random() < 0.5:
            head = "async with slowly_held() as a:"
        return [head, *_deeper(self.block(kind, loop=loop))]

    def match(self, kind: str, loop: bool) -> list[str]:
        lines = [f"match {self.expression(1)}:"]
        patterns = ["0 | 1", "[a, *b]", "{'k': c, **rest}", "int(real=2) as b", "box.x", "[(1 | 2), a]"]
        for pattern in self.chance.sample(patterns, 2):
            guard = f" if {self.expression(1)}" if self.chance.random() < 0.4 else ""
            lines += _deeper([f"case {pattern}{guard}:", *_deeper(self.block(kind, loop=loop))])
        if self.chance.random() < 0.4:
            lines += _deeper(["case _:", *_deeper(self.block(kind, loop=loop))])
        return lines

    def function(self, kind: str) -> list[str]:
        """A definition, and a statement that runs it, mostly one that lives through what it raises."""
        name, inner = self.new("f"), self.chance.choice(("function", "function", "generator", "coroutine"))
        decorator = [f"@{self.chance.choice(('same', 'risky', 'same(same)'))}"] if self.chance.random() < 0.3 else []
        head = f"def {name}(p={self.expression(1)}, *rest: pick(2), q=0) -> {self.expression(0)}:"
        if inner == "coroutine":
            head = "async " + head
        body = ["a = b = c = n = 0", *self.block(inner, loop=False)]
        if inner == "generator":
            body += ["yield a"]
        run = {"function": f"{name}()", "generator": f"drain({name}())", "coroutine": f"finish({name}())"}[inner]
        tried = self.chance.random() < 0.7
        return [*decorator, head, *_deeper(body), f"attempt(lambda: {run})" if tried else run]

    def class_(self, kind: str) -> list[str]:
        base = self.chance.choice(("", "(same(object))", "(risky(object), metaclass=same(type))"))
        return [f"class {self.new('C')}{base}:", *_deeper(["a = b = c = n = 0", *self.block("class", loop=False)])]

    # -- expressions ---------------------------------------------------------------------------------------------

    def name(self) -> str:
        return self.chance.choice(_NAMES)

    def target(self) -> str:
        return self.chance.choice((*_NAMES, "box.x", "box[pick(2)]"))

    def expression(self, depth: int) -> str:
        atoms = (*_NAMES, "1", "pick(2)", "pick(2)", "box.x")
        if depth == 0 or self.room < -20:
            return self.chance.choice(atoms)
        self.room -= 1
        one, two, three = (self.expression(depth - 1) for _ in range(3))
        return self.chance.choice(
            (
                *atoms,
                f"risky({one}, {two})",
                f"risky({one}, {two})",
                f"({one} and {two} or {three})",
                f"({one} if {two} else {three})",
                f"(0 < number({one}) < number({two}))",
                f"(not {one})",
                f"[{one}, *some()]",
                f"[{one} for x in some() if {two}]",
                f"{{number({one}): {two} for x in range(pick(3)) for y in some()}}",
                f"{{number({one}) for a, b in [(0, 1)]}}",
                f"sum(number({one}) for x in some() if {two})",
                f"({self.name()}2 := {one})",
                f"(lambda p={one}, *q: {two})()",
                f"(lambda: [{one}, {two}])",
                f"{{1: {one}, **{{}}}}",
                f"f'{{{self.name()}!r:>{{pick(9)}}}}'",
                f"box[{one}:{two}]",
                f"any(y for x in ({one},) for y in (x, {two}))",
                f"same(same)({one})",
            )
        )


def _deeper(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def surroundings(seed: int) -> dict[str, Any]:
    """The names that generated programs use. The seed decides which way a run goes."""
    chance = random.Random(seed)

    def risky(value: Any = None, *others: Any) -> Any:
        if chance.random() < 0.12:
            raise chance.choice((ValueError, KeyError))
        return value

    @contextlib.contextmanager
    def held() -> Iterator[tuple[int, int]]:
        risky()
        yield 1, 2
        risky()

    @contextlib.asynccontextmanager
    async def slowly_held() -> AsyncIterator[int]:
        risky()
        yield 1
        risky()

    def some() -> Iterator[int]:
        for number in range(chance.randrange(3)):
            yield risky(number)

    async def soon(value: Any) -> Any:
        return risky(value)

    async def stream(length: int) -> AsyncIterator[int]:
        for number in range(length):
            yield risky(number)

    def attempt(call: Callable[[], Any]) -> None:
        with contextlib.suppress(Exception):
            call()

    def drain(generator: Any) -> None:
        """Take some items, and perhaps throw something in."""
        for _ in range(chance.randrange(4)):
            next(generator, None)
        ways = (generator.close, lambda: list(generator), lambda: generator.throw(ValueError), lambda: None)
        chance.choice(ways)()

    return {
        "pick": chance.randrange,
        "risky": risky,
        "held": held,
        "slowly_held": slowly_held,
        "some": some,
        "attempt": attempt,
        "soon": soon,
        "stream": stream,
        "drain": drain,
        "finish": finish,
        "box": Box(),
        "same": lambda value: value,
        "pair": lambda value: (value, (value, 0)) if chance.random() < 0.9 else (value,),
        "number": lambda value: value if isinstance(value, int) else 0,
        "__name__": "generated",
    }


def finish(coroutine: Any) -> Any:
    """Run a coroutine that never has to wait."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits")


class Box:
    """Takes everything."""

    x: Any = 0
    n = 0

    def __getitem__(self, key: Any) -> Any:
        return 1

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __delitem__(self, key: Any) -> None:
        pass
