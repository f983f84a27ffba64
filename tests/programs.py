"""Small random programs for properties: every construct that binds, reads or hides a name.

The few names are the same everywhere, so that scopes shadow, share and capture each other's variables all
the time. The programs need not run; nearly all of them compile.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from hypothesis import strategies as st

NAMES = ("a", "b", "c", "__p", "super", "__class__")
WALRUS_NAMES = ("a", "v", "__w")
"""Only the first is also a name for everything else: a comprehension must not rebind its own target."""

GENERICS = sys.version_info >= (3, 12)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """The text of a module."""
    return _Writer(draw(st.randoms(use_true_random=False))).module()


@dataclass(frozen=True)
class _Place:
    """What surrounds a statement or an expression, as far as the grammar's fine print needs it."""

    depth: int = 0
    in_function: bool = False
    in_class: bool = False
    walrus: bool = True
    scopes: bool = True
    taken: frozenset[str] = frozenset()
    """Targets of the comprehensions around: no walrus may bind them."""
    declared: frozenset[str] = frozenset()
    """Declared `global` or `nonlocal` here: they take no annotation."""
    parameters: frozenset[str] = frozenset()
    """Parameters of the functions around: `nonlocal` may name them."""

    def deeper(self) -> _Place:
        return replace(self, depth=self.depth + 1)


class _Writer:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.left = random.randint(2, 14)
        """Statements still to write: what keeps a program small."""

    def module(self) -> str:
        lines = []
        while self.left > 0:
            lines += self.statement(_Place())
        return "\n".join(lines) + "\n"

    # Statements

    def statement(self, place: _Place) -> list[str]:
        self.left -= 1
        simple = [self.assignment, self.augmented, self.annotated, self.expression, self.imported, self.deletion]
        compound = [self.function, self.function, self.klass, self.loop, self.guarded, self.managed, self.matched]
        if GENERICS:
            simple.append(self.alias)
        if self.left <= 0 or place.depth > 3:
            return self.random.choice(simple)(place)
        return self.random.choice([*simple, *compound])(place)

    def body(self, place: _Place) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            lines += self.statement(place.deeper())
        return ["    " + line for line in lines]

    def assignment(self, place: _Place) -> list[str]:
        return [f"{self.target(place)} = {self.value(place)}"]

    def augmented(self, place: _Place) -> list[str]:
        return [f"{self.name()} += {self.value(place)}"]

    def annotated(self, place: _Place) -> list[str]:
        free = [name for name in NAMES if name not in place.declared]
        value = f" = {self.value(place)}" if self.maybe() else ""
        # A walrus has no place in an annotation.
        annotation = self.value(replace(place, walrus=False))
        form = self.random.choice(("{}", "({})", "{}.attribute"))
        return [f"{form.format(self.random.choice(free or ['z']))}: {annotation}{value}"]

    def expression(self, place: _Place) -> list[str]:
        return [self.value(place)]

    def imported(self, place: _Place) -> list[str]:
        forms = ("import {0}.q", "import q as {0}", "from q import {0}", "from . import q as {0}, r as {1}")
        return [self.random.choice(forms).format(self.name(), self.name())]

    def deletion(self, place: _Place) -> list[str]:
        return [f"del {self.name()}, ({self.name()}, {self.name()}[{self.value(place)}])"]

    def alias(self, place: _Place) -> list[str]:
        value = self.value(replace(place, walrus=False, scopes=place.scopes and not place.in_class))
        return [f"type {self.name()}{self.type_parameters(place)} = {value}"]

    def loop(self, place: _Place) -> list[str]:
        head = f"for {self.target(place)} in {self.value(place)}:" if self.maybe() else f"while {self.value(place)}:"
        return [head, *self.body(place), *(["else:", *self.body(place)] if self.maybe() else [])]

    def guarded(self, place: _Place) -> list[str]:
        handler = f"except {self.value(place)} as {self.name()}:"
        rest = ["else:", *self.body(place), "finally:", *self.body(place)] if self.maybe() else []
        return ["try:", *self.body(place), handler, *self.body(place), *rest]

    def managed(self, place: _Place) -> list[str]:
        return [f"with {self.value(place)} as {self.target(place)}:", *self.body(place)]

    def matched(self, place: _Place) -> list[str]:
        one, two, three = self.random.sample(NAMES, 3)
        pattern = self.random.choice(
            (f"[{one}, *{two}]", f"{{1: {one}, **{two}}}", f"{three}.q({one}, k=[{two}])", f"1 | {three}.q as {one}")
        )
        case = [f"    case {pattern} if {self.value(place)}:", *("    " + line for line in self.body(place))]
        return [f"match {self.value(place)}:", *case]

    # Scopes

    def function(self, place: _Place) -> list[str]:
        parameters = frozenset(self.random.sample(NAMES, self.random.randint(0, 3)))
        inside, declarations = self.declarations(place, parameters)
        decorator = [f"@{self.value(place)}"] if self.maybe() else []
        generic = self.type_parameters(place)
        # Annotations stand among the type parameters, and cannot hold what these cannot.
        annotated = replace(place, walrus=False, scopes=place.scopes and not (generic and place.in_class))
        signature = self.signature(sorted(parameters), place, annotated)
        head = f"def {self.name()}{generic}({signature}) -> {self.value(annotated)}:"
        return [*decorator, head, *("    " + line for line in declarations), *self.body(inside)]

    def declarations(self, place: _Place, parameters: frozenset[str]) -> tuple[_Place, list[str]]:
        """Some `global` and `nonlocal` lines, and the place after them."""
        open_names = [name for name in NAMES if name not in parameters and name != "__class__"]
        chosen = self.random.sample(open_names, self.random.randint(0, min(2, len(open_names))))
        lines = []
        for name in chosen:
            word = "nonlocal" if name in place.parameters and self.maybe() else "global"
            lines.append(f"{word} {name}")
        known = place.parameters - frozenset(chosen) | parameters
        inside = _Place(place.depth, in_function=True, declared=frozenset(chosen) | parameters, parameters=known)
        return inside, lines

    def signature(self, parameters: list[str], place: _Place, annotated: _Place) -> str:
        shown = [f"{name}: {self.value(annotated)} = {self.value(place)}" for name in parameters]
        if len(shown) == 3 and self.maybe():
            return f"{shown[0]}, /, {shown[1]}, *, {shown[2]}"
        if len(shown) == 3:
            return f"{shown[0]}, *{parameters[1]}, **{parameters[2]}"
        return ", ".join(shown)

    def klass(self, place: _Place) -> list[str]:
        generic = self.type_parameters(place)
        base = self.value(replace(place, walrus=False, scopes=False) if generic else place)
        name = self.random.choice(("a", "_K", "K__"))
        inside = replace(place, in_class=True, in_function=False, declared=frozenset())
        return [f"class {name}{generic}({base}):", *self.body(inside)]

    def type_parameters(self, place: _Place) -> str:
        if not GENERICS or self.random.random() < 0.7:
            return ""
        bound = self.value(replace(place, walrus=False, scopes=False))
        first, second = self.random.sample(("a", "b", "__p"), 2)
        return f"[{first}: {bound}, *{second}]"

    # Expressions

    def value(self, place: _Place) -> str:
        leaf: list[Callable[[_Place], str]] = [self.load, self.load, self.attribute]
        inner: list[Callable[[_Place], str]] = [self.call, self.choice]
        if place.scopes:
            inner += [self.function_value, self.comprehension, self.comprehension]
        if place.walrus:
            inner.append(self.walrus)
        return self.random.choice(leaf if place.depth > 3 or self.maybe() else inner)(place.deeper())

    def load(self, place: _Place) -> str:
        return self.name()

    def attribute(self, place: _Place) -> str:
        return f"{self.name()}.__p"

    def call(self, place: _Place) -> str:
        return f"{self.name()}({self.value(place)}, __p={self.value(place)})"

    def choice(self, place: _Place) -> str:
        return f"({self.value(place)} if {self.value(place)} else f'{{{self.name()}}}')"

    def walrus(self, place: _Place) -> str:
        open_names = [name for name in WALRUS_NAMES if name not in place.taken]
        return f"({self.random.choice(open_names)} := {self.value(place)})"

    def function_value(self, place: _Place) -> str:
        parameters = self.random.sample(NAMES, self.random.randint(0, 2))
        inside = _Place(place.depth, in_function=True, walrus=place.walrus)
        signature = ", ".join(f"{name}={self.value(place)}" for name in parameters)
        return f"(lambda {signature}: {self.value(inside)})"

    def comprehension(self, place: _Place) -> str:
        targets = self.random.sample(("a", "b", "__p"), self.random.randint(1, 2))
        # No walrus in an iterable, none in the body of a class, and none that rebinds a target.
        outside = replace(place, walrus=False)
        inside = replace(place, walrus=place.walrus and not place.in_class, taken=place.taken | frozenset(targets))
        clauses = [f"for {target} in {self.value(outside)}" for target in targets]
        condition = f" if {self.value(inside)}" if self.maybe() else ""
        form = self.random.choice(("[{0} {1}]", "{{{0} {1}}}", "({0} {1})", "{{{2}: {0} {1}}}"))
        return form.format(self.value(inside), " ".join(clauses) + condition, self.name())

    # Small change

    def target(self, place: _Place) -> str:
        form = self.random.choice(("{0}", "{0}", "({0}, *{1})", "{0}.__p", "{0}[{1}]", "[{0}, ({1}, {0}.q)]"))
        return form.format(self.name(), self.name())

    def name(self) -> str:
        return self.random.choice(NAMES[:4]) if self.random.random() < 0.85 else self.random.choice(NAMES)

    def maybe(self) -> bool:
        return self.random.random() < 0.5
