"""How long calls of a bound function take beside those of the same body with its constants written by hand.

    PYTHONPATH=src:. python benchmarks/cost_of_forms.py [--seconds 5]

For some bodies it times, in turn, the form in which a person writes the values down, the closure, what `bind` makes of
it, and the other forms, as a person writes them and as `cellophane.cost` makes them. It prints the median of the ratios
to the first, turn by turn, and ends with 1 if a bound function takes more than 1.02 of it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from cellophane.rework.forms import forms
from cellophane.rework.timing import Call, timed

MOST = 1.02
SHAPES = ("constant", "closure", "default", "global", "partial", "class")

WRITTEN = """
def make({parameters}):
    def closure(x): return {closure}
    return closure

closure = make({values})

def constant(x): return {constant}

def default(x, {defaults}): return {closure}

{globals}
def global_(x): return {closure}

def whole({parameters}, x): return {closure}
partial_ = partial(whole, {values})

class Class:
    def __init__(self, {parameters}): {attributes}
    def __call__(self, x): return {of_self}
class_ = Class({values})
"""
"""The same body in every form, as a person would write it."""
BODIES: dict[str, dict[str, Any]] = {
    "a * x + b": {"a": 3, "b": 4},
    "x ** n": {"n": 2},
    "f'{prefix}{x}{suffix}'": {"prefix": "<", "suffix": ">"},
    "low <= x <= high": {"low": 0, "high": 10},
    "x in known": {"known": (1, 3, 5)},
}


def written(body: str, values: dict[str, Any]) -> dict[str, Callable[[Any], Any]]:
    """The forms of a body, written out."""
    space: dict[str, Any] = {"partial": partial}
    text = WRITTEN.format(
        parameters=", ".join(values),
        values=", ".join(map(repr, values.values())),
        defaults=", ".join(f"{name}={value!r}" for name, value in values.items()),
        globals="\n".join(f"{name} = {value!r}" for name, value in values.items()),
        attributes="; ".join(f"self.{name} = {name}" for name in values),
        closure=body,
        constant=_with(body, {name: repr(value) for name, value in values.items()}),
        of_self=_with(body, {name: f"self.{name}" for name in values}),
    )
    exec(text, space)
    return {name: space.get(f"{name}_") or space[name] for name in SHAPES}


def _with(body: str, names: dict[str, str]) -> str:
    import ast

    class Replaced(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return ast.parse(names[node.id], mode="eval").body if node.id in names else node

    return ast.unparse(Replaced().visit(ast.parse(body, mode="eval")))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each body")
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}: time of a call, to that of the constants written by hand (middle half)")
    worst = 0.0
    for body, values in BODIES.items():
        by_hand = written(body, values)
        made = {form.name: form.call for form in forms(by_hand["closure"]) if form.call is not None}  # type: ignore[arg-type]
        of_cost = {f"{name}, made": call for name, call in made.items() if name not in ("closure", "bound")}
        every = {**by_hand, "bound": made["bound"], **of_cost}
        found = timed(list(every.values()), Call((5,), {}), options.seconds)
        print(f"  {body}  ({found.rounds} turns of {found.calls} calls, {found.seconds[0].median * 1e9:.1f} ns)")
        for name, ratio in sorted(zip(every, found.ratios, strict=True), key=lambda each: each[1].median):
            print(f"    {name:14} {ratio.median:.3f}  ({ratio.low:.3f} to {ratio.high:.3f})")
        worst = max(worst, found.ratios[list(every).index("bound")].median)
    print(f"  bound at the most {worst:.3f}")
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
