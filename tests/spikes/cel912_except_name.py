"""A closure outlives the `except` block whose name it reads.

## What it does
Finds closures that are made in the block of an `except … as name`, read that name, and can still run when the block has
ended, which takes the name away. It is a spike: it shows that a rule about the end of handlers can be written.
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
    from cellophane.source.tree.bodies import Site

CODE = "CEL912"
NAME = "except-name"
NEEDS = Needs(Region.HANDLER)


def find(facts: Facts) -> Iterator[Finding]:
    """The closures that can run when the `except` block has ended in which they were made."""
    from tests.spikes import telling

    captures = [(site, variable) for site, variable in facts.captures if _is_of_handler(facts, site, variable)]
    stale = facts.late(captures, lambda flow, make, variable: _watches(facts, flow, variable))
    return telling.findings(
        facts,
        stale,
        CODE,
        "reads `{}`, which has no value when the `except` block is over",
        "is gone when this is over",
    )


def _is_of_handler(facts: Facts, site: Site, variable: Variable) -> bool:
    """Whether a handler around the closure binds the variable."""
    return any(facts.names.variable(parent) is variable for parent, _ in facts.parents.ancestors(site))


def _watches(facts: Facts, flow: Flow, variable: Variable) -> Iterator[Watch]:
    """The ends of the handlers that bind the variable; that it is deleted as well is another hazard."""
    import ast
    from dataclasses import replace

    from cellophane.source.change.watch import for_loss

    watch = for_loss(facts.happenings(flow), variable)
    ends = frozenset(number for number in watch.spoils if isinstance(flow.nodes[number], ast.ExceptHandler))
    yield replace(watch, spoils=ends)
