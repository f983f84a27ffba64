"""One line a finding, and counts of findings."""

from __future__ import annotations

from cellophane.check.checked import Checked
from cellophane.model.finding import Certainty, Finding
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report import concise, statistics
from cellophane.report.summary import Tally


def one(filename: str = "a.py", code: str = "CEL101", cell: int | None = None) -> Finding:
    return Finding(code, "i", "reads `i`", "", filename, Span(2, 25, 2, 26), Certainty.LIKELY, (), cell)


def test_a_line() -> None:
    assert "".join(concise.render([Checked("a.py", (one(),))])) == "a.py:2:25: CEL101 reads `i` [likely]\n"


def test_a_place_in_a_notebook() -> None:
    assert concise.line(one(cell=3)) == "a.py:cell 3:2:25: CEL101 reads `i` [likely]"


def test_a_file_name_that_draws_on_the_screen() -> None:
    assert concise.line(one("\x1b[2Ja\n.py")).startswith("\\x1b[2Ja\\n.py:2:25: ")


def test_statistics() -> None:
    found = [Checked("a.py", (one(), *[one(code="CEL102")] * 10))]
    assert "".join(statistics.render(found)) == "10  CEL102\n 1  CEL101\n"
    assert "".join(statistics.render([])) == ""


def summary(*files: Checked) -> list[str]:
    tally = Tally()
    for checked in files:
        tally.add(checked)
    return tally.text().split("\n")


def test_the_summary_counts() -> None:
    assert summary() == ["Found no hazards (checked 0 files)."]
    assert summary(Checked("a.py")) == ["Found no hazards (checked 1 file)."]
    assert summary(Checked("a.py", (one(),)), Checked("b.py")) == ["Found 1 hazard in 1 file (checked 2 files)."]
    assert summary(Checked("a.py", (one(), one())), Checked("b.py", (one(),))) == [
        "Found 3 hazards in 2 files (checked 2 files)."
    ]


def test_the_summary_tells_what_is_hidden() -> None:
    possible, likely = Certainty.POSSIBLE, Certainty.LIKELY
    found = Checked("a.py", (one(),), hidden=(possible, possible))
    assert summary(found)[-1] == "2 more are only possible: `--certainty possible` shows them."
    assert summary(Checked("a.py", hidden=(possible,)))[-1] == "1 is only possible: `--certainty possible` shows it."
    assert summary(Checked("a.py", hidden=(likely,)))[-1] == "1 is only likely: `--certainty likely` shows it."
    both = Checked("a.py", hidden=(likely, possible, likely))
    assert summary(both)[-1] == "3 are less certain: `--certainty possible` shows them."


def test_the_summary_tells_of_problems() -> None:
    problem = Problem("a.py", "no")
    assert summary(Checked("a.py", problems=(problem,)), Checked("b.py")) == [
        "1 problem kept something from being done.",
        "Found no hazards elsewhere (checked 1 file).",
    ]


def test_a_file_that_was_checked_in_part_counts() -> None:
    assert summary(Checked("a.py", (one(),), (Problem("a.py", "no", cell=2),))) == [
        "1 problem kept something from being done.",
        "Found 1 hazard in 1 file (checked 1 file).",
    ]
