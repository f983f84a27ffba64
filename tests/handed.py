"""Generated modules whose functions and classes hand closures to each other, and loops that make them.

Each loop makes closures over a variable of a name that nothing else has, so that findings can be compared by name. The
functions, the classes and the loops of one module do not depend on the order in which they stand: each is defined
once, nothing runs before the whole module has, no loop uses what another one binds, and none stores in a place in which
another one does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import TypeVar

_HEAD = (
    "import asyncio, atexit",
    "from contextlib import contextmanager",
    "from functools import partial",
    "from threading import Thread",
    "KEPT = []",
)
_DEEPEST = 2
"""Blocks within blocks, and values within values."""

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Handed:
    """One module, in parts that may stand in any order."""

    helpers: tuple[str, ...]
    """Functions and classes of the top level."""
    loops: tuple[str, ...]
    """The statements of the function that makes closures."""

    @property
    def text(self) -> str:
        """The module as it stands."""
        main = "async def main(out, xs, unknown):\n" + indent("\n".join(self.loops), "    ")
        return "\n".join([*_HEAD, *self.helpers, main]) + "\n"

    def shuffled(self, chance: random.Random) -> Handed:
        """The same module with its parts in another order."""
        return Handed(_shuffled(self.helpers, chance), _shuffled(self.loops, chance))


def handed(chance: random.Random) -> Handed:
    """A module with two to seven helpers, and up to four loops."""
    return Writer(chance).module()


def _shuffled(parts: Sequence[_Part], chance: random.Random) -> tuple[_Part, ...]:
    return tuple(chance.sample(parts, len(parts)))


class Writer:
    """Writes one module."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._functions = [f"h{n}" for n in range(chance.randint(2, 5))]
        self._classes = [f"C{n}" for n in range(chance.randint(0, 2))]
        self._serial = 0
        self._room = chance.choice((8, 16, 24))
        """Statements of helpers, beyond which they are no longer nested, and single."""

    def module(self) -> Handed:
        """A module. Its helpers use each other and themselves."""
        helpers = [*map(self._function, self._functions), *map(self._class, self._classes)]
        loops = [self._loop(f"v{n}") for n in range(self._chance.randint(1, 4))]
        return Handed(_shuffled(helpers, self._chance), tuple(loops))

    def _of(self, *ways: Callable[[], _Part]) -> _Part:
        return self._chance.choice(ways)()

    def _new(self, stem: str) -> str:
        self._serial += 1
        return f"{stem}{self._serial}"

    # -- helpers -------------------------------------------------------------------------------------------------

    def _function(self, name: str) -> str:
        head, value = self._chance.choice(
            (
                ("def {}(f, other=None)", "f"),
                ("def {}(f, other=None)", "f"),
                ("def {}(f, *rest)", "f"),
                ("def {}(*fs)", "fs[0]"),
                ("def {}(*args, **kwargs)", "*args"),
                ("async def {}(f)", "f"),
                ("@contextmanager\ndef {}(f)", "f"),
            )
        )
        if value == "*args":
            called = self._callable()
            body = [self._chance.choice((f"return {called}(*args, **kwargs)", f"{called}(*args, **kwargs)"))]
        else:
            body = self._block(value)
        if head.startswith("@") and "yield" not in "".join(body):
            body.append(f"yield {value}")
        while head.startswith("async") and "yield" in "".join(body):
            body = self._block(value)
        return f"{head.format(name)}:\n" + indent("\n".join(body), "    ")

    def _class(self, name: str) -> str:
        """A class that keeps what it is made with, or hands it on; its methods do something with it."""
        made = self._of(lambda: ["self.f = f"], lambda: ["self.f = f"], lambda: self._block("f"))
        if self._chance.random() < 0.2:
            made.append("KEPT.append(self)")
        methods = {
            "__init__(self, f)": made,
            "run(self)": self._block("self.f"),
            "give(self)": [self._chance.choice(("return self.f", f"return {self._value('self.f', 1)}", "return self"))],
            "add(self, f)": self._of(lambda: ["self.f = f", "return self"], lambda: self._block("f")),
        }
        parts = [f"    def {head}:\n" + indent("\n".join(body), "        ") for head, body in methods.items()]
        return "\n".join([f"class {name}:", *_shuffled(parts, self._chance)])

    def _callable(self) -> str:
        return self._chance.choice(self._functions + self._classes)

    def _block(self, value: str, depth: int = 0) -> list[str]:
        """Statements that do something with a value."""
        count = self._chance.choice((1, 1, 2, 3)) if self._room > 0 else 1
        return [line for _ in range(count) for line in self._statement(value, depth)]

    def _statement(self, value: str, depth: int) -> list[str]:
        self._room -= 1
        simple: list[Callable[[], list[str]]] = [
            lambda: [f"{self._value(value, depth)}()"],
            lambda: [f"{self._callable()}({self._value(value, depth)})"],
            lambda: [f"{self._callable()}({self._value(value, depth)})"],
            lambda: [f"return {self._value(value, depth)}"],
            lambda: [f"return {self._value(value, depth)}"],
            lambda: [f"KEPT.append({self._value(value, depth)})"],
            lambda: [f"{value} = {self._value(value, depth)}"],
            lambda: [f"atexit.register({value})"],
            lambda: [f"yield {self._value(value, depth)}"],
            lambda: [f"yield from {self._callable()}({value})"],
            lambda: self._thread(value),
            lambda: self._named(value, depth),
        ]
        if depth == _DEEPEST or self._room < 0:
            return self._of(*simple)
        deeper = depth + 1
        nested: list[Callable[[], list[str]]] = [
            lambda: ["if unknown:", *self._in(value, deeper)],
            lambda: ["if unknown:", *self._in(value, deeper), "else:", *self._in(value, deeper)],
            lambda: ["for _ in range(2):", *self._in(value, deeper)],
            lambda: ["try:", *self._in(value, deeper), "finally:", *self._in(value, deeper)],
            lambda: self._given(value, deeper),
            lambda: self._inner(value, deeper),
        ]
        return self._of(*simple, *nested)

    def _in(self, value: str, depth: int) -> list[str]:
        return [f"    {line}" for line in self._block(value, depth)]

    def _named(self, value: str, depth: int) -> list[str]:
        """A name for something that holds the value, and what becomes of that."""
        name = self._new("n")
        made = self._chance.choice((f"[{value}]", "[]", self._value(value, depth), f"{{1: {value}}}"))
        use = self._chance.choice(
            (
                "{n}.append({v})",
                "{n}.add({v})",
                "{n}.run()",
                "{n}.join()",
                "{c}({n})",
                "{c}(*{n})",
                "{c}({n}[0])",
                "return {n}",
                "KEPT.append({n})",
                "for {n} in {n}: {c}({n})",
                "{n}.f = {v}",
                "{n}()",
            )
        )
        return [f"{name} = {made}", use.format(n=name, v=value, c=self._callable())]

    def _thread(self, value: str) -> list[str]:
        name = self._new("t")
        joined = self._chance.choice(([f"{name}.join()"], [f"return {name}"], []))
        return [f"{name} = Thread(target={value})", f"{name}.start()", *joined]

    def _given(self, value: str, depth: int) -> list[str]:
        """A loop over what a helper gives out, or a `with` of it."""
        name = self._new("g")
        head = self._chance.choice(("for {n} in {c}({v}):", "with {c}({v}) as {n}:", "for {n} in [{v}]:"))
        return [head.format(n=name, c=self._callable(), v=value), *self._in(name, depth)]

    def _inner(self, value: str, depth: int) -> list[str]:
        name = self._new("w")
        use = self._chance.choice(("return {}", "{}()", "KEPT.append({})", self._callable() + "({})"))
        return [f"def {name}():", *self._in(value, depth), use.format(name)]

    def _value(self, value: str, depth: int) -> str:
        """An expression that is made of a value."""
        if depth > _DEEPEST:
            return value
        inner = value if self._chance.random() < 0.7 else self._value(value, depth + 1)
        form = self._chance.choice(
            (
                "{v}",
                "{v}",
                "{v}",
                "{c}({v})",
                "{c}({v})",
                "{c}({v})",
                "{c}({c2})",
                "{c}({v}, {v})",
                "{c}({v}).give()",
                "{c}({v}).run()",
                "{c}({v}).add({v})",
                "partial({v})",
                "[{v}]",
                "[{v}][0]",
                "({v} if unknown else {c}({v}))",
                "({c}({v}) or {v})",
                "(lambda: {v}())",
                "(lambda: {c}({v}))",
                "list(map({c}, [{v}]))",
            )
        )
        return form.format(v=inner, c=self._callable(), c2=self._callable())

    # -- loops ---------------------------------------------------------------------------------------------------

    def _loop(self, name: str) -> str:
        """A loop that makes closures over a variable of this name, and what becomes of them."""
        made = self._chance.choice(
            ("lambda: {n}", "lambda: {n}", "lambda *_: (lambda: {n})", "({n} for _ in xs)", "partial(lambda: {n})")
        ).format(n=name)
        c, own = self._callable(), f"own_{name}"
        body = self._chance.choice(
            (
                [f"{c}({made})"],
                [f"{c}({made})"],
                [f"{c}(f={made})"],
                [f"{c}({made})()"],
                [f"await {c}({made})"],
                [f"{c}({made}).run()"],
                [f"{c}({made}).add({made}).run()"],
                [f"{c}({self._callable()}({made}))"],
                [f"{c}([{made}])"],
                [f"for given_{name} in {c}({made}): given_{name}()"],
                [f"with {c}({made}) as {own}: {own}()"],
                [f"{own} = {c}({made})", f"{self._callable()}({own})"],
                [f"{own} = {c}({made})", f"{own}.run()", f"out.append({own})"],
                [f"@{c}", f"def {own}(): return {name}"],
                [f"def {own}(): return {name}", f"{c}({own})"],
                [f"def {own}(): {c}({made})", f"{own}()"],
                [f"{own} = []", f"{own}.append({made})", f"{c}({own})"],
                [f"{own} = {c}(print)", f"{own}.add({made})"],
                [f"out.append({c}({made}))"],
                [f"out[{name}] = {c}({made})"],
            )
        )
        head = self._chance.choice((f"for {name} in xs:", f"for {name} in xs:", f"while {name} := unknown():"))
        loop = [head, *(f"    {line}" for line in body)]
        way = self._chance.randrange(4)
        if way == 0:
            return "\n".join(
                [
                    f"all_{name} = [{c}({made}) for {name} in xs]",
                    self._chance.choice(
                        (f"for each_{name} in all_{name}: {self._callable()}(each_{name})", f"out.append(all_{name})")
                    ),
                ]
            )
        if way == 1:
            after = self._chance.choice(
                (
                    f"for each_{name} in all_{name}: each_{name}()",
                    f"{self._callable()}(all_{name})",
                    f"{self._callable()}(*all_{name})",
                    f"out.extend(all_{name})",
                )
            )
            return "\n".join([f"all_{name} = []", f"for {name} in xs:", f"    all_{name}.append({c}({made}))", after])
        return "\n".join(loop)
