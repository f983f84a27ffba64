"""Expressions as text, with integers of any length."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.tree.unparsed import unparsed

LONG = "0x" + "f" * 4000


@pytest.mark.parametrize(
    ("code", "expected"),
    [("f( x )", "f(x)"), (f"f({LONG}, True, 'a')", f"f({LONG}, True, 'a')"), (f"-{LONG}", f"-{LONG}")],
)
def test_it_can_be_parsed_again(code: str, expected: str) -> None:
    node = ast.parse(code, mode="eval").body
    before = ast.dump(node) if LONG not in code else None
    assert unparsed(node) == expected
    assert before is None or ast.dump(node) == before
