from __future__ import annotations

from collections.abc import Sequence

from cellophane.check.checked import Checked
from cellophane.check.watching.inventory import Inventory, Listing
from cellophane.check.watching.results import Difference
from cellophane.check.watching.session import Round, Session
from cellophane.model.finding import Certainty, Finding
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report import rounds


def finding(name: str) -> Finding:
    return Finding("CEL101", name, f"reads {name} late", "", "a.py", Span(1, 2, 1, 3), Certainty.LIKELY, ())


def holding(files: int, findings: Sequence[Finding] = (), problems: Sequence[Problem] = ()) -> Session:
    session = Session(lambda: Listing([]), lambda tasks, analysis: [])
    session.results.put("/a.py", Checked("a.py", tuple(findings), tuple(problems)))
    for number in range(files - 1):
        session.results.put(f"/{number}.py", Checked(f"{number}.py"))
    return session


def test_what_it_came_to() -> None:
    again = Checked("a.py", (finding("i"), finding("j")))
    found = Round((again,), Difference((finding("i"),), (finding("k"), finding("l"))))
    assert rounds.totals(found, holding(1_200, again.findings), 0.041) == (
        "Checked 1 of 1,200 files again in 0.04 s: 2 findings (1 new, 2 gone); 2 findings in all files."
    )


def test_nothing_found_and_something_in_the_way() -> None:
    session = holding(1, problems=[Problem("a.py", "cannot be read")])
    session.inventory = Inventory({}, frozenset(), (), (Problem("b", "does not exist"),))
    assert rounds.totals(Round((), Difference()), session, 0) == (
        "Checked 0 of 1 file again in 0.00 s: 0 findings; 0 findings, 2 problems in all files."
    )


def test_what_is_gone() -> None:
    many = [finding(f"n{number}") for number in range(rounds.MOST + 2)]
    lines = list(rounds.gone(Round((), Difference(gone=tuple(many)))))
    assert lines[0] == "gone: a.py:1:2: CEL101 reads n0 late [likely]\n"
    assert lines[rounds.MOST :] == ["gone: 2 more\n"]
