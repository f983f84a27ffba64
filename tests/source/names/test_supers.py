"""Calls of `super()` that cannot find the object."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.names.scopes import resolve
from cellophane.source.names.supers import Lack, lost_supers
from cellophane.source.tree.parents import Parents


@pytest.mark.parametrize(
    ("body", "lacks"),
    [
        ("return (super().m() for _ in a)", [Lack.ITERATOR]),
        ("return lambda: super().m()", [Lack.NO_PARAMETER]),
        ("return super().m()", []),
        ("return (super(C, self).m() for _ in a)", []),
        ("super = a\n  return lambda: super()", []),
    ],
)
def test_what_the_code_lacks(body: str, lacks: list[Lack]) -> None:
    tree = ast.parse(f"class C:\n def m(self, a):\n  {body}\n")
    assert [one.lack for one in lost_supers(resolve(tree), Parents(tree))] == lacks
