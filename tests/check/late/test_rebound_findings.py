"""From a closure whose variable was bound again to a finding: its words and places."""

from __future__ import annotations

from cellophane.check.late.rebound_findings import findings
from cellophane.model.finding import Finding, Step
from tests.following import facts


def found(code: str) -> Finding:
    [one] = findings(facts(code), "CEL103")
    return one


LAZY = "def f(v, w):\n    g = (i for i in w if v)\n    v = 2\n    return list(g)\n"
OWN = "def f(v):\n    def v(a): return v % a\n    return v\n"


def test_the_message_names_the_place_of_the_new_value() -> None:
    one = found(LAZY)
    assert (one.code, one.name, one.span.row) == ("CEL103", "v", 2)
    assert "line 3 has given it another value" in one.message


def test_evidence_comes_in_the_order_in_which_things_happen() -> None:
    assert [(item.step, item.span.row) for item in found(LAZY).evidence] == [
        (Step.MADE, 2),
        (Step.REBOUND, 3),
        (Step.CALLED, 4),
    ]
    assert [item.step for item in found(OWN).evidence] == [Step.MADE, Step.REBOUND, Step.READ]


def test_a_fix_is_never_safe() -> None:
    one = found(LAZY)
    assert one.fix is not None
    assert not one.fix.safe
    assert "meant" in one.fix.risk


def test_a_function_that_reads_its_own_name_is_not_fixed() -> None:
    one = found(OWN)
    assert one.fix is None
    assert one.unfixed
    assert "itself" in one.message
