"""A variable is deleted while a closure that reads it lives on.

## What it does
Finds closures that read a variable of the function around them, and can run when `del` has taken its value away. It is
a spike: it shows that a rule about `del` can be written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.model.scope import Variable
    from cellophane.source.change.watch import Watch
    from cellophane.source.facts import Facts
    from cellophane.source.flow.graph import Flow

CODE = "CEL913"
NAME = "deleted"
NEEDS = Needs(Region.FUNCTION, words=(("del",),))


def find(facts: Facts) -> Iterator[Finding]:
    """The closures that can run when their variable has been deleted."""
    from tests.spikes import telling

    stale = facts.late(telling.of_functions(facts), lambda flow, make, variable: _watches(facts, flow, variable))
    return telling.findings(facts, stale, CODE, "reads `{}`, which is deleted before it runs", "is deleted here")


def _watches(facts: Facts, flow: Flow, variable: Variable) -> Iterator[Watch]:
    """What deletes the variable; the end of an `except` block does so as well, but is another hazard."""
    import ast
    from dataclasses import replace

    from cellophane.source.change.watch import for_loss

    watch = for_loss(facts.happenings(flow), variable)
    deletions = frozenset(number for number in watch.spoils if isinstance(flow.nodes[number], ast.Name))
    yield replace(watch, spoils=deletions)
