"""Random programs: what the rules say of their closures, against what is seen when the programs run.

Sound: a closure that ever reads what a later iteration bound is found, and that not as a mere possibility, since there
is nothing in these programs that cellophane does not know. Sharp: what is called certain does happen in some run.
"""

from __future__ import annotations

from hypothesis import assume, given, settings

from cellophane.check import engine
from cellophane.check.options import Options
from cellophane.model.finding import Certainty
from tests.loops import Stale, explore, programs

RULES = ("CEL101", "CEL102")


def found(program: str, certainty: Certainty) -> set[Stale]:
    outcome = engine.check_bytes(program.encode(), "program.py", Options(RULES, certainty=certainty))
    assert not outcome.problems
    return {(one.evidence[0].span.row, one.name) for one in outcome.findings}


@settings(max_examples=200)
@given(programs())
def test_what_is_read_too_late_is_found(program: str) -> None:
    stale, _ = explore(program, most_runs=60)
    assert stale <= found(program, Certainty.LIKELY)


@settings(max_examples=100)
@given(programs())
def test_what_is_called_certain_happens(program: str) -> None:
    certain = found(program, Certainty.CERTAIN)
    assume(certain)
    stale, complete = explore(program, sought=certain)
    assume(complete or certain <= stale)
    assert certain <= stale
