"""Small random programs that make closures, bind what these read, and call them: they end by themselves.

All that binds, reads or hides a name comes in them, in functions three deep, classes, generators and comprehensions,
and at the top of the module. The same seed gives the same program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

VARIABLES = ("a", "b", "c", "ö")
HEAD = """\
from contextlib import nullcontext

fs = []
left = [120]


def tick():
    left[0] -= 1
    if left[0] < 0:
        raise SystemExit


def call(function):
    tick()
    try:
        found = function()
        return list(found) if hasattr(found, "__next__") else found
    except (NameError, TypeError, ValueError, ArithmeticError):
        return 0


def number(found):
    return found if type(found) is int else 1


"""


@dataclass(frozen=True)
class _Place:
    """What is around a statement."""

    depth: int = 0
    in_function: bool = False
    in_class: bool = False
    generator: bool = False
    outer: frozenset[str] = frozenset()
    """Bound by functions around: `nonlocal` may name them."""


def program(seed: int) -> str:
    """The text of a program that compiles."""
    while True:
        text = _Writer(Random(seed)).program()
        try:
            compile(text, "<program>", "exec")
        except SyntaxError:  # a name that is read before it is declared, say
            seed += 1_000_003
        else:
            return text


class _Writer:
    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.left = chance.randint(6, 24)
        self.names = 0

    def program(self) -> str:
        body: list[str] = [f"a = b = {self.chance.randint(0, 3)}", "c, ö = b, a"]
        while self.left > 0:
            body += self.statement(_Place())
        return HEAD + "\n".join([*body, "for one in list(fs):", "    call(one)", ""])

    def statement(self, place: _Place) -> list[str]:
        self.left -= 1
        chance = self.chance
        simple: list[Callable[[_Place], list[str]]] = [
            self.assignment, self.assignment, self.augmented, self.unpacking, self.deletion, self.imported,
            self.kept, self.kept, self.kept, self.called, self.called, self.expression, self.walrus, self.built,
        ]  # fmt: skip
        if place.generator:
            simple.append(self.yielded)
        if self.left <= 0 or place.depth > 3:
            return chance.choice(simple)(place)
        compound = [self.loop, self.loop, self.function, self.function, self.handled, self.managed, self.chosen]
        compound += [self.repeated, self.klass]
        return chance.choice([*simple, *compound, *compound])(place)

    def body(self, place: _Place, most: int = 3) -> list[str]:
        lines: list[str] = []
        for _ in range(self.chance.randint(1, most)):
            lines += self.statement(replace(place, depth=place.depth + 1))
        return indented(lines)

    def name(self) -> str:
        return self.chance.choice(VARIABLES)

    def new(self) -> str:
        self.names += 1
        return f"{self.chance.choice('fgh')}{self.names}"

    def value(self) -> str:
        one = self.name()
        return self.chance.choice(
            (
                str(self.chance.randint(0, 4)),
                one,
                f"number({one}) + 1",
                f"'{one}'",
                f"[{one}]",
                "1000",
                f"call({self.closure()})",
            )
        )

    # What makes closures.

    def closure(self, depth: int = 0) -> str:
        one, two = self.name(), self.name()
        forms = [
            f"lambda: {one}",
            f"lambda: ({one}, {two})",
            f"lambda x={two}: ({one}, x)",
            f"lambda {two}=2: lambda: ({one}, {two})",
            f"lambda: [{one} for _ in range(2)]",
            f"lambda: [{two} for {two} in range(2)]",
            f"lambda: call(lambda: {one})",
            f"lambda {one}=1: call(lambda: {one})",
            f"lambda: ({two} := number({one}))",
            f"lambda: sum(number({one}) + x for x in range(2))",
        ]
        return self.chance.choice(forms)

    def kept(self, place: _Place) -> list[str]:
        if self.chance.random() < 0.3:
            return [f"fs.append(({self.generator_expression()}).__next__)"]
        return [f"fs.append({self.closure()})"]

    def generator_expression(self) -> str:
        one, two = self.name(), self.name()
        forms = [
            f"{one} for _ in range(2)",
            f"({one}, {two}) for {two} in range(2)",
            f"{one} for x in [{two}] if {one}",
        ]
        return self.chance.choice(forms)

    def built(self, place: _Place) -> list[str]:
        if place.in_class:
            return self.assignment(place)
        one, two = self.name(), self.name()
        forms = [
            f"fs += [lambda: {one} for {one} in range(2)]",
            f"fs.extend([lambda: ({one}, {two}) for {one} in range(2)])",
            f"[call(lambda: {one}) for {one} in range(2) for {two} in range({one})]",
            f"{{{one}: {two} for {one} in range(2)}}",
            f"fs.extend({{x: (lambda: (x, {two})) for x in [1, 2] if {two}}}.values())",
            f"[{one} for {one} in [{one}]]",
            f"[[(lambda: ({one}, {two}))() for {one} in range(2)] for {two} in range(2)]",
        ]
        # To add to a list would bind its name.
        return [self.chance.choice(forms).replace("fs += ", "fs[:0] = ")]

    def function(self, place: _Place) -> list[str]:
        name, chance = self.new(), self.chance
        taken = chance.sample(VARIABLES, chance.randint(0, 2))
        forms = [", ".join(f"{one}={chance.randint(0, 3)}" for one in taken)]
        if taken:
            forms += [", ".join([f"{taken[0]}={self.name()}", *(f"*{one}" for one in taken[1:])])]
            forms += [", ".join(["*", *(f"{one}={chance.randint(0, 3)}" for one in taken)])]
            forms += [", ".join(f"**{one}" for one in taken[:1])]
        signature = chance.choice(forms)
        parameters = {one for one in taken if one in signature}
        declared = self.declarations(place, parameters)
        own = [one for one in VARIABLES if one not in parameters | {line.split()[1] for line in declared}]
        first = chance.sample(own, chance.randint(0, min(2, len(own))))
        inside = _Place(
            place.depth + 1,
            in_function=True,
            generator=chance.random() < 0.25,
            outer=place.outer.difference(line.split()[1] for line in declared if "global" in line)
            | parameters
            | frozenset(first),
        )
        body = [*declared, "tick()", *(f"{one} = {chance.randint(0, 9)}" for one in first)]
        for _ in range(chance.randint(1, 4)):
            body += self.statement(inside)
        if chance.random() < 0.2:
            body.append(f"call({name})" if not place.in_class else "pass")
        if chance.random() < 0.6:
            body.append(f"return {self.value()}")
        after = chance.choice(([f"fs.append({name})"], [f"call({name})"], [f"call({name})", f"call({name})"], []))
        decorator = chance.choice(([], [], [], [f"@(lambda made, x={self.name()}: made)"]))
        return [*decorator, f"def {name}({signature}):", *indented(body), *after]

    def declarations(self, place: _Place, parameters: set[str]) -> list[str]:
        found = []
        for one in VARIABLES:
            if one not in parameters and self.chance.random() < 0.3:
                if one in place.outer:
                    found.append(f"nonlocal {one}")
                elif self.chance.random() < 0.5:
                    found.append(f"global {one}")
        return found

    def klass(self, place: _Place) -> list[str]:
        name = self.new().upper()
        inside = replace(place, in_class=True, in_function=False, generator=False)
        kept = [f"    kept = {self.name()}_", f"    def method(self, x={self.name()}): return {self.name()}"]
        kept[0] = f"    kept = {self.chance.choice(['1', *VARIABLES])}"
        more = self.body(inside, 1) if self.chance.random() < 0.3 else []
        return [f"class {name}(*[object]):", *kept, *more, f"fs.append({name}().method)"]

    # What binds.

    def assignment(self, place: _Place) -> list[str]:
        return [f"{self.chance.choice(('', '', f'{self.name()} = '))}{self.name()} = {self.value()}"]

    def augmented(self, place: _Place) -> list[str]:
        name = self.name()
        return [
            "try:",
            f"    {name} += {self.chance.choice(('1', self.name()))}",
            "except (TypeError, NameError):",
            "    pass",
        ]

    def unpacking(self, place: _Place) -> list[str]:
        one, two = self.chance.sample(VARIABLES, 2)
        return [self.chance.choice((f"{one}, {two} = 1, {self.name()}", f"[{one}, *{two}] = 1, 2", f"({one}), = 3,"))]

    def deletion(self, place: _Place) -> list[str]:
        return [
            "try:",
            f"    del {self.name()}",
            self.chance.choice(("except NameError:", "finally:")),
            f"    {self.name()} = 7",
        ]

    def imported(self, place: _Place) -> list[str]:
        return [
            self.chance.choice(("import sys as {0}", "from sys import flags as {0}, byteorder as {1}")).format(
                *self.chance.sample(VARIABLES, 2)
            )
        ]

    def walrus(self, place: _Place) -> list[str]:
        return [f"call(({self.name()} := {self.closure()}))"] if not place.in_class else self.assignment(place)

    def expression(self, place: _Place) -> list[str]:
        return [f"number({self.name()}) + number({self.name()})"]

    def called(self, place: _Place) -> list[str]:
        return [
            self.chance.choice(
                (
                    "for one in fs[-2:]: call(one)",
                    "fs and call(fs[-1])",
                    "fs and call(fs.pop())",
                    "call(fs[0]) if fs else 0",
                )
            )
        ]

    def yielded(self, place: _Place) -> list[str]:
        return [f"yield {self.name()}"]

    # Statements around others.

    def loop(self, place: _Place) -> list[str]:
        target = self.chance.choice((self.name(), self.name(), ", ".join(self.chance.sample(VARIABLES, 2))))
        items = (
            self.chance.choice(("zip('pq', [5, 6])", "[(1, 2), (3, 4)]"))
            if "," in target
            else self.chance.choice(("range(2)", "range(3)", "'xy'", "[[], []]"))
        )
        body = self.body(place)
        if self.chance.random() < 0.2:
            body += indented([f"if number({self.name()}) > 1:", f"    {self.chance.choice(('break', 'continue'))}"])
        rest = ["else:", *self.body(place, 1)] if self.chance.random() < 0.2 else []
        return [f"for {target} in {items}:", "    tick()", *body, *rest]

    def repeated(self, place: _Place) -> list[str]:
        name = self.new()
        return [f"{name} = 0", f"while {name} < 2:", f"    {name} += 1", *self.body(place)]

    def handled(self, place: _Place) -> list[str]:
        name = self.name()
        handler = self.body(place)
        jump = self.chance.random() < 0.2 and place.in_function and not place.in_class
        rest = ["finally:", *self.body(place, 1)] if self.chance.random() < 0.3 else []
        body = [*self.body(place, 2), f"    1 // {self.chance.randint(0, 1)}"]
        return [
            "try:", *body, f"except Exception as {name}:", *handler, *(["    return"] if jump else []), *rest,
        ]  # fmt: skip

    def managed(self, place: _Place) -> list[str]:
        return [f"with nullcontext({self.value()}) as {self.name()}:", *self.body(place)]

    def chosen(self, place: _Place) -> list[str]:
        return [f"if number({self.name()}) % 2:", *self.body(place), "else:", *self.body(place, 1)]


def indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
