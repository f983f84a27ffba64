"""Which later events put another closure in the place where one is kept.

`self.on_done = lambda: step` in a loop keeps one closure, the newest; so does `signal.signal(SIGINT, …)`. Such a
closure is stale only if the loop can go on, or be left, without storing the next one. Places are told apart by their
text.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable

from cellophane.model.scope import Variable
from cellophane.source.change.watch import Watch
from cellophane.source.flow.graph import Event, Flow, Loop
from cellophane.source.following.slots import slot_of_helper, slot_of_known
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Known, Written
from cellophane.source.names.scopes import Names
from cellophane.source.steps.outcomes import Held, Outcome
from cellophane.source.tree.dotted import is_dotted
from cellophane.source.tree.signatures import receiver
from cellophane.source.tree.unparsed import unparsed

_HARMLESS = frozenset({Event.USE, Event.STORE})
"""Nobody counts on exceptions of these: they are bugs."""


class Replacement:
    """Answers for one file."""

    def __init__(self, names: Names, callees: Callees) -> None:
        self._names = names
        self._callees = callees
        self._places: dict[tuple[Flow, Event], dict[tuple[str, ...], set[int]]] = {}

    def place(self, event: Event, node: ast.AST | None) -> tuple[str, ...]:
        """What a store or a call names the place by that it keeps a value in; nothing if it is no one place.

        `buttons[-1].on_click` is none: the list may have grown.
        """
        if event is Event.STORE and isinstance(node, ast.Attribute | ast.Subscript):
            return (unparsed(node),) if _is_one_place(node) else ()
        if event is Event.CALL and isinstance(node, ast.Call):
            return self._place_of_call(node)
        return ()

    def _place_of_call(self, call: ast.Call) -> tuple[str, ...]:
        callees = self._callees.callees(call.func)
        if len(callees) == 1 and isinstance(callees[0], Written) and (slots := _slots(callees[0])):
            owner = call.func.value if isinstance(call.func, ast.Attribute) else None
            return (unparsed(owner), *slots) if owner is not None and is_dotted(owner) else ()
        parts = self._parts(call)
        return (unparsed(call.func), *(unparsed(part) for part in parts)) if parts is not None else ()

    def _parts(self, call: ast.Call) -> tuple[ast.expr, ...] | None:
        """The arguments of a call that tell the place that it keeps a value in; none if nothing is known of one."""
        callees = self._callees.callees(call.func)
        for callee in callees:
            slot = slot_of_known(call, callee) if isinstance(callee, Known) else None
            if slot is not None:
                return slot.parts
        slot = slot_of_helper(call, callees[0]) if len(callees) == 1 and isinstance(callees[0], Written) else None
        return slot.parts if slot is not None else None

    def is_fixed(self, flow: Flow, kept: int, loop: Loop | None, *, within: bool = False) -> bool:
        """Whether the place is the same one in each iteration: the loop binds no name in it.

        With `within`, whether it is the same one from the beginning of an iteration to its end.
        """
        named = self._names_in(flow.nodes[kept])
        header = flow.nodes[loop.header] if loop else None
        target = getattr(header, "target", None) if within else None
        own = {id(node) for node in ast.walk(target)} if target is not None else set()
        inside = flow.within(loop) if loop else []
        bound = (flow.nodes[number] for number in inside if flow.events[number] is Event.BIND)
        return not any(node and id(node) not in own and self._names.variable(node) in named for node in bound)

    def _names_in(self, node: ast.AST | None) -> set[Variable | None]:
        """The variables in the text of a place."""
        if not isinstance(node, ast.Call):
            parts = [node] if node is not None else []
        else:
            parts = [node.func, *(self._parts(node) or ())]
        return {self._names.variable(n) for part in parts for n in ast.walk(part) if isinstance(n, ast.Name)}

    def replacers(self, flow: Flow, kept: int) -> set[int]:
        """The events that put a value in the place where `kept` puts one, itself among them."""
        event = flow.events[kept]
        place = self.place(event, flow.nodes[kept])
        if not place:
            return set()
        key = flow, event
        if key not in self._places:
            places = self._places[key] = {}
            for number, (other, node) in enumerate(zip(flow.events, flow.nodes, strict=True)):
                if other is event:
                    places.setdefault(self.place(other, node), set()).add(number)
        return self._places[key][place]

    def fills_again(self, flow: Flow, outcome: Outcome, before: Outcome, loop: Loop | None) -> bool:
        """Whether what becomes of an object does so by a call that puts another value in the place of the old one."""
        if outcome.event is not Event.CALL or before.event is not Event.CALL or not isinstance(before, Held):
            return False
        place = self.place(Event.CALL, before.node)
        if not place or place != self.place(Event.CALL, outcome.node):
            return False
        return all(self.is_fixed(flow, number, loop) for number in flow.at(Event.CALL, outcome.node))

    def is_put_back(self, flow: Flow, kept: int, by_value: Collection[int]) -> bool:
        """Whether something else is in the place again before the body ends. `by_value` are the events that put the
        value there."""
        others = self.replacers(flow, kept) - set(by_value)
        after = flow.reachable([kept], without=others) if others else set()
        named = self._names_in(flow.nodes[kept])
        moved = (flow.nodes[number] for number in after if flow.events[number] is Event.BIND)
        ends = any(flow.events[number] is Event.EXIT for number in after)
        return bool(others) and not ends and not any(node and self._names.variable(node) in named for node in moved)

    def is_always_replaced(self, flow: Flow, kept: int, watch: Watch) -> bool:
        """Whether the place gets a newer closure before an iteration is over without, unless an exception ends the loop
        before it has come there: that is not what a loop is written for."""
        replacers = self.replacers(flow, kept)
        if not replacers or watch.loop is None or not self.is_fixed(flow, kept, watch.loop):
            return False
        later = watch.spoils & _after(flow, [kept], replacers, watch.loop)
        left = _after(flow, later, replacers, watch.loop)
        return all(watch.loop in set(flow.enclosing(number)) for number in left)


def _after(flow: Flow, starts: Iterable[int], replacers: set[int], loop: Loop) -> set[int]:
    """What can come after these events before the loop is left and a place is filled anew.

    That exceptions end the loop is left out, and those of reading a name, of a store, and of what fills the place.
    """
    found: set[int] = set()
    waiting = list(starts)
    while waiting:
        after = flow.successors[waiting.pop()]
        harmless = any(flow.events[n] in _HARMLESS or n in replacers for n in after)
        for number in after:
            is_inside = loop in flow.enclosing(number)
            if number in found or number in replacers or (number in flow.raised and (harmless or not is_inside)):
                continue
            found.add(number)
            waiting += [number] if is_inside else []
    return found


def _slots(method: Written) -> tuple[str, ...]:
    """The attributes of its object that a method sets which does nothing else: what it set before is gone."""
    function, own = method.definition, receiver(method.definition)
    if own is None or not method.bound or not isinstance(function, ast.FunctionDef) or function.decorator_list:
        return ()
    statements = [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    if len(statements) == 1 and (overridden := _overridden(statements[0], method)) is not None:
        return _slots(overridden)
    slots = [_slot(statement, own) for statement in statements]
    return tuple(slot for slot in slots if slot is not None) if None not in slots else ()


def _overridden(statement: ast.stmt, method: Written) -> Written | None:
    """The method of a base to which a statement hands on what the method is given, and nothing else."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    given = (*call.args, *(keyword.value for keyword in call.keywords))
    if not method.home.callees.is_super(call.func.value) or not all(
        isinstance(g, ast.Name | ast.Constant) for g in given
    ):
        return None
    found = [c for c in method.home.callees.callees(call.func) if isinstance(c, Written)]
    return found[0] if len(found) == 1 and found[0].definition is not method.definition else None


def _slot(statement: ast.stmt, own: ast.arg) -> str | None:
    """The attribute of `self` that a statement sets to something that stands there; none if it does anything else."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    target = targets[0]
    if len(targets) != 1 or not isinstance(target, ast.Attribute) or not isinstance(value, ast.Name | ast.Constant):
        return None
    return target.attr if isinstance(target.value, ast.Name) and target.value.id == own.arg else None


def _is_one_place(target: ast.expr) -> bool:
    """Whether an attribute or a subscript means the same place for as long as its names mean the same objects."""
    if isinstance(target, ast.Subscript):
        return isinstance(target.slice, ast.Constant) and is_dotted(target.value)
    return is_dotted(target)
