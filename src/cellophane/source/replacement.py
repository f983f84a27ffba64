"""Whether each later iteration stores another closure in the place where an earlier one was kept.

`self.on_done = lambda: step` in a loop keeps one closure, the newest. It is stale only if the loop can go on, or be
left, without storing the next one.
"""

from __future__ import annotations

import ast

from cellophane.source.events import Event, Flow
from cellophane.source.rebindings import Rebinding
from cellophane.source.scopes import Names
from cellophane.source.trace import is_one_place


def is_always_replaced(flow: Flow, stored: int, rebinding: Rebinding, names: Names) -> bool:
    """Whether the place where `stored` keeps the closure gets a newer one before an iteration is over without.

    False for all that is no store in a place with a fixed name.
    """
    node = flow.nodes[stored]
    if flow.events[stored] is not Event.STORE or not isinstance(node, ast.Attribute | ast.Subscript):
        return False
    if not _is_fixed(node, flow, rebinding, names):
        return False
    place = ast.unparse(node)
    stores = {n for n in _stores(flow) if ast.unparse(_target(flow, n)) == place}
    later = rebinding.events & flow.reachable([stored], without=stores)
    left = flow.reachable(later, without=stores)
    return all(rebinding.loop in set(flow.enclosing(number)) for number in left)


def _is_fixed(place: ast.expr, flow: Flow, rebinding: Rebinding, names: Names) -> bool:
    """Whether the place is the same one in each iteration."""
    root = place
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    variable = names.variable(root)
    bound = (
        node
        for event, node, loop in zip(flow.events, flow.nodes, flow.loops, strict=True)
        if event is Event.BIND and loop is not None and rebinding.loop in set(loop.chain())
    )
    return is_one_place(place) and not any(node and names.variable(node) is variable for node in bound)


def _stores(flow: Flow) -> list[int]:
    return [n for n, event in enumerate(flow.events) if event is Event.STORE]


def _target(flow: Flow, number: int) -> ast.expr:
    node = flow.nodes[number]
    assert isinstance(node, ast.expr)
    return node
