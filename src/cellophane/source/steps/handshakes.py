"""Does a callee that hands a function on wait until it has been run?

It does so by a handshake: together with the function it hands over something of its own, an event or a future, and
then waits for that. Whoever runs the function says so by it.
"""

from __future__ import annotations

import ast

from cellophane.model.fate import Fate
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Written
from cellophane.source.steps.outcomes import Outcome
from cellophane.source.tree.order import begin, end

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def is_waited_for(callees: Callees, kept: Outcome) -> bool:
    """Whether a callee that makes somebody keep a value waits for what it hands over with it."""
    call = kept.node
    if kept.via is None or not isinstance(call, ast.Call):
        return False
    handing = {step.node for step in kept.chain() if isinstance(step.node, ast.Call)}
    written = (callee for callee in callees.callees(call.func) if isinstance(callee, Written))
    return any(_waits(one, handing) for one in written if isinstance(one.definition, _FUNCTIONS))


def _waits(callee: Written, handing: set[ast.Call]) -> bool:
    """Whether a function waits below one of these calls for what is among its arguments."""
    nodes = list(ast.walk(callee.definition))
    own = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    waited = [(begin(node), name) for node in nodes if (name := _waited(callee.home.callees, node)) in own]
    calls = (node for node in nodes if isinstance(node, ast.Call) and node in handing)
    return any(end(call) <= place and name in _given(call) for call in calls for place, name in waited)


def _waited(callees: Callees, node: ast.AST) -> str | None:
    """The name of what is waited for: `done.wait()`, `await future`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name)) as method):
            ends = any(Fate.RELEASED in entry.fate("self") for entry in callees.known_entries(method))
            return name if ends else None
        case ast.Await(value=ast.Name(id=name)):
            return name
    return None


def _given(call: ast.Call) -> set[str]:
    """The names in the arguments of a call."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return {node.id for one in arguments for node in ast.walk(one) if isinstance(node, ast.Name)}
