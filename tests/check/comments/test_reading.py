"""Which findings comments silence, and which lines they speak for."""

from __future__ import annotations

import pytest

from cellophane.check.comments.reading import read
from cellophane.model.finding import Certainty, Finding
from cellophane.model.place import Span
from cellophane.source.text.source import Source


def left(text: str, row: int) -> bool:
    """Whether a finding CEL101 in this row is left."""
    finding = Finding("CEL101", "i", "", "", "a.py", Span(row, 1, row, 2), Certainty.CERTAIN, ())
    return read(Source("a.py", text)).silencer(finding) is None


def rows(text: str) -> list[int]:
    """The rows in which a finding is silenced."""
    return [row for row in range(1, text.count("\n") + 1) if not left(text, row)]


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
    assert rows("x = (\nf'''\n{i}\n''',  # noqa\ny\n)\n") == [2, 3, 4]


def test_strings_within_strings() -> None:
    assert not left("x = f'''{f\"{i}\"}\n'''  # noqa\n", 1)


def test_rows_behind_form_feeds_and_unicode_separators() -> None:
    assert not left("x = '\u2028\x1c'\n\f\ny = 1  # noqa\n", 3)
    assert left("x = '\u2028\x1c'\n\f\ny = 1  # noqa\n", 2)


def test_a_line_that_goes_on() -> None:
    assert rows("x = 1 + \\\n    i  # noqa\ny = 2\n") == [1, 2]


STATEMENT = "f(\n  a,\n  lambda: i,\n  b,\n)\ng(i)\n"


@pytest.mark.parametrize("form", ["# noqa", "# cellophane: ignore", "# cellophane: ignore[CEL101] it ends first"])
def test_a_statement_of_several_lines(form: str) -> None:
    lines = STATEMENT.split("\n")
    for row, spoken_for in ((1, [1, 2, 3, 4, 5]), (2, [2]), (3, [3]), (4, [4]), (5, [1, 2, 3, 4, 5]), (6, [6])):
        text = "\n".join([*lines[: row - 1], f"{lines[row - 1]}  {form}", *lines[row:]])
        assert rows(text) == spoken_for, text


def test_the_body_of_a_statement_is_none_of_its_lines() -> None:
    assert rows("for i in (\n  x,\n):  # cellophane: ignore\n  f(i)\n") == [1, 2, 3]
    assert rows("def f():  # noqa\n  return i\n") == [1]
    assert rows("@f(\n)  # noqa\ndef f(\n  a=i\n): pass\n") == [1, 2]


OWN = "# cellophane: ignore[CEL101]"


@pytest.mark.parametrize(
    ("text", "spoken_for"),
    [
        (f"{OWN}\nf(i)\ng(i)\n", [2]),
        (f"{OWN}\n\n# why\nf(\n  i\n)\ng(i)\n", [4, 5, 6]),
        (f"f(\n  {OWN}\n  i,\n  i,\n)\n", [3]),
        (f"f(\n  {OWN}\n  f'''\n{{i}}\n''', i,\n  i,\n)\n", [3, 4, 5]),
        (f"if x:\n    {OWN}\n    f(i)\ng(i)\n", [3]),
        (f"f(i)\n{OWN}\n", []),
    ],
)
def test_a_comment_on_a_line_of_its_own_speaks_for_what_comes_next(text: str, spoken_for: list[int]) -> None:
    assert rows(text) == spoken_for
    assert rows(text.replace(OWN, "# noqa: CEL101")) == []
    assert rows(text.replace(OWN, "# cellophane: file-ignore")) == list(range(1, text.count("\n") + 1))


def test_one_for_the_file_stands_on_a_line_of_its_own() -> None:
    assert rows("x = 1  # cellophane: file-ignore\ny = i\n") == []


def test_what_is_said_of_comments_is_silenced_by_name_only() -> None:
    def silences(comment: str) -> bool:
        finding = Finding("CEL001", "ignore", "", "", "a.py", Span(1, 8, 1, 9), Certainty.CERTAIN, ())
        return read(Source("a.py", f"x = 1  {comment}\n")).silencer(finding) is not None

    assert not silences("# cellophane: ignore")
    assert not silences("# cellophane: ignore[ALL]")
    assert silences("# cellophane: ignore[CEL101, CEL001]")
    assert not silences("# cellophane: ignore[CEL101]\n# cellophane: file-ignore")
    assert silences("# cellophane: ignore[CEL101]\n# cellophane: file-ignore[CEL0]")
    assert silences("# cellophane: ignore[CEL101]  # noqa")
    assert silences("# cellophane: ignore[CEL101]  # noqa: CEL001")


def test_the_row_at_whose_end_a_comment_stands() -> None:
    comments = read(Source("a.py", "x = f(\n  '''\n''', \\\n  1,\n  2)\n"))
    assert [comments.row_for(row) for row in range(1, 6)] == [1, 4, 4, 4, 5]


def test_text_that_the_tokenizer_refuses_keeps_what_came_before() -> None:
    assert not left("x = 1  # noqa\ny = (\n", 1)
