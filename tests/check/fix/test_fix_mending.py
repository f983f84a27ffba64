"""A file mended until nothing is left to do, or a reason is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cellophane.check.checked import Checked
from cellophane.check.engine import check_bytes
from cellophane.check.fix import Unfixable, mending, proof
from cellophane.check.fix.mending import mended
from cellophane.check.late import defaults
from cellophane.check.options import Options
from cellophane.model.finding import Certainty
from cellophane.model.fix import Fix
from cellophane.source.analysis import Analysis
from cellophane.source.text.source import Source
from tests.mended import OPTIONS, after, outcome, result

SEEN = """\
def main(items):
    late = []
    for i in items:
        late.append(lambda: i)
    return [f() for f in late]
"""
GUESS = "def other(items):\n    for i in items:\n        keep(lambda: i)\n"


def test_nothing_found_is_nothing_changed() -> None:
    made = result(b"x = 1\n")
    assert (made.before, made.after, made.fixed, made.changes) == (b"x = 1\n", b"x = 1\n", (), False)


def test_what_was_mended_is_told_beside_what_is_left() -> None:
    found = outcome((SEEN + GUESS).encode(), unsafe=False)
    assert found.mended is not None
    assert [finding.span.row for finding in found.mended.fixed] == [4]
    assert [finding.span.row for finding in found.mended.original.findings] == [4, 8]
    assert [(finding.span.row, finding.unfixed) for finding in found.findings] == [
        (8, "the fix is not safe; `--unsafe-fixes` makes it")
    ]


def test_safe_fixes_only() -> None:
    assert after(SEEN + GUESS, unsafe=False) == SEEN.replace("lambda:", "lambda *, i=i:") + GUESS
    assert after(SEEN + GUESS) == (SEEN + GUESS).replace("lambda:", "lambda *, i=i:")


def test_what_is_not_shown_is_not_mended() -> None:
    options = replace(OPTIONS, certainty=Certainty.CERTAIN)
    data = (SEEN + GUESS).encode()
    found = mended(data, check_bytes(data, "a.py", options), options, Analysis(), unsafe=True)
    assert found.mended is not None
    assert found.mended.after.decode() == SEEN.replace("lambda:", "lambda *, i=i:") + GUESS


def test_rules_that_are_not_asked_mend_nothing() -> None:
    options = Options(("CEL102",))
    found = mended(SEEN.encode(), check_bytes(SEEN.encode(), "a.py", options), options, Analysis(), unsafe=True)
    assert found.mended is not None
    assert not found.mended.changes


def test_what_is_silenced_is_left() -> None:
    code = SEEN.replace("lambda: i)", "lambda: i)  # noqa: CEL101")
    assert after(code) == code


def test_closures_inside_each_other_are_mended_round_by_round() -> None:
    code = """\
        for i in items:
            def f(**k):
                for j in items:
                    late.append(lambda: (i, j))
                return late
            late.append(f)
        """
    made = after(code)
    assert "    def make_f(i):\n        def f(**k):\n            for j in items:\n" in made
    assert "late.append(lambda *, j=j: (i, j))" in made


def test_a_lambda_that_moves_takes_a_mended_one_along() -> None:
    made = after("for i in items:\n    late.append(lambda **k: (i, [lambda: j for j in items]))\n")
    assert (
        "        return lambda **k: (i, [lambda *, j=j: j for j in items])\n    late.append(make_function(i))\n" in made
    )


def test_the_file_may_have_changed_since_it_was_checked() -> None:
    checked = check_bytes(GUESS.encode(), "a.py", OPTIONS)
    found = mended(SEEN.encode(), checked, OPTIONS, Analysis(), unsafe=True)
    assert found.mended is not None
    assert found.mended.after.decode() == SEEN.replace("lambda:", "lambda *, i=i:")


def test_a_file_that_can_no_longer_be_read() -> None:
    checked = check_bytes(SEEN.encode(), "a.py", OPTIONS)
    found = mended(b"f(\n", checked, OPTIONS, Analysis(), unsafe=True)
    assert [str(problem) for problem in found.problems] == [
        "a.py: cannot be mended: syntax error: '(' was never closed"
    ]
    assert found.findings == checked.findings


@pytest.fixture
def doubted(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of which no proof holds."""
    names: set[str] = set()
    hold = proof.hold

    def doubting(before: Source, now: Source, fixes: Sequence[Fix]) -> None:
        for fix in fixes:
            if names.intersection(fix.names):
                raise Unfixable(f"`{fix.names[0]}` is in doubt")
        hold(before, now, fixes)

    monkeypatch.setattr(proof, "hold", doubting)
    return names


def reasons(found: Checked) -> list[tuple[str, str]]:
    return [(finding.name, finding.unfixed) for finding in found.findings]


def test_what_cannot_be_proved_is_left_and_the_rest_is_mended(doubted: set[str]) -> None:
    code = "".join(f"for {name} in items:\n    late.append(lambda: {name})\n" for name in "abc")
    doubted.add("b")
    found = outcome(code.encode())
    assert found.mended is not None
    assert found.mended.after.decode() == code.replace("lambda: a", "lambda *, a=a: a").replace(
        "lambda: c", "lambda *, c=c: c"
    )
    assert reasons(found) == [("b", "`b` is in doubt")]


def test_what_stood_in_the_way_of_something_refused_is_mended(doubted: set[str]) -> None:
    code = "for a in items:\n    for b in a:\n        late.append((lambda **k: a, lambda **k: b))\n"
    doubted.add("a")
    found = outcome(code.encode())
    assert found.mended is not None
    assert "return lambda **k: b" in found.mended.after.decode()
    assert reasons(found) == [("a", "`a` is in doubt")]


def test_nothing_is_mended_that_is_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(defaults, "parameters", lambda arguments, names: "*, x=0")
    found = outcome(SEEN.encode())
    assert found.mended is not None
    assert not found.mended.changes
    assert reasons(found) == [("i", "the finding about `i` would stay")]


def test_nothing_is_mended_by_what_is_found_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(defaults, "parameters", lambda arguments, names: "*, i=i, x=[lambda: j for j in ()]")
    found = outcome(SEEN.encode())
    assert found.mended is not None
    assert not found.mended.changes
    assert reasons(found) == [("i", "there would be a new finding about `j`")]


def test_a_run_that_ends_too_early_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "_MOST_ROUNDS", 1)
    code = "for a in items:\n    late.append((lambda **k: a, lambda **k: -a))\n"
    found = outcome(code.encode())
    assert found.mended is not None
    assert found.mended.changes
    assert reasons(found) == [("a", "there was too much to mend at once; run it again")]


def test_a_notebook_is_told_of_in_cells() -> None:
    cells = [{"cell_type": "code", "source": "x = 1"}, {"cell_type": "code", "source": GUESS + SEEN}]
    found = outcome(json.dumps({"cells": cells}).encode(), "a.ipynb", unsafe=False)
    assert found.mended is not None
    assert [(finding.cell, finding.span.row) for finding in found.findings] == [(2, 3)]
    assert found.mended.changes
