"""The front door: every fact about a file, made when it is first asked for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from cellophane.source import knowledge
from cellophane.source.facts import alone
from cellophane.source.text.source import Source
from tests.following import facts


def test_the_sites_of_a_file() -> None:
    known = facts("def f(): pass\ng = lambda: (i for i in x)\nclass A:\n    async def h(self): pass\n[i for i in x]")
    assert {type(site) for site in known.sites} == {
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.Lambda,
        ast.GeneratorExp,
    }
    assert len(known.sites) == 4


def test_facts_are_made_once() -> None:
    known = facts("late = [lambda: i for i in range(3)]")
    assert known.names is known.names
    assert known.parents is known.parents
    assert known.stale is known.stale
    assert known.flow(known.tree) is known.flow(known.tree)


def test_nothing_is_found_in_nothing() -> None:
    known = facts("")
    assert known.stale == ()
    assert known.sites == ()


def test_one_variable_in_one_closure_is_told_once() -> None:
    known = facts(
        "def main(x, late):\n    for i in x:\n        late.append(lambda: (i, i, lambda: i))\n        late.append(0)\n"
    )
    assert [stale.variable.name for stale in known.stale] == ["i"]


def test_knowledge_of_the_user_counts(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('["engine.later"]\nsignature = "(callback)"\ncallback = "kept"\nsource = "its manual"\n', "utf-8")
    source = Source("a.py", "import engine\nfor i in x:\n    engine.later(lambda: i)\n")
    [without] = alone(source).stale
    [with_it] = alone(source, knowledge.load([path])).stale
    assert (without.certainty.word, with_it.certainty.word) == ("possible", "certain")


def test_the_same_file_gives_the_same_facts() -> None:
    code = "def main(x):\n    late = []\n    for i, j in x:\n        late.append(lambda: (i, j))\n    return late\n"
    once, again = ([(s.variable.name, s.certainty) for s in facts(code).stale] for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f():\n    for v in x: lambda: v", True),
        ("def f():\n    for i in x:\n        v = i\n    lambda: v", True),
        ("def f(v):\n    lambda: v", False),
        ("def f():\n    v = 1\n    for i in x: lambda: v", False),
        ("def f():\n    for i in x:\n        try: x()\n        except OSError: del v\n    lambda: v\n    v = 1", False),
    ],
)
def test_what_is_captured_in_loops(code: str, expected: bool) -> None:
    assert ("v" in [variable.name for _, variable in facts(code).captured_in_loops]) == expected
