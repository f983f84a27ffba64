"""Logical lines, brackets and blocks are told from the text as the parser tells them."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest

from cellophane.source.text import lines


def ends(text: str) -> list[str]:
    """The logical lines of a text."""
    found, position = [], 0
    while (line := lines.LINE.match(text, position)) is not None and line.end() > position:
        found.append(line.group())
        position = line.end()
    return found


def test_lines_go_on_in_brackets_and_strings_and_behind_backslashes() -> None:
    text = "x = [\n1, # )\n')'\n]\ny = '''\n'\n''' + \\\n1\nz\n"
    assert ends(text) == ["x = [\n1, # )\n')'\n]\n", "y = '''\n'\n''' + \\\n1\n", "z\n"]


@pytest.mark.parametrize("text", ["x = [\n", "x = '\n", "x = ]\n", "(" * 12 + ")" * 12 + "\n", 'f"{x["#"]}"\n'])
def test_what_cannot_be_told_is_no_line(text: str) -> None:
    assert lines.LINE.match(text) is None


def test_a_bracket_ends_before_a_statement() -> None:
    found = lines.IN_BRACKET.match("a,\nb\nreturn 1)\n")
    assert found is not None
    assert found.group() == "a,\nb"


def test_blocks_end_before_what_is_indented_no_deeper() -> None:
    text = "    a\n\n# c\n  b = '''\nx\n'''\n   # d\n  c\n d\n"
    found = lines.body(1).match(text)
    assert found is not None
    assert text[found.end() :] == " d\n"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("a\r\nb\rc", "\na\nb\nc\n"),
        ("\ufeffa\n", "\na\n"),
        ("if a:\n\tb\tc\n", "\nif a:\n        b       c\n"),
        ("  \f a\fb\n", "\n a b\n"),
        ("a\0", None),
    ],
)
def test_normal_text_has_its_rows_where_they_were(text: str, normal: str | None) -> None:
    assert lines.normal(text) == normal


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["ast.py", "argparse.py", "textwrap.py", "typing.py"])
def test_statements_of_the_standard_library_begin_where_lines_do(name: str) -> None:
    text = (Path(sysconfig.get_paths()["stdlib"]) / name).read_text("utf-8")
    normal = lines.normal(text)
    assert normal is not None
    rows, row = set(), 0
    for line in ends(normal):
        rows.add(row)
        row += line.count("\n")
    assert row == normal.count("\n")
    statements = {node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)}
    assert statements <= rows | _behind_colons(text)


def _behind_colons(text: str) -> set[int]:
    """The rows in which more than one statement stands: `if a: b`."""
    starts: list[int] = [node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    return {row for row in starts if starts.count(row) > 1}
