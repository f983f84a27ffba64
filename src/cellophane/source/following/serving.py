"""Whether a slot is set for one call in the same round: `self.rows = f`, and then `yield from Base.items(self)`.

The call is seen to call what is in the slot, control always comes to it, and nothing else in the body reads the slot.
In a round that does not set it anew, somebody else would have to read it for the closure to run late.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.source.flow.graph import Event, Flow, Loop
from cellophane.source.following.slots import filled
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Written
from cellophane.source.tree.bodies import Body
from cellophane.source.tree.parents import Parents


class Serving:
    """Answers for one file."""

    def __init__(self, parents: Parents, callees: Callees) -> None:
        self._parents = parents
        self._callees = callees

    def is_for_one_call(self, flow: Flow, kept: int, loop: Loop | None) -> bool:
        """Whether what an event stores is for a call that follows in the same iteration."""
        slot = flow.nodes[kept]
        if loop is None or flow.events[kept] is not Event.STORE or not isinstance(slot, ast.Attribute):
            return False
        if not isinstance(slot.value, ast.Name) or self._is_read(self._parents.body(slot), slot.attr):
            return False
        owner = slot.value.id
        calls = [
            n for n in flow.within(loop) if flow.events[n] is Event.CALL and self._calls(flow.nodes[n], owner, slot)
        ]
        missed = flow.reachable([kept], without={*calls, *flow.raised}, inside=loop) if calls else {loop.header}
        return loop.header not in missed and all(loop in flow.enclosing(n) for n in missed)

    def _is_read(self, body: Body, name: str) -> bool:
        """Whether a body reads an attribute of this name itself."""
        attributes = (node for node in ast.walk(body) if isinstance(node, ast.Attribute) and node.attr == name)
        return any(isinstance(attribute.ctx, ast.Load) for attribute in attributes)

    def _calls(self, call: ast.AST | None, owner: str, slot: ast.Attribute) -> bool:
        """Whether a call calls what is in the slot of an object that it is handed, and does nothing else with it."""
        found = self._callees.callees(call.func) if isinstance(call, ast.Call) else ()
        if len(found) != 1 or not isinstance(call, ast.Call) or not isinstance(callee := found[0], Written):
            return False
        function = callee.definition
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or function.decorator_list:
            return False
        if callee.home.parents.yields(function) and not self._is_used_up(call):
            return False
        given = filled(call, callee, function)
        own = {name for name, value in given.items() if self._is_object(value, owner)}
        reads = [
            read for read in _reads(function, slot.attr) if isinstance(read.value, ast.Name) and read.value.id in own
        ]
        return bool(reads) and all(callee.home.parents.is_called(read) for read in _reads(function, slot.attr))

    def _is_object(self, value: ast.expr, owner: str) -> bool:
        return (isinstance(value, ast.Name) and value.id == owner) or self._callees.is_super(value)

    def _is_used_up(self, generator: ast.Call) -> bool:
        around = self._parents.of(generator)
        return isinstance(around, ast.YieldFrom) or (
            isinstance(around, ast.For | ast.AsyncFor) and around.iter is generator
        )


def _reads(function: ast.AST, name: str) -> Iterator[ast.Attribute]:
    yield from (node for node in ast.walk(function) if isinstance(node, ast.Attribute) and node.attr == name)
