from __future__ import annotations

from dataclasses import replace

from cellophane.check.checked import Checked, Place
from cellophane.check.watching.results import Difference, Results
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.place import Span
from cellophane.model.problem import Problem


def finding(name: str, row: int = 1, certainty: Certainty = Certainty.LIKELY) -> Finding:
    return Finding("CEL101", name, "", "", "a.py", Span(row, 1, row, 2), certainty, ())


def checked(*findings: Finding, rests: bool = False) -> Checked:
    lines: dict[Place, str] = {(None, one.span.row): f"jobs.append(lambda: {one.name})" for one in findings}
    return Checked("a.py", findings, excerpt=lines, rests_on_others=rests)


def test_what_moves_is_neither_new_nor_gone() -> None:
    results = Results()
    assert results.put("/a.py", checked(finding("i"))).new == (finding("i"),)
    assert results.put("/a.py", checked(finding("i", row=5))) == Difference()
    assert results.findings == 1


def test_one_that_comes_and_one_that_goes() -> None:
    results = Results()
    results.put("/a.py", checked(finding("i")))
    assert results.put("/a.py", checked(finding("j"))) == Difference((finding("j"),), (finding("i"),))


def test_twice_the_same_is_one_more() -> None:
    results = Results()
    results.put("/a.py", checked(finding("i")))
    assert results.put("/a.py", checked(finding("i"), finding("i", row=3))).new == (finding("i", row=3),)
    assert results.findings == 2


def test_what_is_more_certain_is_new() -> None:
    results = Results()
    results.put("/a.py", checked(finding("i")))
    assert results.put("/a.py", checked(finding("i", certainty=Certainty.CERTAIN))).new


def test_files_that_are_not_checked_any_more() -> None:
    results = Results()
    results.put("/a.py", checked(finding("i")))
    results.put("/b.py", checked())
    assert results.drop(["/a.py", "/b.py", "/c.py"]) == Difference(gone=(finding("i"),))
    assert (len(results), results.findings) == (0, 0)


def test_those_that_rest_on_others() -> None:
    results = Results()
    results.put("/a.py", checked(finding("i")))
    results.put("/b.py", checked(rests=True))
    results.put("/c.py", Checked("c.py", problems=(Problem("c.py", "internal error"),)))
    assert results.resting == {"/b.py", "/c.py"}
    assert results.hindered == 1


def test_those_that_show_lines_of_another_file() -> None:
    results = Results()
    evidence = Evidence(Step.KEPT, Span(1, 1, 1, 2), "", filename="/p/helper.py")
    results.put("/a.py", checked(replace(finding("i"), evidence=(evidence,))))
    assert results.pointing({"/p/helper.py"}) == {"/a.py"}
    assert results.pointing({"/p/other.py"}) == set()
