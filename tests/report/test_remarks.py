"""What is said beside a finding."""

from __future__ import annotations

from dataclasses import replace

from cellophane.report.remarks import remarks
from tests.reported import UNSAFE, one


def test_a_finding_with_a_safe_fix_needs_none() -> None:
    assert remarks(one()) == []


def test_all_of_them() -> None:
    assert remarks(replace(one(fix=UNSAFE), hint="an annotation")) == [
        "unsafe: no late call was seen",
        "would tell: an annotation",
    ]
    assert remarks(replace(one(fix=None), unfixed="it is state")) == ["not fixed: it is state"]
