"""Comments that silence findings, put where they are read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cellophane.check import catalogue
from cellophane.check.checked import Checked
from cellophane.check.engine import check_bytes
from cellophane.check.fix.changes import Change, made
from cellophane.check.fix.edits import Text
from cellophane.check.fix.silencing import comment
from cellophane.check.options import Options
from cellophane.model.silencing import Form
from cellophane.source.analysis import Analysis

OPTIONS = Options(("CEL101", "CEL102"))


def silence(text: str, filename: str = "a.py", options: Options = OPTIONS) -> tuple[str, Checked]:
    """The text with its findings silenced, and what is left of them."""
    data = text.encode()
    before = check_bytes(data, filename, options)
    assert before.findings
    assert not before.problems
    after = made(Change.COMMENTS, data, before, options, Analysis())
    assert after.mended is not None
    assert after.mended.before == data
    assert len(after.mended.fixed) + len(after.findings) == len(before.findings)
    return after.mended.after.decode(), after


def loop(*lines: str) -> str:
    body = "".join(f"        {line}\n" for line in lines)
    return f"def main(late, x):\n    for i in range(3):\n        j = i\n{body}"


@pytest.mark.parametrize(
    ("line", "silenced"),
    [
        ("late.append(lambda: i)", "late.append(lambda: i)  # noqa: CEL101"),
        ("late.append(lambda: i + j)", "late.append(lambda: i + j)  # noqa: CEL101"),
        ("late.append(lambda: i)   ", "late.append(lambda: i)  # noqa: CEL101   "),
        ("late.append(lambda: i)  # last", "late.append(lambda: i)  # last  # noqa: CEL101"),
        ("late.append(lambda: i)  # noqa: E501", "late.append(lambda: i)  # noqa: E501, CEL101"),
        ("late.append(lambda: i)  # NOQA:E501,W1 why", "late.append(lambda: i)  # NOQA:E501,W1, CEL101 why"),
        ("late.append(i for _ in x)", "late.append(i for _ in x)  # noqa: CEL102"),
        (
            "late.append(lambda: i); late.append(j for _ in x)",
            "late.append(lambda: i); late.append(j for _ in x)  # noqa: CEL101, CEL102",
        ),
    ],
)
def test_the_comment(line: str, silenced: str) -> None:
    after, left = silence(loop(line))
    assert after == loop(silenced)
    assert not left.findings


def test_a_string_of_several_lines_is_silenced_at_its_end() -> None:
    text = loop('late.append(lambda: f"""', "{i}", '""")')
    after, left = silence(text)
    assert after.endswith('""")  # noqa: CEL101\n')
    assert not left.findings


def test_before_a_backslash_no_comment_can_stand_and_it_comes_behind_the_line_that_goes_on() -> None:
    text = loop("late.append(lambda: i) \\", "    or x")
    after, left = silence(text)
    assert after == loop("late.append(lambda: i) \\", "    or x  # noqa: CEL101")
    assert not left.findings


@pytest.mark.parametrize(
    ("line", "silenced"),
    [
        ("late.append(lambda: i)", "late.append(lambda: i)  # cellophane: ignore[CEL101]"),
        ("late.append(lambda: i)  # noqa: E501", "late.append(lambda: i)  # noqa: E501  # cellophane: ignore[CEL101]"),
        (
            "late.append(lambda: i)  # cellophane: ignore[CEL2] why",
            "late.append(lambda: i)  # cellophane: ignore[CEL2, CEL101] why",
        ),
        (
            "late.append(lambda: i)  # cellophane: ignore[CEL2",
            "late.append(lambda: i)  # cellophane: ignore[CEL2  # cellophane: ignore[CEL101]",
        ),
    ],
)
def test_comments_that_only_cellophane_reads(line: str, silenced: str) -> None:
    after, left = silence(loop(line), options=replace(OPTIONS, silence_with=Form.IGNORE))
    assert after == loop(silenced)
    assert not left.findings
    assert left.mended is not None
    assert left.mended.form is Form.IGNORE


def test_a_comment_in_vain_is_not_silenced_by_another() -> None:
    text = "x = 1  # cellophane: ignore[CEL101]\n" + loop("late.append(lambda: i)")
    after, left = silence(text, options=Options(catalogue.codes()))
    assert after == "x = 1  # cellophane: ignore[CEL101]\n" + loop("late.append(lambda: i)  # noqa: CEL101")
    assert [one.code for one in left.findings] == ["CEL001"]


def test_line_ends_and_all_else_stay() -> None:
    text = loop("late.append(lambda: i)").replace("\n", "\r\n") + "\f\r\nx = 'é'"
    after, _ = silence(text)
    assert after == text.replace("lambda: i)", "lambda: i)  # noqa: CEL101")


def test_a_second_time_there_is_nothing_to_do() -> None:
    after, _ = silence(loop("late.append(lambda: i)"))
    assert not check_bytes(after.encode(), "a.py", OPTIONS).findings


def test_what_is_less_certain_than_asked_for_gets_no_comment() -> None:
    text = loop("late.append(lambda: i)", "x.whatever(lambda: i)")
    after, left = silence(text)
    assert after.count("noqa") == 1
    assert len(left.hidden) == 1


def test_a_notebook_cell() -> None:
    text = (
        '{"cells": [{"cell_type": "code", "source": ["late = []\\n", "for i in x:\\n", "    late.append(lambda: i)"]}]}'
    )
    after, left = silence(text, "a.ipynb")
    assert after == text.replace("lambda: i)", "lambda: i)  # noqa: CEL101")
    assert not left.findings


def test_a_comment_is_told_with_all_that_it_silences() -> None:
    data = loop("late.append(lambda: i); late.append(", "    lambda: i)", "late.append(lambda: i)").encode()
    first, second, third = check_bytes(data, "a.py", OPTIONS).findings
    edit, silenced = comment(data, first, [first, second, third], Form.NOQA)
    assert (edit.text, edit.span.row) == ("  # noqa: CEL101", 4)
    left = check_bytes(Text(data.decode()).edited([edit]).encode(), "a.py", OPTIONS).findings
    assert [one for one in (first, second, third) if one.span not in [other.span for other in left]] == silenced
