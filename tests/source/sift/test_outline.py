"""The outline of a file: its statements, and where words stand."""

from __future__ import annotations

import ast
import re
import string
import sys

import pytest

from cellophane.source.sift.outline import _NAME, Outline, own_parts


def outline(text: str) -> Outline:
    return Outline(ast.parse(text), text)


def test_each_statement_has_the_function_whose_code_it_is() -> None:
    text = "a = 1\nclass C:\n  def f(self):\n    try: b\n    except E: c\nmatch d:\n  case 1: e"
    owners = {(type(node).__name__, getattr(owner, "name", "")) for owner, node in outline(text).statements}
    outside, inside = (
        {"Assign", "ClassDef", "FunctionDef", "Match", "match_case", "Expr"},
        {"Try", "ExceptHandler", "Expr"},
    )
    assert owners == {(kind, "") for kind in outside} | {(kind, "f") for kind in inside}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("x = 1\nf(lambda: x)", [2]),
        ("def f(): pass", [1]),
        ("x = (\n  y for y in z)", [1]),
        ("for x in y:\n  f(x for x in z)", [2]),
        ("for x in map(lambda: 1, y):\n  pass", [1]),
        ("x = [y for y in z]\nwhile x:\n  pass", []),
        ("@d(lambda: 1)\ndef f(): pass", [1, 2]),
        ("def f(x=lambda: 1): pass", [1, 1]),
        ("def f(): return 'lambda'", [1]),
        ("match x:\n  case 1 if f(lambda: x): pass", [2]),
        ("try: pass\nexcept f(lambda: 1): pass", [2]),
        ("with f(\n  lambda: x\n): pass", [1]),
    ],
)
def test_where_closures_are_made(text: str, rows: list[int]) -> None:
    assert list(outline(text).sites) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("n = 1\nprint(n)", [2]),
        ("n.a = n", [1, 1]),
        ("a.n = f(n=1)", []),
        ("def n(): pass\nclass n: pass", []),
        ("f'{n=}'", [1]),
        ("n += 1", [1]),
        ("n == 1", [1]),
        ("nn = 1\n_n(n1)", []),
        ("del n", [1]),
        ("a\r\nn\rn", [2, 3]),
    ],
)
def test_where_a_name_may_be_read(text: str, rows: list[int]) -> None:
    assert list(outline(text).reads("n")) == rows


def test_names_are_compared_as_the_parser_does() -> None:
    assert list(outline("x\nﬁ()").reads("fi")) == [2]


def test_which_names_are_read_in_some_rows() -> None:
    found = outline("a\nb = c\nd\ne")
    assert found.read_in(2, 3) == {"c", "d"}
    assert found.read_in(3, 4) == {"d", "e"}


def test_the_own_parts_of_a_statement_are_those_beside_its_blocks() -> None:
    [statement] = ast.parse("with a as b:\n  c").body
    assert {node.id for node in own_parts(statement) if isinstance(node, ast.Name)} == {"a", "b"}


def test_whatever_is_no_ascii_may_belong_to_a_name() -> None:
    ascii_only = [chr(code) for code in range(0x80)]
    beyond = "".join(map(chr, range(0x80, sys.maxunicode + 1)))
    begins = {character for character in ascii_only if re.fullmatch(_NAME, character)}
    goes_on = {character for character in ascii_only if re.fullmatch(_NAME, f"a{character}")}
    assert begins == {*string.ascii_letters, "_"}
    assert goes_on == begins | {*string.digits}
    assert re.fullmatch(_NAME, beyond)
