"""Comments that silence findings."""

from __future__ import annotations

import pytest

from cellophane.check.suppressions import silenced_by, unsuppressed
from cellophane.model.finding import Certainty, Finding
from cellophane.model.place import Span
from cellophane.source.text.source import Source


def left(text: str, row: int) -> bool:
    """Whether a finding CEL101 in this row is left."""
    finding = Finding("CEL101", "i", "", "", "a.py", Span(row, 1, row, 2), Certainty.CERTAIN, ())
    return unsuppressed(Source("a.py", text), [finding]) == [finding]


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "#noqa",
        "# NOQA",
        "# noqa ",
        "# noqa because",
        "# noqa: CEL101",
        "# noqa:CEL101",
        "# noqa: cel101",
        "# noqa: E501, CEL101",
        "# noqa: E501 CEL101",
        "# noqa: E501,CEL101 it ends here",
        "# type: ignore # noqa",
        "# noqa : CEL101",
        "# noqa: CEL1",
        "# type: ignore[x]  # noqa: CEL101",
    ],
)
def test_comments_that_silence(comment: str) -> None:
    assert not left(f"x = 1  {comment}\n", 1)


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa: E501",
        "# noqa: CEL102",
        "# noqa: because",
        "# noqa:",
        "# noqa-not",
        "# noqas",
        "# see noqa",
        "# noqa: CEL1011",
        "# noqa: E501 # CEL101",
        "# nope",
        "# flake8: noqa-like",
        "# noqa: CEL101x",
    ],
)
def test_comments_that_do_not(comment: str) -> None:
    assert left(f"x = 1  {comment}\n", 1)


def test_only_the_line_of_the_finding_counts() -> None:
    assert left("x = 1  # noqa\ny = 2\nz = 3  # noqa\n", 2)


def test_a_string_is_no_comment() -> None:
    assert left("x = '# noqa'\n", 1)
    assert left("x = '''\n# noqa\n'''\n", 2)


def test_the_end_of_a_string_of_several_lines_counts() -> None:
    assert not left("x = f'''\n{i}\n'''  # noqa: CEL101\n", 2)
    assert left("x = f'''\n{i}\n'''  # noqa: CEL102\n", 2)
    assert left("x = (f'''\n{i}\n''',\n)  # noqa\n", 2)


def test_strings_within_strings() -> None:
    assert not left("x = f'''{f\"{i}\"}\n'''  # noqa\n", 1)


def test_rows_behind_form_feeds_and_unicode_separators() -> None:
    assert not left("x = '\u2028\x1c'\n\f\ny = 1  # noqa\n", 3)
    assert left("x = '\u2028\x1c'\n\f\ny = 1  # noqa\n", 2)


def test_a_line_that_goes_on() -> None:
    assert left("x = 1 + \\\n    i  # noqa\n", 1)
    assert not left("x = 1 + \\\n    i  # noqa\n", 2)


def test_text_that_the_tokenizer_refuses_keeps_what_came_before() -> None:
    assert not left("x = 1  # noqa\ny = (\n", 1)


def test_codes_are_read_up_to_the_first_word_that_is_none() -> None:
    assert silenced_by("# noqa: CEL101 E501 in all CEL102") == ("CEL101", "E501")
