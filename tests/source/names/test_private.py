"""Reads of private names that mean another name inside a class."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.names.private import mangled_reads
from cellophane.source.names.scopes import resolve


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("def __a(): pass\nclass C:\n def m(self): return __a()", [("__a", "C")]),
        ("def f(__a):\n class C:\n  def m(self): return __a", [("__a", "C")]),
        ("def __a__(): pass\nclass C:\n def m(self): return __a__()", []),
        ("def _a(): pass\nclass C:\n def m(self): return _a()", []),
        ("class C:\n def m(self): return __a", []),
        ("__a = _C__a = 1\nclass C:\n def m(self): return __a", []),
        ("__a = 1\nclass C:\n __a = 2\n b = __a", []),
    ],
)
def test_what_is_read_by_another_name(text: str, read: list[tuple[str, str]]) -> None:
    assert [(one.written, one.owner) for one in mangled_reads(resolve(ast.parse(text)))] == read
