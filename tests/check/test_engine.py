"""One file through the machine."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cellophane.check import catalogue
from cellophane.check.catalogue import Rule
from cellophane.check.checked import Checked
from cellophane.check.engine import check_bytes, check_file, check_source
from cellophane.check.options import Options
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.fix import MODULE, Edit, Fix
from cellophane.model.place import Span
from cellophane.source.analysis import Analysis
from cellophane.source.sift import text as sift
from cellophane.source.sift.needs import Needs
from cellophane.source.text.source import Source

HAZARD = "for i in range(3):\n    jobs.append(lambda: i)\n"
BOTH = Options(("CEL901", "CEL902"))
EVERYTHING = Options(("CEL901",), Certainty.POSSIBLE)

pytestmark = pytest.mark.usefixtures("stand_in_rules")


Find = Callable[[Any], Iterator[Finding]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Checked]:
    """Checks a source with rules that are made up for it, in the same way as with real ones."""

    def check(source: Source, *finds: Find, certainty: Certainty = Certainty.LIKELY) -> Checked:
        rules = {f"CEL99{n}": Rule(f"CEL99{n}", "made-up", "", "", Needs(), find) for n, find in enumerate(finds)}
        monkeypatch.setattr(catalogue, "load", rules.__getitem__)
        return check_source(source, Options(tuple(rules), certainty))

    return check


def found(row: int, column: int = 1, name: str = "i", certainty: Certainty = Certainty.CERTAIN) -> Finding:
    return Finding("CEL999", name, "", "", "a.py", Span(row, column, row, column + 1), certainty, ())


def places(checked: Checked) -> list[tuple[int, int]]:
    return [(finding.span.row, finding.span.column) for finding in checked.findings]


def test_a_finding() -> None:
    checked = check_bytes(HAZARD.encode(), "a.py", BOTH)
    assert places(checked) == [(2, 25)]
    assert checked.problems == ()
    assert checked.excerpt == {(None, 2): "    jobs.append(lambda: i)"}


def test_a_clean_file() -> None:
    assert check_bytes(b"for i in range(3):\n    print(i)\n", "a.py", BOTH) == Checked("a.py")


def test_findings_are_sorted_by_place(asked: Callable[..., Checked]) -> None:
    checked = asked(
        Source("a.py", "\n" * 5), lambda _: iter([found(3), found(1, 5), found(1, 2)]), lambda _: iter([found(2)])
    )
    assert places(checked) == [(1, 2), (1, 5), (2, 1), (3, 1)]


def test_less_certain_findings_are_counted(asked: Callable[..., Checked]) -> None:
    def find(_: object) -> Iterator[Finding]:
        return iter([found(n, certainty=certainty) for n, certainty in enumerate(Certainty, 1)])

    seen = {certainty: asked(Source("a.py", "\n" * 5), find, certainty=certainty) for certainty in Certainty}
    assert {certainty: len(checked.findings) for certainty, checked in seen.items()} == {
        Certainty.POSSIBLE: 3,
        Certainty.LIKELY: 2,
        Certainty.CERTAIN: 1,
    }
    assert {certainty: len(checked.hidden) for certainty, checked in seen.items()} == {
        Certainty.POSSIBLE: 0,
        Certainty.LIKELY: 1,
        Certainty.CERTAIN: 2,
    }


def test_a_silenced_finding_is_not_counted() -> None:
    checked = check_bytes(b"x = [lambda: i  # noqa\n  for i in y]\n", "a.py", EVERYTHING)
    assert checked.findings == ()
    assert checked.hidden == ()


def test_a_rule_that_crashes_is_told_and_the_others_still_run() -> None:
    checked = check_bytes(f"{HAZARD}# CRASH\n".encode(), "a.py", BOTH)
    assert places(checked) == [(2, 25)]
    assert [str(problem) for problem in checked.problems] == [
        "a.py: internal error in CEL902, please report it (ZeroDivisionError: as asked)"
    ]


def test_a_rule_that_crashes_halfway_keeps_what_it_found(asked: Callable[..., Checked]) -> None:
    def find(_: object) -> Iterator[Finding]:
        yield found(1)
        raise KeyError

    checked = asked(Source("a.py", "x\n"), find)
    assert places(checked) == [(1, 1)]
    assert [problem.message for problem in checked.problems] == [
        "internal error in CEL990, please report it (KeyError)"
    ]


def test_facts_that_crash_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise IndexError("no such thing")

    monkeypatch.setattr(Analysis, "facts", broken)
    checked = check_bytes(HAZARD.encode(), "a.py", BOTH)
    assert [problem.message for problem in checked.problems] == [
        "internal error in reading the facts, please report it (IndexError: no such thing)"
    ]


def test_a_syntax_error_has_its_place() -> None:
    checked = check_bytes(f"{HAZARD}def f(:\n".encode(), "a.py", BOTH)
    assert str(checked.problems[0]).startswith("a.py:3:7: syntax error: ")


def test_a_syntax_error_in_what_can_hold_no_hazard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sift, "may_matter", lambda *_: False)
    assert check_bytes(b"x = = 1\n", "a.py", Options(())).problems[0].row == 1
    assert check_bytes(b"x = = 1\n", "a.py", Options((), thorough=False)) == Checked("a.py")


def test_what_can_hold_no_hazard_is_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sift, "may_matter", lambda *_: False)
    assert check_bytes(HAZARD.encode(), "a.py", BOTH) == Checked("a.py")


def test_a_file_that_cannot_be_decoded() -> None:
    checked = check_bytes(b"x = '\xe9'\n", "a.py", BOTH)
    assert str(checked.problems[0]).startswith("a.py:1:6: is not utf-8")


def test_a_file_that_vanished(tmp_path: Path) -> None:
    checked = check_file(str(tmp_path / "gone.py"), BOTH)
    assert [problem.message for problem in checked.problems] == ["cannot be read: no such file or directory"]


def test_a_sum_of_five_thousand_terms_is_checked() -> None:
    text = f"x = {'+'.join(['a'] * 5000)}\n{HAZARD}"
    checked = check_bytes(text.encode(), "a.py", BOTH)
    if sys.version_info[:2] == (3, 12):  # its C stack has a fixed limit, which such a sum exceeds
        assert [problem.message for problem in checked.problems] == ["nested too deeply for Python 3.12 to parse"]
    else:
        assert places(checked) == [(3, 25)]


def test_rules_that_recurse_get_more_stack(asked: Callable[..., Checked]) -> None:
    def depth(node: ast.AST) -> int:
        return 1 + max([depth(child) for child in ast.iter_child_nodes(node)], default=0)

    def find(facts: Any) -> Iterator[Finding]:
        yield found(depth(facts.tree))

    checked = asked(Source("a.py", f"x = {'+'.join(['a'] * 900)}\n{HAZARD}"), find)
    assert checked.problems == ()
    assert checked.findings[0].span.row > 900


def test_rules_that_never_end_recursing_are_stopped(asked: Callable[..., Checked]) -> None:
    def find(_: object) -> Iterator[Finding]:
        yield from find(_)

    checked = asked(Source("a.py", HAZARD), find)
    assert [problem.message for problem in checked.problems] == ["nested too deeply to check"]


def test_depth_without_end_is_told() -> None:
    checked = check_bytes(f"x = {'-' * 200_000}1\n{HAZARD}".encode(), "a.py", BOTH)
    assert checked.problems[0].message.startswith("nested too deeply for Python")


def test_notebook_places_are_in_cells() -> None:
    cells = [{"cell_type": "code", "source": "x = 1\ny = 2"}, {"cell_type": "code", "source": HAZARD}]
    checked = check_bytes(json.dumps({"cells": cells}).encode(), "a.ipynb", BOTH)
    finding = checked.findings[0]
    assert (finding.cell, finding.span) == (2, Span(2, 25, 2, 26))
    assert finding.evidence == (Evidence(Step.MADE, Span(2, 17, 2, 26), "made here", cell=2),)
    assert checked.excerpt == {(2, 2): "    jobs.append(lambda: i)"}


def test_a_broken_cell_leaves_the_others() -> None:
    cells = [{"cell_type": "code", "source": "def f(:"}, {"cell_type": "code", "source": HAZARD}]
    checked = check_bytes(json.dumps({"cells": cells}).encode(), "a.ipynb", BOTH)
    assert places(checked) == [(2, 25)]
    assert str(checked.problems[0]).startswith("a.ipynb:cell 1:1:7: syntax error: ")


def test_short_gaps_are_in_the_excerpt_and_long_ones_are_not(asked: Callable[..., Checked]) -> None:
    def find(_: object) -> Iterator[Finding]:
        evidence = tuple(Evidence(Step.MADE, Span(row, 1, row, 2), "here") for row in (3, 10))
        yield Finding("CEL999", "i", "", "", "a.py", Span(1, 1, 1, 2), Certainty.CERTAIN, evidence)

    checked = asked(Source("a.py", "\n".join("abcdefghijkl")), find)
    assert checked.excerpt == {(None, 1): "a", (None, 2): "b", (None, 3): "c", (None, 10): "j"}


def test_evidence_in_another_file_keeps_its_place(asked: Callable[..., Checked]) -> None:
    far = Evidence(Step.KEPT, Span(40, 1, 40, 9), "kept", filename="lib/b.py", line="keep(f)")

    def find(_: object) -> Iterator[Finding]:
        yield Finding("CEL999", "i", "", "", "a.ipynb", Span(3, 1, 3, 2), Certainty.CERTAIN, (far,))

    checked = asked(Source("a.ipynb", "a\nb\nc", cells=((1, 1), (3, 5))), find)
    assert checked.findings[0].evidence == (far,)
    assert checked.findings[0].cell == 5
    assert checked.excerpt == {(5, 1): "c"}


@pytest.mark.parametrize(
    ("owner", "placed"), [(None, None), (MODULE, MODULE), (Span(4, 1, 6, 9), Span(2, 1, 4, 9))], ids=str
)
def test_the_places_of_a_fix_are_in_cells(
    owner: Span | None, placed: Span | None, asked: Callable[..., Checked]
) -> None:
    fix = Fix("bind it", True, (Edit.insertion(5, 2, "x"),), ("i",), Span(5, 1, 6, 9), owner=owner)

    def find(_: object) -> Iterator[Finding]:
        yield replace(found(5), fix=fix)

    checked = asked(Source("a.ipynb", "a\nb\nc\nd\ne\nf", cells=((1, 1), (3, 5))), find)
    edit = replace(Edit.insertion(3, 2, "x"), cell=5)
    assert checked.findings[0].fix == replace(fix, edits=(edit,), within=Span(3, 1, 4, 9), owner=placed)


@pytest.mark.parametrize(
    ("first", "rests"),
    [
        ("from neighbour import run", True),
        ("from .neighbour import run", True),
        ("from nowhere import run", True),
        ("def run(job): job()", False),
        ("run = sorted", False),
    ],
)
def test_who_asks_other_files_rests_on_them(
    tmp_path: Path, first: str, rests: bool, asked: Callable[..., Checked]
) -> None:
    def find(facts: Any) -> Iterator[Finding]:
        assert len(facts.stale) <= 1
        yield from ()

    (tmp_path / "neighbour.py").write_text("def run(job):\n    job()\n", encoding="utf-8")
    source = Source(str(tmp_path / "a.py"), f"{first}\nfor i in range(3):\n    run(lambda: i)\n")
    assert asked(source, find).rests_on_others is rests


def test_fifty_thousand_lines() -> None:
    checked = check_bytes((HAZARD * 25_000).encode(), "a.py", Options(("CEL901",)))
    assert len(checked.findings) == 25_000
