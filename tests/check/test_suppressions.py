"""Comments that silence findings, as the machine asks for them."""

from __future__ import annotations

import json

import pytest

from cellophane.check.engine import check_bytes
from cellophane.check.options import Options
from cellophane.check.suppressions import may_silence
from cellophane.model.finding import Certainty

EVERYTHING = Options(("CEL101", "CEL102"), Certainty.POSSIBLE)
LATE = "late = []\nfor i in range(3):\n    late.append(lambda: i)"


def left(text: str, filename: str = "a.py") -> list[int]:
    """The rows of the findings that are left."""
    checked = check_bytes(text.encode(), filename, EVERYTHING)
    assert not checked.problems
    return [finding.span.row for finding in checked.findings]


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: CEL101",
        "# cellophane: ignore",
        "# cellophane: ignore[CEL101]",
        "# cellophane: ignore[CEL1] it ends first",
    ],
)
def test_a_comment_on_the_line(comment: str) -> None:
    assert left(LATE) == [3]
    assert left(f"{LATE}  {comment}\n") == []


@pytest.mark.parametrize("comment", ["# cellophane: file-ignore", "# cellophane: file-ignore[CEL101] generated"])
def test_a_comment_for_the_file(comment: str) -> None:
    assert left(f"{comment}\n{LATE}\n") == []
    assert left(f"{LATE}\n{comment}\n") == []


@pytest.mark.parametrize("comment", ["# noqa: CEL102", "# cellophane: ignore[CEL102]", "# fine"])
def test_comments_about_something_else(comment: str) -> None:
    assert left(f"{LATE}  {comment}\n") == [3]


def test_text_in_a_string_is_no_comment() -> None:
    assert left(f'{LATE}; "# cellophane: ignore"\n') == [3]
    assert left(f'{LATE}\n"""\n# cellophane: file-ignore\n"""\n') == [3]


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


def test_cells_of_a_notebook() -> None:
    assert left(notebook("x = 1", LATE), "a.ipynb") == [3]
    assert left(notebook("x = 1", f"{LATE}  # cellophane: ignore[CEL101]"), "a.ipynb") == []
    assert left(notebook("# cellophane: file-ignore[CEL101]", LATE), "a.ipynb") == []


def test_a_comment_at_the_end_of_a_cell_does_not_speak_for_the_next_one() -> None:
    one = "[late.append(lambda: i) for i in 'ab']"
    assert left(notebook("late = []\n# cellophane: ignore", one), "a.ipynb") == [1]
    assert left(notebook(f"late = []\n# cellophane: ignore\n{one}"), "a.ipynb") == []


def test_most_files_are_told_at_a_glance() -> None:
    assert not may_silence(LATE)
    assert may_silence("# cellophane: ignore")
    assert may_silence("# NoQA")
