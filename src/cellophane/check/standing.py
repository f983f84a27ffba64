"""At which places does an expression mean a function: where it is made, where a name stands for it, in callees too.

It is followed by names, and into the functions and classes that it is handed to, as far as their source is read: by
the parameter that it fills there, and by an attribute of `self`. That is a look at what is written, not at what
happens: in what order, and whether another value has come in its place, is not asked.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.source.facts import Facts
from cellophane.source.knowledge import ResultKind
from cellophane.source.meaning.definitions import Callee, Known, Written
from cellophane.source.tree.bodies import Function, Site
from cellophane.source.tree.signatures import positional, receiver

_MOST = 200
"""Places that are looked at: a framework may hand a function on and on."""


@dataclass(frozen=True, slots=True)
class Place:
    """An expression that may mean the function, and the facts of the file that it is in."""

    node: ast.AST
    facts: Facts

    @property
    def parent(self) -> ast.AST | None:
        """What the expression is a part of; the call, if it is an argument."""
        above = self.facts.parents.of(self.node)
        return self.facts.parents.of(above) if isinstance(above, ast.keyword) else above

    @property
    def call(self) -> ast.Call | None:
        """The call of which it is an argument."""
        parent = self.parent
        return parent if isinstance(parent, ast.Call) and parent.func is not self.node else None

    @property
    def position(self) -> int | None:
        """The position at which it is handed over; none if it is handed over by a word, or not at all."""
        arguments = self.call.args if self.call is not None else []
        return next((number for number, one in enumerate(arguments) if one is self.node), None)

    @property
    def keyword(self) -> str | None:
        """The word by which it is handed over, if it is."""
        above = self.facts.parents.of(self.node)
        return above.arg if isinstance(above, ast.keyword) else None

    def filled(self, callee: Known) -> str | None:
        """The parameter of something known that it fills as an argument of its call."""
        position = self.position
        return callee.entry.parameter(None if position is None else position + callee.given, self.keyword, callee.bound)

    def callees(self) -> tuple[Callee, ...]:
        """What the call may call of which it is an argument."""
        return tuple(self.facts.callees.callees(self.call.func)) if self.call is not None else ()


def places(facts: Facts, site: Site) -> Iterator[Place]:
    """The places at which an expression means this function; each once, the nearest first."""
    waiting, seen = list(_named(facts, site) if _has_name(site) else [Place(site, facts)]), set[ast.AST]()
    while waiting and len(seen) < _MOST:
        place = waiting.pop(0)
        if place.node not in seen:
            seen.add(place.node)
            yield place
            waiting += _onward(place)


def _onward(place: Place) -> Iterator[Place]:
    """The places to which a value goes on from one."""
    facts, parent = place.facts, place.parent
    if isinstance(parent, ast.IfExp | ast.BoolOp | ast.NamedExpr):
        yield Place(parent, facts)
    if isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        for target in parent.targets if isinstance(parent, ast.Assign) else [parent.target]:
            yield from _named(facts, target) if isinstance(target, ast.Name) else _stored(facts, target)
    for callee in place.callees():
        if isinstance(callee, Written):
            yield from _inside(place, callee)
        elif callee.entry.result is ResultKind.CALLABLE and place.call is not None:  # `partial` of it
            yield Place(place.call, facts)


def _has_name(site: Site) -> bool:
    return isinstance(site, ast.FunctionDef | ast.AsyncFunctionDef)


def _named(facts: Facts, binding: ast.AST) -> Iterator[Place]:
    """Where the variable is used that something binds."""
    variable = facts.names.variable(binding)
    for use in facts.names.uses(variable) if variable is not None else ():
        yield Place(use.node, facts)


def _stored(facts: Facts, target: ast.expr) -> Iterator[Place]:
    """Where the class reads an attribute of `self` that a method of it sets."""
    if isinstance(target, ast.Attribute):
        yield from (Place(node, facts) for node in reads_of_own(facts, target))


def reads_of_own(facts: Facts, target: ast.Attribute) -> Iterator[ast.Attribute]:
    """The places at which a class reads the attribute of `self` that a method of it sets."""
    name, method = target.value, facts.parents.body(target)
    own, owner = receiver(method), facts.parents.of(method)
    if own is None or not isinstance(name, ast.Name) or own.arg != name.id or not isinstance(owner, ast.ClassDef):
        return
    for node in ast.walk(owner):
        if isinstance(node, ast.Attribute) and node.attr == target.attr and isinstance(node.ctx, ast.Load):
            yield node


def _inside(place: Place, callee: Written) -> Iterator[Place]:
    """Where a callee whose source is read has the function that is handed to it."""
    home, definition = callee.home, callee.definition
    assert isinstance(home, Facts)
    if isinstance(definition, ast.ClassDef):
        made = home.callees.classes.members(callee, "__init__")
        for method in made:
            if isinstance(method, Written) and isinstance(method.definition, Function):
                yield from _parameter(place, method, method.definition, 1 + callee.given)
    else:
        yield from _parameter(place, callee, definition, callee.bound + callee.given)


def _parameter(place: Place, callee: Written, function: Function, filled: int) -> Iterator[Place]:
    """Where the parameter is read that the argument fills."""
    position, able = place.position, positional(function)
    if position is not None:
        found = able[position + filled : position + filled + 1]
    else:
        found = [parameter for parameter in [*able, *function.args.kwonlyargs] if parameter.arg == place.keyword]
    assert isinstance(callee.home, Facts)
    for parameter in found:
        yield from _named(callee.home, parameter)
