"""Places in the text at which an expression means a function, or something that has it among its items."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cellophane.check.standing import Place, reads_of_own
from cellophane.model.finding import Certainty
from cellophane.source.facts import Facts
from cellophane.source.meaning.definitions import Written
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.signatures import is_static, positional

_TAKES = frozenset({"get", "pop", "popleft", "popitem", "values", "items", "copy"})
"""The methods of what has items that give one, or all."""
_ONE = frozenset({"get", "pop", "popleft", "setdefault"})


@dataclass(frozen=True, slots=True)
class Spot(Place):
    """A place, what is known of the value there, and the calls through which the function came there."""

    inside: bool = False
    """Whether the function is among its items."""
    given: int = 0
    """How many parameters are filled already, by `partial`."""
    certainty: Certainty = Certainty.CERTAIN
    path: tuple[tuple[ast.AST, Facts], ...] = ()
    """The calls that handed it on, each with its file."""

    @property
    def position(self) -> int | None:
        """The position at which it is handed over; none if that cannot be told, behind a `*`."""
        call = self.call
        for number, one in enumerate(call.args if call is not None else ()):
            if isinstance(one, ast.Starred):
                return None
            if one is self.node:
                return number
        return None

    def weakened(self, certainty: Certainty) -> Spot:
        """The same, no more certain than that."""
        return self if self.certainty <= certainty else replace(self, certainty=certainty)


def named(facts: Facts, binding: ast.AST, spot: Spot | None = None) -> Iterator[Spot]:
    """Where the variable is read that something binds; if other things bind it too, it may be another value."""
    variable = facts.names.variable(binding)
    if variable is None:
        return
    alone = len(facts.names.bindings(variable)) == 1
    for use in facts.names.uses(variable):
        one = Spot(use.node, facts) if spot is None else replace(spot, node=use.node, facts=facts)
        yield one if alone else one.weakened(Certainty.LIKELY)


def held(spot: Spot, target: ast.expr) -> Iterator[Spot]:
    """Where something is read that an assignment, or a method that adds an item, gives the value to."""
    inside = spot.inside or not _is_bound(spot, target)
    if isinstance(target, ast.Subscript):
        yield from held(replace(spot, inside=True), target.value)
    elif isinstance(target, ast.Name):
        yield from named(spot.facts, target, replace(spot, inside=inside))
    elif isinstance(target, ast.Attribute):
        yield from (replace(spot, node=node, inside=inside) for node in reads_of_own(spot.facts, target))


def _is_bound(spot: Spot, target: ast.expr) -> bool:
    """Whether it is assigned to the target itself, not added to what that holds."""
    return isinstance(target.ctx, ast.Store) if isinstance(target, ast.Name | ast.Attribute) else False


def decorated(facts: Facts, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Spot]:
    """Where decorators whose source is read have the function."""
    for decorator in function.decorator_list:
        for callee in facts.callees.callees(decorator):
            if isinstance(callee, Written) and isinstance(callee.definition, Function):
                able = positional(callee.definition)[_filled(callee) :]
                spot = Spot(decorator, facts, path=((decorator, facts),))
                yield from _inside(spot, callee, able[:1])


def parameter(spot: Spot, call: ast.Call, callee: Written) -> Iterator[Spot]:
    """Where a callee whose source is read has the function that is handed to it."""
    if isinstance(callee.definition, ast.ClassDef):
        for method in callee.home.callees.classes.members(callee, "__init__"):
            if isinstance(method, Written) and isinstance(method.definition, Function):
                yield from parameter(spot, call, replace(method, bound=True, given=callee.given))
        return
    function, position = callee.definition, spot.position
    able = positional(function)
    if position is not None:
        found = able[position + _filled(callee) :][:1]
        rest = function.args.vararg
        if not found and rest is not None:
            further = replace(spot, inside=True, path=(*spot.path, (call, spot.facts)))
            yield from _inside(further, callee, [rest])
            return
    else:
        found = [one for one in [*able, *function.args.kwonlyargs] if one.arg == spot.keyword]
    yield from _inside(replace(spot, path=(*spot.path, (call, spot.facts))), callee, found)


def _inside(spot: Spot, callee: Written, parameters: list[ast.arg]) -> Iterator[Spot]:
    assert isinstance(callee.home, Facts)
    for one in parameters:
        yield from named(callee.home, one, replace(spot, facts=callee.home))


def _filled(callee: Written) -> int:
    """How many parameters the receiver and a `partial` fill."""
    return int(callee.bound and not is_static(callee.definition)) + callee.given


def items(spot: Spot) -> Iterator[Spot]:
    """What is taken out of something that has the function among its items."""
    parent = spot.parent
    if not spot.inside:
        return
    match parent:
        case ast.For() | ast.AsyncFor() | ast.comprehension() if spot.node is parent.iter:
            yield from _targets(spot, parent.target)
        case ast.Subscript() if spot.node is parent.value and isinstance(parent.ctx, ast.Load):
            yield replace(spot, node=parent, inside=isinstance(parent.slice, ast.Slice))
            if not isinstance(parent.slice, ast.Slice):
                yield replace(spot, node=parent)  # a list of lists of functions
        case ast.Attribute() if parent.attr in _TAKES:
            call = spot.facts.parents.of(parent)
            if isinstance(call, ast.Call) and call.func is parent:
                yield replace(spot, node=call, inside=parent.attr not in _ONE)


def _targets(spot: Spot, target: ast.expr) -> Iterator[Spot]:
    """The names that a loop gives items to: of a pair, the last one as well as any."""
    for node in ast.walk(target):
        if isinstance(node, ast.Name):
            yield from named(spot.facts, node, replace(spot, inside=False))
            yield from named(spot.facts, node, spot)


def attributes(spot: Spot, attribute: ast.Attribute) -> Iterator[Spot]:
    """`f.__call__` is `f`."""
    if attribute.attr == "__call__":
        yield replace(spot, node=attribute)
