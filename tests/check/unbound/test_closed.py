"""Closures that leave the block which closes what they read from: what is told of them."""

from __future__ import annotations

from cellophane.check.unbound.closed import findings
from cellophane.model.finding import Certainty, Step
from cellophane.source.facts import alone
from cellophane.source.text.source import Source


def _told(text: str) -> list[tuple[str, Certainty]]:
    return [(one.message, one.certainty) for one in findings(alone(Source("a.py", text)), "CEL999")]


def test_it_tells_what_reads_and_which_block_closes() -> None:
    text = "def f(p):\n    with open(p) as s:\n        return lambda: s.read()\n"
    message = "this lambda reads from `s` when the `with` of line 2 has closed it"
    assert _told(text) == [(message, Certainty.CERTAIN)]


def test_an_iterator_is_told_by_what_makes_it() -> None:
    text = "def f(p):\n    with open(p) as s:\n        return filter(lambda x: x > '', s)\n"
    message = "what `filter` makes reads from `s` when the `with` of line 2 has closed it"
    assert _told(text) == [(message, Certainty.CERTAIN)]


def test_the_places_come_in_order() -> None:
    text = "def f(p):\n    with open(p) as s:\n        g = (x for x in s)\n    return g\n"
    [one] = findings(alone(Source("a.py", text)), "CEL999")
    assert [(step.step, step.span.row) for step in one.evidence] == [(Step.BOUND, 2), (Step.MADE, 3), (Step.KEPT, 4)]
    assert one.span.row == 3


def test_of_an_object_that_holds_it_nobody_can_tell() -> None:
    kept = "class C:\n    def __init__(self, f): self.f = f\n"
    text = f"{kept}def f(p):\n    with open(p) as s:\n        return C(lambda: s.read())\n"
    assert [certainty for _, certainty in _told(text)] == [Certainty.POSSIBLE]


def test_what_stays_may_be_asked_for() -> None:
    assert _told("def f(p):\n    with open(p) as s:\n        return lambda: s.closed or s.read()\n") == []
