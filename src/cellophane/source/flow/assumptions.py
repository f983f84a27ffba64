"""What is known of conditions where control stands: that one was tested before, and that it still is what it was.

A condition is told apart by its text. It holds on for as long as nothing rebinds its names: names of other bodies,
which anybody may rebind, are not looked at. An object may come to be false while its name means the same, so what asks
for more than identity or a comparison with a constant is forgotten when anything else is done with its names.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from cellophane.source.flow.graph import Event, Loop
from cellophane.source.tree.bodies import Body, Function
from cellophane.source.tree.parents import own_nodes

_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.IsNot: ast.Is, ast.NotEq: ast.Eq}
_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Is: "is",
    ast.Eq: "==",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """What a test asks, without `not` in it."""

    text: str
    names: frozenset[str]
    is_fragile: bool
    """Whether the answer may be another one although the names mean the same objects."""
    equal: tuple[object, ...] = ()
    """The constant that it says a name is equal to."""

    def excludes(self, other: Condition) -> bool:
        """Whether the other one does not hold where this one does: nothing is equal to two constants."""
        return bool(self.equal and other.equal) and self.names == other.names and self.equal != other.equal


@dataclass(frozen=True, slots=True)
class Assumption:
    """A condition that holds where control stands, or does not."""

    condition: Condition
    holds: bool
    loop: Loop | None
    """Whose iteration it was tested in: an inner loop may come back to a test after it has rebound a name."""

    def survives(self, event: Event, node: ast.AST | None) -> bool:
        """Whether it is still so after an event."""
        if event in (Event.BIND, Event.UNBIND):
            return not self.condition.names & names_bound(node)
        used = event is Event.USE and isinstance(node, ast.Name) and node.id in self.condition.names
        return not (used and self.condition.is_fragile)


def condition_of(test: ast.expr) -> tuple[Condition, bool] | None:
    """What a test asks, and whether it asks for it or for the opposite; none if it asks more than can be followed.

    >>> condition_of(ast.parse("x is not None", mode="eval").body)
    (Condition(text='x is None', names=frozenset({'x'}), is_fragile=False, equal=(None,)), False)
    """
    match test:
        case ast.UnaryOp(op=ast.Not()):
            inner = condition_of(test.operand)
            return (inner[0], not inner[1]) if inner is not None else None
        case ast.Name():
            return Condition(test.id, frozenset({test.id}), is_fragile=True), True
        case ast.Compare(left=ast.Name() as one, ops=[op], comparators=[ast.Name() | ast.Constant() as other]):
            kind = _OPPOSITE.get(type(op), type(op))
            if kind not in _COMPARED:
                return None
            names = frozenset(name.id for name in (one, other) if isinstance(name, ast.Name))
            text = f"{one.id} {_COMPARED[kind]} {other.id if isinstance(other, ast.Name) else repr(other.value)}"
            fragile = kind is not ast.Is and isinstance(other, ast.Name)
            equal = (other.value,) if isinstance(other, ast.Constant) and kind in (ast.Is, ast.Eq) else ()
            return Condition(text, names, fragile, equal), kind is type(op)
    return None


def conditions_in(test: ast.expr) -> Iterator[Condition]:
    """The conditions that a test is made of."""
    if isinstance(test, ast.BoolOp):
        for value in test.values:
            yield from conditions_in(value)
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from conditions_in(test.operand)
    elif (asked := condition_of(test)) is not None:
        yield asked[0]


def truth(test: ast.expr, assumed: Iterable[Assumption], loop: Loop | None) -> bool | None:
    """Whether a test holds in an iteration of a loop if all that is assumed is so; none if that cannot be told."""
    if isinstance(test, ast.BoolOp):
        deciding = isinstance(test.op, ast.Or)
        answers = [truth(value, assumed, loop) for value in test.values]
        if deciding in answers:
            return deciding
        return None if None in answers else not deciding
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = truth(test.operand, assumed, loop)
        return None if inner is None else not inner
    asked = condition_of(test)
    if asked is None:
        return None
    condition, wanted = asked
    for one in assumed:
        if one.loop is loop and one.condition == condition:
            return one.holds is wanted
        if one.loop is loop and one.holds and one.condition.excludes(condition):
            return not wanted
    return None


def names_bound(node: ast.AST | None) -> set[str]:
    """The name that a node binds, if it is one that does."""
    if isinstance(node, ast.Name):
        return set() if isinstance(node.ctx, ast.Load) else {node.id}
    if isinstance(node, ast.alias):
        return {(node.asname or node.name).partition(".")[0]}
    if isinstance(node, ast.Attribute | ast.keyword):
        return set()
    told = (getattr(node, field, None) for field in ("name", "arg", "rest"))
    return {name for name in told if isinstance(name, str)}


def own_names(body: Body) -> set[str]:
    """The names that nobody but this body binds."""
    others = (node for node in ast.walk(body) if isinstance(node, ast.Global | ast.Nonlocal))
    bound = {name for node in _parts(body) for name in names_bound(node)}
    return bound.difference(*(node.names for node in others))


def _parts(body: Body) -> Iterator[ast.AST]:
    if isinstance(body, Function):
        yield from ast.walk(body.args)
        yield from own_nodes(body)
    else:
        yield from ast.walk(body)


def of_chain(node: ast.If) -> Iterator[Condition]:
    """The conditions that an `if` and its `elif`s ask for, one after the other."""
    chain: ast.stmt | None = node
    while isinstance(chain, ast.If):
        if (asked := condition_of(chain.test)) is not None:
            yield asked[0]
        chain = chain.orelse[0] if len(chain.orelse) == 1 else None


def asks_for(conditions: Container[Condition], statement: ast.stmt) -> bool:
    """Whether a statement asks for one of these conditions somewhere."""
    tests = (node.test for node in ast.walk(statement) if isinstance(node, ast.If | ast.IfExp))
    return any(condition in conditions for test in tests for condition in conditions_in(test))
