"""Whether a closure outlives the iteration whose variable it reads, and what is shown for it."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.steps.outcomes import End, Way
from tests.following import facts, only, stale


def row(node: ast.AST) -> int:
    assert isinstance(node, ast.expr | ast.stmt)
    return node.lineno


def test_what_is_shown() -> None:
    found = only(
        """
        def main(items):
            late = []
            for i in items:
                late.append(lambda: i)
            return [read() for read in late]
        """
    )
    assert isinstance(found.site, ast.Lambda)
    assert found.variable.name == "i"
    assert (row(found.spoilt_by), found.certainty) == (4, Certainty.CERTAIN)
    assert found.kept is not None
    assert (found.kept.end, row(found.kept.node)) == (End.HELD, 5)
    assert found.called is not None
    assert (found.called.end, row(found.called.node)) == (End.RUN, 6)
    assert found.form == (Way.CALL,)


def test_who_calls_it_may_be_out_of_sight() -> None:
    found = only("def main(items, late):\n    for i in items:\n        late.append(lambda: i)\n")
    assert found.called is None
    assert found.kept is not None
    assert (found.kept.end, found.certainty) == (End.KEPT, Certainty.LIKELY)


def test_where_several_things_keep_it_the_surest_counts() -> None:
    code = """
        def main(items, unknown):
            late = []
            for i in items:
                read = lambda: i
                unknown(read)
                late.append(read)
            return [read() for read in late]
        """
    assert stale(code) == {"i": "certain"}


def test_each_variable_is_asked_about() -> None:
    code = """
        def main(items, fixed):
            late = []
            for i, j in items:
                k = i
                late.append(lambda: (i, k, fixed))
            return late
        """
    assert stale(code) == {"i": "certain", "k": "certain"}


@pytest.mark.parametrize(
    ("site", "inner"),
    [
        ("lambda: i", "lambda: i"),
        ("lambda: lambda: i", "lambda: lambda: i"),
        ("(lambda: lambda: i)()", "lambda: i"),
        ("(i for _ in x)", "(i for _ in x)"),
    ],
)
def test_the_closure_that_outlives_is_named(site: str, inner: str) -> None:
    found = only(
        f"def main(items, x):\n    late = []\n    for i in items:\n        late.append({site})\n    return late\n"
    )
    assert ast.unparse(found.site) == inner


@pytest.mark.parametrize(
    "body",
    [
        "def f(): return f()\n        late.append(f)",
        "def f(n): return [f(m) for m in n]\n        late.append(f)",
        "class A:\n            def f(self): return A()\n        late.append(A)",
        "class A:\n            f = lambda self: A\n        late.append(A)",
    ],
)
def test_a_name_is_rebound_together_with_what_it_stands_for(body: str) -> None:
    code = f"def main(items):\n    late = []\n    for i in items:\n        {body}\n    return late\n"
    assert "f" not in stale(code)
    assert "A" not in stale(code)


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n    for i in x:\n        f = lambda self: i",
        "for i in x: pass\nf = lambda: i",
        "def main(i):\n    return [lambda: i for _ in x]",
        "for i in x:\n    f = lambda i: i\n    late.append(f)",
        "for i in x:\n    i.f = 1",
        "while x:\n    late.append(lambda: y)",
    ],
)
def test_nothing_that_a_loop_rebinds_is_captured(code: str) -> None:
    assert stale(code) == {}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("for i in x:\n    f(lambda: i)", ["i"]),
        ("for i in x:\n    pass\nf(lambda: i)", ["i"]),
        ("f(lambda: i)", []),
        ("i = 1\nf(lambda: i)", []),
        ("for i in x:\n    del i\n    f(lambda: j)", []),
        ("[lambda: i for i in x]", ["i"]),
        ("while x:\n    y = 1\n    def f(): return y", ["y"]),
    ],
)
def test_which_captures_are_worth_the_question(code: str, names: list[str]) -> None:
    known = facts(code)
    found = known.captured_in_loops
    assert sorted(variable.name for _, variable in found) == names
