"""In which rows of a text something stands."""

from __future__ import annotations

import ast
import re

from cellophane.source.sift.rows import CLOSURE, Rows, first_row

TEXT = "@d(lambda: 1)\ndef f(x):\n    if x:\n        y = lambda: x; z = lambda: y\n    return z\n"


def test_rows_are_those_in_which_a_pattern_is_found() -> None:
    assert list(Rows.found(CLOSURE, TEXT)) == [1, 2, 4, 4]
    assert list(Rows.found(CLOSURE, "[0for x in y]")) == [1]
    assert list(Rows.found(re.compile("nowhere"), TEXT)) == []


def test_they_are_counted_in_a_statement_in_its_own_code_and_in_a_body() -> None:
    [function] = ast.parse(TEXT).body
    assert isinstance(function, ast.FunctionDef)
    rows = Rows.found(CLOSURE, TEXT)
    assert (rows.within(function), rows.in_own(function), rows.in_body(function)) == (4, 2, 2)
    assert rows.in_own(function.body[0]) == 2  # the row in which its block begins may be its own
    assert (rows.within(function.body[1]), rows.in_body(ast.parse(TEXT))) == (0, 4)


def test_a_statement_begins_with_its_decorators() -> None:
    assert first_row(ast.parse(TEXT).body[0]) == 1
    [match] = ast.parse("match x:\n    case 1: pass").body
    assert isinstance(match, ast.Match)
    assert first_row(match.cases[0]) == 2
