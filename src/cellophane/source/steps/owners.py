"""Which object at a call holds what a callee puts into an object of its own: the one that fills that parameter.

`registry.add(f)` fills `self` with `registry`. What `registry.handler("click")` returns captured its `self`: applied to
`f`, it puts `f` into `registry` as well.
"""

from __future__ import annotations

import ast

from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Callee, Written
from cellophane.source.steps.inside import Bodies
from cellophane.source.steps.outcomes import Held
from cellophane.source.tree.dotted import called


class Owners:
    """Answers for the calls of one file."""

    def __init__(self, callees: Callees, bodies: Bodies) -> None:
        self._callees = callees
        self._bodies = bodies

    def at(self, call: ast.Call, callee: Written, outcome: Held) -> ast.AST | None:
        """The expression in a call that fills the parameter whose object holds a value; none if it is not seen."""
        if is_captured(outcome, callee):
            return self.where_made(call.func, outcome)
        return self._bodies.of(callee.home).filling(callee, call, outcome) or call.func

    def where_made(self, function: ast.expr, outcome: Held) -> ast.AST | None:
        """The same for a parameter that what is called captured from the function that made it, in `function`."""
        if not isinstance(function, ast.Call):
            return None
        for maker in self._callees.callees(function.func):
            if isinstance(maker, Written) and maker.definition is outcome.variable.scope.node:
                return self._bodies.of(maker.home).filling(maker, function, outcome)
        return None


def is_captured(outcome: Held, callee: Written) -> bool:
    """Whether the parameter whose object holds the value is one of a function around the callee."""
    return not isinstance(callee.definition, ast.ClassDef) and outcome.variable.scope.node is not callee.definition


def receiver_of(call: ast.Call, callee: Callee) -> ast.expr | None:
    """The object whose method is called; none if the method belongs to no object that stands in the text."""
    return callee.receiver or (call.func.value if isinstance(call.func, ast.Attribute) else None)


def owner_of(decorator: ast.expr) -> ast.expr:
    """The object whose method decorates, or whose method makes what does: `app` of `@app.route("/")`."""
    maker = called(decorator)
    return maker.value if isinstance(maker, ast.Attribute) else maker
