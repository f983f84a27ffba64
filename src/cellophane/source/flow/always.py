"""Whether a body cannot run without doing something: every way through it leads there."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from cellophane.source.flow.graph import Event, Flow

_LEAVES = frozenset({Event.EXIT, Event.RETURN, Event.YIELD})
"""At these events whoever runs the body has control again; a generator may never be asked to go on."""


def always(flow: Flow, event: Event, nodes: Iterable[ast.AST]) -> bool:
    """Whether each way from the beginning comes to this event at one of the nodes, before it leaves the body.

    What an exception cuts short, that nothing in the body catches, is no way.
    """
    passed = {number for node in nodes for number in flow.at(event, node)}
    return bool(passed) and not any(flow.events[n] in _LEAVES for n in flow.reachable([flow.entry], without=passed))
