"""By what a result is known again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cellophane.check.checked import Checked
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report.fingerprints import Fingerprints
from cellophane.report.paths import Base
from cellophane.report.results import results
from tests.reported import LINE, checked, one


def prints(files: Iterable[Checked]) -> list[str]:
    fingerprints = Fingerprints(Base.here())
    return [fingerprints.of(result) for result in results(files)]


def at(row: int, line: str = LINE) -> Checked:
    """A file with a finding in a row."""
    return Checked("a.py", (one(span=Span(row, 28, row, 29)),), excerpt={(None, row): line})


def test_moved_lines_keep_theirs() -> None:
    assert prints([at(3)]) == prints([at(40)]) == prints([at(3, "    " + LINE)])


def test_other_lines_files_rules_and_variables_have_others() -> None:
    other = replace(one(), name="j")
    alike = [checked(one()), checked(one("b.py")), checked(one(code="CEL102")), checked(other), at(3, "other(i)")]
    assert len({prints([each])[0] for each in alike}) == len(alike)


def test_a_better_seen_trail_keeps_it() -> None:
    assert prints([checked(one())]) == prints([checked(one(message="may read `i`"))])


def test_no_two_are_the_same() -> None:
    file = checked(*[one()] * 50, problems=(Problem("a.py", "no"), Problem("a.py", "no")))
    assert len(set(prints([file, file]))) == 104


def test_they_do_not_depend_on_the_order_of_other_files() -> None:
    first, second = checked(one("a.py")), checked(one("b.py"))
    assert prints([first, second]) == prints([second, first])[::-1]
