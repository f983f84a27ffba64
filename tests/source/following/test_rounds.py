"""`Rounds`: groups that are still held when the next one is asked for."""

from __future__ import annotations

import pytest

from tests.following import facts

IMPORT = "from itertools import groupby\n"


def outlived(code: str) -> list[tuple[str, str]]:
    found = facts(IMPORT + code).outlived_groups
    return [(one.variable.name if one.variable else "", one.certainty.word) for one in found]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("rows = []\nfor k, g in groupby(x):\n    rows.append(g)\nlist(rows[0])", ("g", "certain")),
        ("def f(x):\n    return {k: g for k, g in groupby(x)}", ("g", "likely")),
        (
            "class A:\n    def f(self, x):\n        for k, g in groupby(x):\n            self.rows.append(g)",
            ("g", "likely"),
        ),
        ("runs = groupby(x)\nrows = [g for k, g in runs]\nlist(rows[0])", ("g", "certain")),
        ("all = dict(groupby(x))\nlist(all[1])", ("", "certain")),
        ("def f(x):\n    return sorted(groupby(x))", ("", "likely")),
    ],
)
def test_a_group_outlives_its_round(code: str, expected: tuple[str, str]) -> None:
    assert outlived(code) == [expected]


@pytest.mark.parametrize(
    "code",
    [
        "for k, g in groupby(x):\n    print(list(g))",
        "rows = [(k, sum(g)) for k, g in groupby(x)]",
        "for pair in groupby(x):\n    print(pair)",
        "len(list(groupby(x)))",
        "any(groupby(x))",
        "def f(x):\n    for k, g in groupby(x):\n        return g",
        "def f(x):\n    for k, g in groupby(x):\n        yield g",
        "for k, g in frame.groupby(x):\n    rows.append(g)",
    ],
)
def test_it_is_over_in_time(code: str) -> None:
    assert outlived(code) == []
