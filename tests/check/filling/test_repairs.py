"""What takes the argument in place of the parameter, and where there is no fix."""

from __future__ import annotations

import pytest

from cellophane.check.engine import check_bytes
from cellophane.check.options import Options
from cellophane.model.finding import Certainty, Finding
from cellophane.source.analysis import Analysis

OPTIONS = Options(("CEL401",), Certainty.POSSIBLE)


def findings(function: str) -> list[Finding]:
    code = f"def tell(h): h(1, 2)\nfor n in range(3):\n    tell({function})\n"
    return list(check_bytes(code.encode(), "sample.py", OPTIONS, Analysis()).findings)


@pytest.mark.parametrize(
    ("function", "inserted"),
    [("lambda n=n: n", "*_, "), ("lambda n=n: _(n)", "*args, "), ("lambda a, n=n: n", "*_, ")],
)
def test_a_star_takes_what_is_passed(function: str, inserted: str) -> None:
    [finding] = findings(function)
    assert finding.fix is not None
    assert finding.fix.safe
    assert [edit.text for edit in finding.fix.edits] == [inserted]


@pytest.mark.parametrize(
    ("function", "why"),
    [
        ("lambda n=n, *rest: n", "parted already"),
        ("lambda n=n, frame=None: n", "`frame` behind it"),
    ],
)
def test_there_is_none(function: str, why: str) -> None:
    [finding] = findings(function)
    assert finding.fix is None
    assert why in finding.unfixed
