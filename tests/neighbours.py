"""Files beside each other, for tests of what one of them says about another."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from cellophane.source.analysis import Analysis
from cellophane.source.facts import Facts
from cellophane.source.meaning.definitions import Meaning, Written
from cellophane.source.text import source as text

Files = Mapping[str, str | bytes]


def plant(folder: Path, files: Files) -> Path:
    """Write files, by their names below a folder, and give back the folder.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = plant(Path(folder), {"shop/desk.py": "x = 1"})
    ...     Path(folder, "shop", "desk.py").read_text()
    'x = 1'
    """
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
    return folder


def facts_of(path: Path) -> Facts:
    """The facts about a file as it is on disk, among its neighbours."""
    source = text.read(path)
    return Analysis().facts(source)


def last_expression(facts: Facts) -> ast.expr:
    """The expression that is the last statement of a file."""
    statement = facts.tree.body[-1]
    while isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.For | ast.With):
        statement = statement.body[-1]
    assert isinstance(statement, ast.Expr)
    return statement.value


def named(meaning: Meaning) -> str:
    """A meaning in one word: the dotted name of a library, the name of a definition and the file that it is in."""
    if not isinstance(meaning, Written):
        return meaning
    name = meaning.dotted.rpartition(".")[2]
    return f"{Path(meaning.home.source.filename).stem}:{name}"
