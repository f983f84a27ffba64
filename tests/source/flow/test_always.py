"""Whether a body cannot run without reading a name."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.flow.always import always
from cellophane.source.flow.graph import Event
from cellophane.source.flow.statements import build


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return v", True),
        ("if a: return v\n  return v", True),
        ("if a: v\n  return a", False),
        ("return v if a else a", False),
        ("for x in a: v", False),
        ("yield a\n  yield v", False),
        ("return a", False),
    ],
)
def test_always(body: str, expected: bool) -> None:
    function = ast.parse(f"def f(a):\n  {body}").body[0]
    assert isinstance(function, ast.FunctionDef)
    reads = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == "v"]
    assert always(build(function), Event.USE, reads) is expected
