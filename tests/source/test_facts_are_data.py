"""Holds facts to being data: what becomes of a value is told by acts and expressions, and worded where it is shown."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "cellophane" / "source"
MODULES = sorted(path for room in ("steps", "following", "change") for path in (SOURCE / room).glob("*.py"))


def phrases(code: str) -> Iterator[str]:
    """The texts in a module that are meant to be read by people: those with a name between backticks in them.

    >>> list(phrases("'''About `x`.'''\\nx = f'kept by `{y}`'"))
    ['kept by `', '`']
    """
    tree = ast.parse(code)
    described = {statement.value for statement in ast.walk(tree) if isinstance(statement, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in described and "`" in str(node.value):
            yield str(node.value)


@pytest.mark.parametrize("path", MODULES, ids=[f"{path.parent.name}/{path.name}" for path in MODULES])
def test_no_module_of_facts_words_them(path: Path) -> None:
    assert list(phrases(path.read_text("utf-8"))) == []
