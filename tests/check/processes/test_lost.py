"""What is said of a change in a child process, and by which places it is proved."""

from __future__ import annotations

from cellophane.check.processes.lost import findings
from cellophane.model.finding import Step
from tests.following import facts

CODE = """
from multiprocessing import Process
def run():
    n = 0
    def work():
        nonlocal n
        n = 1
    p = Process(target=work)
    {before}
    p.start()
    {after}
"""


def test_the_places_are_told_in_order() -> None:
    [one] = findings(facts(CODE.format(before="", after="return n")), "CEL603")
    assert one.name == "n"
    assert [(step.step, step.span.row) for step in one.evidence] == [
        (Step.PASSED, 8),
        (Step.REBOUND, 7),
        (Step.READ, 11),
    ]
    assert "line 11" in one.message


def test_a_read_before_the_start_is_in_time() -> None:
    assert not list(findings(facts(CODE.format(before="print(n)", after="return 1")), "CEL603"))
