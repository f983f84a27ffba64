"""Whether a callee waits until what it hands on has been run."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.steps.handshakes import is_waited_for
from cellophane.source.steps.outcomes import Cause, Hop, Kept, Verb, Way
from tests.parts import Parts

HEAD = "from concurrent.futures import Future as future\nfrom threading import Event as event\n"


def answer(body: str, *, is_read: bool = True) -> bool:
    """Of a function with this body, which is called at the end of the file: `jobs.put(…)` in it keeps the value."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    parts = Parts(f"{HEAD}jobs = make()\nasync def ask(f):\n{lines}ask(work)\n")
    calls = [node for node in ast.walk(parts.tree) if isinstance(node, ast.Call)]
    outer = next(call for call in calls if ast.unparse(call.func) == "ask")
    inner = next(call for call in calls if ast.unparse(call.func) == "jobs.put")
    inside, outside = (
        Kept(Event.CALL, call, (Way.CALL,), Certainty.CERTAIN, Cause(Verb.KEEP)) for call in (inner, outer)
    )
    via = Hop(inside, parts.source) if is_read else None
    return is_waited_for(parts.callees, outside.become(Kept, via=via))


@pytest.mark.parametrize(
    ("body", "waits"),
    [
        ("done = event()\njobs.put((f, done))\ndone.wait()", True),
        ("job = future()\njobs.put(f, job=job)\nreturn job.result()", True),
        ("job = future()\njobs.put([f, job])\nawait job", True),
        ("done = event()\njobs.put((f, done))", False),
        ("done = event()\ndone.wait()\njobs.put((f, done))", False),
        ("done = event()\njobs.put(f)\ndone.wait()", False),
        ("jobs.put((f, theirs))\ntheirs.wait()", False),
        ("done = event()\njobs.put((f, done))\ndone.set()", False),
    ],
)
def test_who_waits_for_what_is_handed_over_with_it(body: str, *, waits: bool) -> None:
    assert answer(body) is waits


def test_nothing_is_known_of_a_callee_whose_source_is_not_read() -> None:
    assert not answer("done = event()\njobs.put((f, done))\ndone.wait()", is_read=False)
