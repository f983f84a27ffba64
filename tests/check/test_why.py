"""Which closures a place means, and how each way is told."""

from __future__ import annotations

import ast

import pytest

from cellophane.check.outcomes_in_words import called
from cellophane.check.why import closures_at, why
from cellophane.model.trail import Ending, Trail
from tests.following import facts

CODE = """\
def outer(xs):
    for i in xs:
        @print
        def read(a=lambda: i):
            return [
                j for j in xs if i
            ]
        yield (i for _ in xs)
"""


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (1, None, ["`outer`"]),
        (2, None, ["`outer`"]),
        (3, None, ["`read`"]),
        (4, None, ["`read`", "the lambda"]),
        (4, 21, ["the lambda"]),
        (4, 10, ["`read`"]),
        (6, None, ["`read`"]),
        (6, 20, ["`read`"]),
        (8, 20, ["the generator expression"]),
        (8, 9, ["`outer`"]),
        (9, None, []),
    ],
)
def test_the_closures_that_are_meant(row: int, column: int | None, expected: list[str]) -> None:
    assert [called(site) for site in closures_at(facts(CODE), row, column)] == expected


def trail(code: str) -> Trail:
    """That of the only lambda, without any finding."""
    known = facts(code)
    [site] = [one for one in known.sites if isinstance(one, ast.Lambda)]
    [found] = why(known, site, ())
    return found


def test_the_steps_inside_a_helper_are_told() -> None:
    found = trail("def h(f): return f()\ndef main(xs):\n    for i in xs:\n        h(lambda: i)\n")
    [way] = found.ways
    assert [(step.text, step.span.row) for step in way.steps] == [
        ("made here", 4),
        ("called by `h` here", 4),
        ("called", 1),
    ]
    assert way.ending is Ending.IN_TIME


def test_a_loss_inside_a_helper_is_told_where_it_is() -> None:
    found = trail("def h(f): raise f\ndef main(xs):\n    for i in xs:\n        h(lambda: i)\n")
    [way] = found.ways
    assert way.ending is Ending.LOST
    assert ("lost from sight", 1) in [(step.text, step.span.row) for step in way.steps]


def test_only_so_many_ways_are_told() -> None:
    calls = "".join(f"        g{n} = f\n" for n in range(30))
    assert len(trail(f"def main(xs):\n    for i in xs:\n        f = lambda: i\n{calls}").ways) == 12


def test_variables_of_a_module_count_where_a_loop_rebinds_them() -> None:
    known = facts("import os\nfor i in os.x:\n    f = lambda: (i, os)\n")
    [site] = known.sites
    assert [one.name for one in why(known, site, ())] == ["i"]
