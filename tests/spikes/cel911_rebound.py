"""A closure was handed away when its variable was bound again.

## What it does
Finds closures that read a variable of the function around them, which is bound again after they were made, and can
still run then. What is made in a loop is left to CEL101. It is a spike: it shows that a rule about plain rebindings can
be written.
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

CODE = "CEL911"
NAME = "rebound"
NEEDS = Needs(Region.FUNCTION)


def find(facts: Facts) -> Iterator[Finding]:
    """The closures that can run when their variable has been bound again."""
    from tests.spikes import telling

    stale = facts.late(telling.of_functions(facts), lambda flow, make, variable: _watches(facts, flow, make, variable))
    return telling.findings(
        facts, stale, CODE, "reads `{}`, which is bound again before it runs", "is bound again here"
    )


def _watches(facts: Facts, flow: Flow, make: int, variable: Variable) -> Iterator[Watch]:
    """What binds the variable again, which its first binding does not, nor the first one after a `del`."""
    from dataclasses import replace

    from cellophane.source.change.reaching import Reaching
    from cellophane.source.change.watch import for_rebinding

    watch, reaching = for_rebinding(facts.happenings(flow), variable), Reaching(flow, facts.happenings(flow))
    if flow.loops[make] is None and reaching.is_surely_bound(make, variable):
        again = frozenset(number for number in watch.spoils if reaching.is_surely_bound(number, variable))
        yield replace(watch, spoils=again)
