"""The frames for people."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from cellophane.check.checked import Checked, Place
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.fix import Fix
from cellophane.model.place import Span
from cellophane.report.full import render

CODE = ["for i in range(3):", "    jobs.append(lambda: i)", "", "", "", "for job in jobs:", "    job()", ""]


READ = Span(2, 25, 2, 26)


def finding(*evidence: Evidence, span: Span = READ, **more: Any) -> Finding:
    """A finding at a place of the code, with some of its fields changed."""
    one = Finding(
        code="CEL101",
        name="i",
        message="the lambda reads `i` late",
        advice="bind it now",
        filename="a.py",
        span=span,
        certainty=Certainty.CERTAIN,
        evidence=evidence,
    )
    return replace(one, **more)


def printed(checked: Checked, **console: Any) -> str:
    """What a console shows of a file, without the empty lines at its end."""
    encoding = console.pop("encoding", "utf-8")
    stream = io.TextIOWrapper(io.BytesIO(), encoding, newline="")
    screen = Console(file=stream, soft_wrap=True, **{"width": 100, **console})
    for frame in render([checked]):
        screen.print(frame)
    stream.seek(0)
    return stream.read().rstrip("\n")


def shown(one: Finding, code: list[str] = CODE, **console: Any) -> str:
    """The frame of a finding in the code."""
    spans = [one.span, *(item.span for item in one.evidence if item.filename is None)]
    rows = {row for span in spans for row in (span.row, span.end_row)}
    for before, after in pairwise(sorted(rows)):
        if after - before <= 3:
            rows.update(range(before, after))
    excerpt = {(one.cell, row): code[row - 1] for row in rows}
    return printed(Checked("a.py", (one,), excerpt=excerpt), **console)


MADE = Evidence(Step.MADE, Span(2, 17, 2, 26), "made here")
KEPT = Evidence(Step.KEPT, Span(2, 5, 2, 27), "kept by `jobs`")
REBOUND = Evidence(Step.REBOUND, Span(1, 5, 1, 6), "rebound here")
CALLED = Evidence(Step.CALLED, Span(7, 5, 7, 10), "called here")


def test_the_evidence_is_numbered_in_its_order_and_stands_at_its_lines() -> None:
    assert shown(finding(MADE, KEPT, REBOUND, CALLED)) == (
        "CEL101 the lambda reads `i` late [certain]\n"
        "  ╭─ a.py:2:25\n"
        "  │\n"
        "1 │ for i in range(3):\n"
        "  │     ━ 3 rebound here\n"
        "2 │     jobs.append(lambda: i)\n"
        "  │                         ━ `i` is read here\n"
        "  │                 ━━━━━━━━━ 1 made here\n"
        "  │     ━━━━━━━━━━━━━━━━━━━━━━ 2 kept by `jobs`\n"
        "  ┆\n"
        "7 │     job()\n"
        "  │     ━━━━━ 4 called here\n"
        "  ╰─ help: bind it now"
    )


def test_an_unsafe_fix_says_why_below_its_help() -> None:
    fix = Fix("bind it", False, (), (), READ, risk="no late call\nwas seen")
    frame = shown(finding(MADE, fix=fix, unfixed="it is unsafe"))
    assert frame.endswith("  ╰─ help: bind it now\n    unsafe: no late call\\nwas seen\n    not fixed: it is unsafe")


def test_a_safe_fix_says_nothing_of_it() -> None:
    assert "unsafe" not in shown(finding(MADE, fix=Fix("bind it", True, (), (), READ)))


def test_what_would_tell_stands_below() -> None:
    frame = shown(finding(certainty=Certainty.POSSIBLE, hint="an entry for `start`"))
    assert frame.endswith("  ╰─ help: bind it now\n    would tell: an entry for `start`")


def test_without_box_characters() -> None:
    assert shown(finding(MADE), encoding="ascii") == (
        "CEL101 the lambda reads `i` late [certain]\n"
        "  --> a.py:2:25\n"
        "  |\n"
        "2 |     jobs.append(lambda: i)\n"
        "  |                         ^ `i` is read here\n"
        "  |                 ^^^^^^^^^ 1 made here\n"
        "  = help: bind it now"
    )


def test_without_evidence_the_read_is_shown() -> None:
    assert "━ `i` is read here" in shown(finding())


def test_evidence_at_the_read_is_said_once() -> None:
    frame = shown(finding(Evidence(Step.CALLED, Span(2, 25, 2, 26), "called here")))
    assert "1 called here" in frame
    assert "is read here" not in frame


def test_a_short_gap_is_filled() -> None:
    frame = shown(finding(Evidence(Step.CALLED, Span(4, 1, 4, 1), "called here")))
    assert "3 │\n" in frame
    assert "┆" not in frame


def test_no_advice_leaves_the_last_line_out() -> None:
    assert "help" not in shown(finding(MADE, advice=""))


def test_numbers_of_lines_are_aligned() -> None:
    code = [""] * 98 + ["x"] * 3
    frame = shown(finding(Evidence(Step.MADE, Span(100, 1, 100, 2), "made"), span=Span(99, 1, 99, 2)), code=code)
    assert " 99 │ x\n    │ ━ `i` is read here\n100 │ x\n" in frame


def test_tabs_and_wide_characters_are_aligned() -> None:
    frame = shown(finding(span=Span(1, 8, 1, 9)), code=["\t囲='😀'+i"])
    line, mark = frame.split("\n")[3:5]
    column = cell_len(line[: line.index("i", 4)])
    assert mark.index("━") == column


def test_an_empty_stretch_is_marked_with_one_column() -> None:
    assert "│ ━ 1 made\n" in shown(finding(Evidence(Step.MADE, Span(1, 1, 1, 1), "made")))


def test_a_stretch_of_several_lines_is_marked_in_its_first() -> None:
    one = finding(Evidence(Step.MADE, Span(1, 1, 2, 10), "made here"))
    assert "1 │ for i in range(3):\n  │ ━━━━━━━━━━━━━━━━━━ 1 made here\n" in shown(one)


@pytest.mark.parametrize("columns", [40, 60, 100])
def test_no_line_of_source_is_wider_than_the_screen(columns: int) -> None:
    code = ["x = " + "f(" * 60 + "lambda: i" + ")" * 60]
    where = code[0].index("lambda")
    one = finding(
        Evidence(Step.MADE, Span(1, where + 1, 1, where + 10), "made here"),
        Evidence(Step.KEPT, Span(1, 1, 1, len(code[0]) + 1), "kept here"),
        Evidence(Step.REBOUND, Span(1, 1, 1, 2), "far to the left"),
        span=Span(1, where + 9, 1, where + 10),
    )
    frame = shown(one, code, width=columns)
    lines = frame.split("\n")[3:-1]
    assert "lambda: i" in lines[0]
    assert max(map(len, lines)) <= columns
    assert lines[0][lines[1].index("━")] == "i"
    assert lines[-1] == "  │ … 3 far to the left"


def test_a_place_in_a_notebook() -> None:
    one = finding(Evidence(Step.MADE, Span(2, 17, 2, 26), "made here", cell=3), cell=3)
    assert "╭─ a.py:cell 3:2:25\n" in shown(one)


def test_evidence_in_several_cells() -> None:
    one = finding(Evidence(Step.CALLED, Span(1, 1, 1, 4), "called here", cell=5), cell=3)
    excerpt: dict[Place, str] = {(3, 2): CODE[1], (5, 1): "job()"}
    frame = printed(Checked("a.ipynb", (one,), excerpt=excerpt))
    assert "  │ cell 5:\n1 │ job()\n  │ ━━━ 1 called here\n" in frame + "\n"


def test_controls_cannot_reach_the_terminal() -> None:
    one = finding(
        Evidence(Step.MADE, Span(1, 1, 1, 2), "made\x1b[2J"),
        message="bad\x1b[2J",
        advice="do\x07",
        filename="\x1b[2J.py",
    )
    frame = shown(one, code=["x = '\x1b[2J'", "\r\x1b[2K"])
    assert not set(frame) & set("\x1b\x07\r")
    assert "do\\x07" in frame


def test_colours_only_where_asked_for() -> None:
    assert "\x1b[" not in shown(finding(MADE))
    coloured = shown(finding(MADE), force_terminal=True, color_system="standard")
    assert "\x1b[1;31mCEL101\x1b[0m" in coloured
    assert "\x1b[36m━━━━━━━━━ 1 made here\x1b[0m" in coloured


def test_nothing_found_shows_nothing() -> None:
    assert printed(Checked("a.py")) == ""


def test_a_line_that_is_not_in_the_excerpt_is_empty() -> None:
    one = finding()
    assert "2 │\n" in printed(Checked("a.py", (one,)))


ELSEWHERE = Evidence(
    Step.KEPT, Span(40, 9, 40, 31), "stored in `self.queue`", filename="lib/b.py", line="        self.queue.append(job)"
)


def test_a_step_in_another_file_is_told_in_its_turn() -> None:
    frame = shown(finding(MADE, ELSEWHERE, REBOUND, replace(ELSEWHERE, step=Step.CALLED, text="called", line=None)))
    assert "  │     ━ 3 rebound here\n" in frame
    assert "━━━━━━━━━ 1 made here\n" in frame
    assert frame.endswith(
        "  │ 2 → stored in `self.queue`, lib/b.py:40: self.queue.append(job)\n"
        "  │ 4 → called, lib/b.py:40\n"
        "  ╰─ help: bind it now"
    )


def test_a_step_in_another_file_is_cut_to_the_screen() -> None:
    line = shown(finding(ELSEWHERE), width=60).split("\n")[-2]
    assert line == "  │ 1 → stored in `self.queue`, lib/b.py:40: self.queue.app…"
    assert len(line) == 60
    assert shown(finding(ELSEWHERE), width=48).split("\n")[-2] == "  │ 1 → stored in `self.queue`, lib/b.py:40"


def test_another_file_below_the_current_directory_is_named_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    near = replace(ELSEWHERE, filename=str(tmp_path / "b.py"), line=None)
    far = replace(near, filename=str(tmp_path.parent / "c.py"))
    assert f"`self.queue`, b.py:40\n  │ 2 → stored in `self.queue`, {tmp_path.parent / 'c.py'}:40\n" in shown(
        finding(near, far)
    )


def test_a_read_at_a_step_in_another_file_is_still_shown() -> None:
    assert "━ `i` is read here" in shown(finding(replace(ELSEWHERE, span=READ)))


def test_another_file_cannot_reach_the_terminal() -> None:
    bad = replace(ELSEWHERE, text="kept\x1b[2J", filename="\x1b[2J.py", line="x = '\x1b[2J'")
    assert "\x1b" not in shown(finding(bad))
