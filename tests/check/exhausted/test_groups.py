"""From a group that outlives its round to a finding: its words, its places and its fix."""

from __future__ import annotations

from cellophane.check.exhausted.groups import findings
from cellophane.model.finding import Finding, Step
from tests.following import facts

IMPORT = "from itertools import groupby\n"
ONE = IMPORT + "rows = []\nfor k, g in groupby(x):\n    rows.append(g)\nlist(rows[0])\n"


def found(code: str) -> Finding:
    [one] = findings(facts(code), "CEL104")
    return one


def test_it_stands_where_the_group_goes_on() -> None:
    one = found(ONE)
    assert (one.code, one.name, one.span.row, one.span.column) == ("CEL104", "g", 4, 17)
    assert "empty" in one.message


def test_evidence_shows_what_ends_the_group() -> None:
    steps = [(item.step, item.span.row) for item in found(ONE).evidence]
    assert steps == [(Step.MADE, 3), (Step.KEPT, 4), (Step.UNBOUND, 3), (Step.CALLED, 5)]


def test_a_list_is_made_of_it() -> None:
    one = found(ONE)
    assert one.fix is not None
    assert [edit.text for edit in one.fix.edits] == ["list(", ")"]
    assert not one.fix.safe


def test_not_if_the_round_reads_it_elsewhere_too() -> None:
    one = found(ONE.replace("append(g)", "append(g); print(g)"))
    assert one.fix is None
    assert "several places" in one.unfixed


def test_all_of_them_at_once() -> None:
    one = found(IMPORT + "all = dict(groupby(x))\nlist(all[1])\n")
    assert (one.name, one.span.row, one.fix) == ("groupby", 2, None)
