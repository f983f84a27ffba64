"""Which events spoil what a closure reads, and which make it good again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cellophane.model.scope import Variable
from cellophane.source.change.watch import NOTHING, Watch, for_first_binding, for_loss, for_rebinding
from cellophane.source.flow.happenings import Happenings
from tests.parts import Parts

For = Callable[[Happenings, Variable], Watch]

CODE = """\
v = 1
f = lambda: v
v = 2
w = 1
del v
try: w = 2
except OSError as v: pass
"""


@pytest.mark.parametrize(
    ("watch_for", "spoils", "restores", "at_first"),
    [
        (for_rebinding, {"bind 1", "bind 3", "bind 7"}, set(), False),
        (for_loss, {"unbind 5", "unbind 7"}, {"bind 1", "bind 3", "bind 7"}, False),
        (for_first_binding, {"unbind 5", "unbind 7"}, {"bind 1", "bind 3", "bind 7"}, True),
    ],
)
def test_what_each_hazard_watches_for(watch_for: For, spoils: set[str], restores: set[str], at_first: bool) -> None:
    parts = Parts(CODE)
    watch = watch_for(parts.happenings(parts.flow(parts.main)), parts.variable("v"))
    assert (parts.places(watch.spoils), parts.places(watch.restores)) == (spoils, restores)
    assert (watch.loop, watch.is_spoilt_at_first) == (None, at_first)


@pytest.mark.parametrize("watch_for", [for_rebinding, for_loss, for_first_binding])
def test_what_happens_to_others_is_not_watched(watch_for: For) -> None:
    parts = Parts("v = 1\nf = lambda: w\n")
    watch = watch_for(parts.happenings(parts.flow(parts.main)), parts.variable("w"))
    assert (watch.spoils, watch.restores) == (frozenset(), frozenset())


def test_nothing_spoils_what_nobody_asks_about() -> None:
    assert not NOTHING.spoils | NOTHING.restores
    assert (NOTHING.loop, NOTHING.is_spoilt_at_first) == (None, False)
