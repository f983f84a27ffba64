"""Bindings in words."""

from __future__ import annotations

import pytest

from cellophane.model.picture import Bound, DrawnVariable
from cellophane.report.bindings import told

OWN, OTHER = "f", "f.<locals>.g"


@pytest.mark.parametrize(
    ("bindings", "words"),
    [
        ([], []),
        ([Bound(1, "parameter", OWN)], ["bound in line 1"]),
        ([Bound(1, "parameter", OWN), Bound(3, "assignment", OTHER)], ["bound in line 1", "rebound in line 3 by g"]),
        (
            [Bound(1, "assignment", OWN), Bound(2, "assignment", OWN), Bound(4, "augmented assignment", OWN)],
            ["bound in line 1", "rebound in lines 2, 4"],
        ),
        ([Bound(2, "loop target", OWN, repeated=True)], ["bound in line 2 in each round of a loop"]),
        ([Bound(1, "assignment", OWN), Bound(5, "del", OWN)], ["bound in line 1", "deleted in line 5"]),
        (
            [Bound(4, "except target", OWN), Bound(6, "end of except", OWN)],
            ["bound in line 4", "unbound in line 6 at the end of its handler"],
        ),
        (
            [Bound(1, "del", OWN), Bound(2, "assignment", OWN), Bound(3, "assignment", OTHER, repeated=True)],
            ["deleted in line 1", "bound in line 2", "rebound in line 3 by g in each round of a loop"],
        ),
        (
            [Bound(row, "assignment", OWN) for row in range(1, 14)],
            ["bound in line 1", "rebound in lines 2, 3, 4, 5, 6, 7, 8, 9, …4 more"],
        ),
    ],
)
def test_words(bindings: list[Bound], words: list[str]) -> None:
    assert list(told(DrawnVariable("v1", "n", OWN, tuple(bindings)))) == words


def test_without_an_owner_nobody_is_told() -> None:
    assert list(told(DrawnVariable("v1", "n", None, (Bound(1, "assignment", OTHER),)))) == ["bound in line 1"]
